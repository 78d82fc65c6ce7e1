/** Where now is. It moves by itself, and nothing else is drawn anew for it. */

import { computed } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { isPast } from "../time/as-of.ts";
import { shownNow } from "../time/now.ts";
import { type Scale, xOf } from "./geometry.ts";
import "./now-line.css";

export function NowLine({ scale }: { scale: Scale }): JSX.Element | null {
  const x = useMemo(() => computed(() => placeOfNow(scale)), [scale]);
  if (x.value === undefined) return null;
  const className = isPast.value ? "now-line past" : "now-line";
  return <div class={className} style={{ translate: `${x.value}px 0` }} aria-hidden="true" />;
}

/** In half pixels, so that it seldom differs. */
function placeOfNow(scale: Scale): number | undefined {
  const now = shownNow.value;
  if (now < scale.start || now >= scale.end) return undefined;
  return Math.round(xOf(now, scale) * 2) / 2;
}

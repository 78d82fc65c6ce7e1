/** A small chart: how many milliseconds behind, over two minutes, now at the right. */

import type { JSX } from "preact";
import { duration } from "../time/format.ts";
import { drawLag, type Sample } from "./lag-chart.ts";
import "./lag-line.css";

const BOX = { width: 240, height: 44 };

export function LagLine({
  name,
  samples,
}: {
  name: string;
  samples: readonly Sample[];
}): JSX.Element {
  const { line, area, mostMs, topMs } = drawLag(samples, BOX);
  const nowMs = samples.at(-1)?.lagMs ?? 0;
  return (
    <div
      class="lag-line"
      role="img"
      aria-label={`${name} is ${duration(nowMs)} behind now, and was ${duration(mostMs)} at most.`}
    >
      <svg viewBox={`0 0 ${BOX.width} ${BOX.height}`} preserveAspectRatio="none" aria-hidden="true">
        <path class="area" d={area} />
        <path class="line" d={line} />
      </svg>
      <span class="lag-top" aria-hidden="true">
        {duration(topMs)}
      </span>
    </div>
  );
}

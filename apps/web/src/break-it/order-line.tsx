/** One order: what it was about, what did happen, and whether that is what should have. */

import type { FaultOrder } from "@holdfast/api";
import type { JSX } from "preact";
import { isPast } from "../time/as-of.ts";
import { describeMoment, duration, viewerZone } from "../time/format.ts";
import { wallNow } from "../time/now.ts";
import "./order-line.css";
import { judgeOrder, timesOf } from "./verdict.ts";
import { VerdictMark } from "./verdict-mark.tsx";

interface OrderLineProps {
  readonly order: FaultOrder;
  /** Named where orders of several faults stand together. */
  readonly title?: string;
}

export function OrderLine({ order, title }: OrderLineProps): JSX.Element {
  const verdict = judgeOrder(order);
  const { target, outcome, orderedAt } = order;
  const about = [title, target].filter((part) => part !== undefined).join(": ");
  return (
    <div class="order-line">
      <p class="order-head">
        <VerdictMark verdict={verdict} />
        <span class="soft small">{about}</span>
      </p>
      {outcome && <p>{outcome}</p>}
      {verdict.why && verdict.why !== outcome && <p>{verdict.why}</p>}
      <p class="soft small">
        <time dateTime={orderedAt}>{describeMoment(orderedAt, viewerZone)}</time>
        {timesIn(order, verdict.kind === "open")}
      </p>
    </div>
  );
}

function timesIn(order: FaultOrder, isUnderWay: boolean): string {
  const { struckMs, endedMs } = timesOf(order);
  const struck = struckMs === undefined ? "" : `, struck after ${duration(struckMs)}`;
  if (endedMs !== undefined) return `${struck}, over after ${duration(endedMs)}`;
  if (!isUnderWay || isPast.value) return struck;
  const sinceMs = Math.max(0, wallNow.value - Date.parse(order.orderedAt));
  return `${struck}, ${duration(Math.floor(sinceMs / 1_000) * 1_000)} ago`;
}

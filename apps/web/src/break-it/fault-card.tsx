/**
 * Something that one may do to break it: what should happen, how it is done, and what did happen. The
 * form is the fault's own, and disabled while it cannot be done.
 */

import type { Fault, FaultOrder } from "@holdfast/api";
import type { ComponentChildren, JSX } from "preact";
import { NoAnswer, Problem } from "../api/http.ts";
import { explain } from "../refusals/explain.ts";
import { isPast } from "../time/as-of.ts";
import "./fault-card.css";
import { OrderLine } from "./order-line.tsx";
import type { Orders, Sending } from "./orders.ts";

const EARLIER_MAX = 5;

interface FaultCardProps {
  readonly fault: Fault;
  readonly orders: Orders;
  readonly onOrder: () => void;
  /** What the button says. */
  readonly does: string;
  readonly children?: ComponentChildren;
  /** Instead of the latest order, or beside it. */
  readonly result?: ComponentChildren;
  readonly isBusy?: boolean;
  readonly isWide?: boolean;
}

export function FaultCard(props: FaultCardProps): JSX.Element {
  const { fault, orders, onOrder, does, children, result, isBusy = false, isWide } = props;
  const heading = `fault-${fault.name}`;
  const whyNot = fault.available === false ? (fault.why ?? "It is not available here.") : undefined;
  const isDisabled = isPast.value || whyNot !== undefined;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!isBusy && !isDisabled) onOrder();
  };
  return (
    <section class={isWide ? "fault panel wide" : "fault panel"} aria-labelledby={heading}>
      <h2 id={heading}>{fault.title}</h2>
      <p>
        <span class="fault-label">Should happen</span>
        {fault.expect}
      </p>
      <form onSubmit={submit}>
        <fieldset disabled={isDisabled}>
          <legend class="unseen">{fault.title}</legend>
          <div class="fault-fields">
            {children}
            <button type="submit" class="danger" disabled={isBusy}>
              {does}
            </button>
          </div>
        </fieldset>
      </form>
      {whyNot && <p class="soft small">{whyNot}</p>}
      <div class="fault-result" aria-live="polite">
        {result ?? <Happened fault={fault.name} orders={orders} />}
      </div>
    </section>
  );
}

/** What came of the fault's latest order; the earlier ones on demand. */
export function Happened({ fault, orders }: { fault: string; orders: Orders }): JSX.Element | null {
  const [latest, ...earlier] = orders.all.filter((order) => order.fault === fault);
  const sending = orders.sending.find(
    (each) => each.fault === fault && !hasComeAfterAll(each, latest),
  );
  if (!sending && !latest) return null;
  return (
    <>
      <span class="fault-label">Did happen</span>
      {sending?.error && <p class="fault-refused">{refusalOf(sending.error)}</p>}
      {sending && !sending.error && <p class="soft">Giving the order …</p>}
      {latest && <OrderLine order={latest} />}
      {earlier.length > 0 && (
        <details>
          <summary class="small">Before that</summary>
          <ul class="stack">
            {earlier.slice(0, EARLIER_MAX).map((order) => (
              <li key={order.id}>
                <OrderLine order={order} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

/** Without an answer, the order may have been taken all the same: then it comes to stand here. */
function refusalOf(error: Error): string {
  const isUnsure =
    error instanceof NoAnswer || (error instanceof Problem && NOBODY_BEHIND.has(error.body.status));
  const what = isUnsure ? "Nobody knows whether it was done." : "Nothing was done.";
  return `${what} ${explain(error)}`;
}

/** What something between us and the gateway says when that is gone. */
const NOBODY_BEHIND: ReadonlySet<number> = new Set([502, 504]);

/** An order that nobody has answered for has shown up since. */
function hasComeAfterAll({ at, error }: Sending, latest: FaultOrder | undefined): boolean {
  return error !== undefined && latest !== undefined && latest.orderedAt >= at;
}

/** Everything that was broken lately, the latest first. */

import type { Fault, FaultOrder } from "@holdfast/api";
import type { JSX } from "preact";
import { Empty } from "../components/not-ready.tsx";
import { OrderLine } from "./order-line.tsx";
import "./order-log.css";

const SHOWN = 20;

interface OrderLogProps {
  readonly orders: readonly FaultOrder[];
  readonly faults: readonly Fault[];
}

export function OrderLog({ orders, faults }: OrderLogProps): JSX.Element {
  const titles = new Map(faults.map(({ name, title }) => [name, title]));
  return (
    <section class="stack" aria-labelledby="order-log">
      <h2 id="order-log">What was broken lately</h2>
      {orders.length === 0 ? (
        <Empty>Nothing yet. Kill an agent: nobody will lose a booking.</Empty>
      ) : (
        <ol class="panel order-log">
          {orders.slice(0, SHOWN).map((order) => (
            <li key={order.id}>
              <OrderLine order={order} title={titles.get(order.fault) ?? order.fault} />
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

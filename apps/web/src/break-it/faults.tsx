/** Everything that can be broken, each in its card. */

import type { Fault } from "@holdfast/api";
import type { JSX } from "preact";
import { Stale } from "../components/not-ready.tsx";
import { isPast } from "../time/as-of.ts";
import type { Breakable } from "./break-it-page.tsx";
import { ChoiceFault } from "./choice-fault.tsx";
import { DialCard } from "./dial-card.tsx";
import { LapseHold } from "./lapse-hold.tsx";
import { OrderLog } from "./order-log.tsx";
import { type Orders, useOrders } from "./orders.ts";
import { ProcessFault } from "./process-fault.tsx";
import { RaceCard } from "./race-card.tsx";

export function Faults({ breakable }: { breakable: Breakable }): JSX.Element {
  const { faults } = breakable.breakIt;
  const orders = useOrders();
  return (
    <>
      {orders.live.kind === "ready" && <Stale failed={orders.live.failed} />}
      {orders.live.kind === "failed" && <Stale failed={orders.live.error} />}
      {isPast.value && (
        <p class="panel" role="status">
          The past cannot be broken any more: this is what was known then. Go back to now to strike.
        </p>
      )}
      <div class="faults">
        {faults.map((fault) => (
          <FaultByName key={fault.name} fault={fault} breakable={breakable} orders={orders} />
        ))}
      </div>
      <OrderLog orders={orders.all} faults={faults} />
    </>
  );
}

interface FaultByNameProps {
  readonly fault: Fault;
  readonly breakable: Breakable;
  readonly orders: Orders;
}

/** A fault that this page does not know cannot be ordered here. */
function FaultByName({ fault, breakable, orders }: FaultByNameProps): JSX.Element | null {
  const { agents, rooms } = breakable;
  switch (fault.name) {
    case "kill":
    case "stop":
    case "continue":
      return <ProcessFault fault={fault} agents={agents} orders={orders} />;
    case "fail-step":
      return (
        <ChoiceFault
          {...{
            fault,
            orders,
            parameter: "kind",
            label: "Step or task",
            does: "Fail the next one",
          }}
          hint="It waits for a minute until one comes: book a meeting meanwhile."
        />
      );
    case "mail-server":
      return (
        <ChoiceFault
          {...{ fault, orders, parameter: "is", label: "It is", does: "Break it" }}
          lasts
          hint="Book a meeting meanwhile, and look at the inbox."
        />
      );
    case "lapse-hold":
      return <LapseHold fault={fault} rooms={rooms} orders={orders} />;
    case "race":
      return <RaceCard fault={fault} rooms={rooms} orders={orders} />;
    case "dial":
      return <DialCard fault={fault} orders={orders} />;
    default:
      return null;
  }
}

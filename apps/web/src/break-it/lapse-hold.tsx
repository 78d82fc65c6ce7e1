/** A hold lapses now: one of those that live, or one that is placed on the spot. */

import type { Fault, Room } from "@holdfast/api";
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { placeHold } from "../api/holds.ts";
import { under, useLive } from "../live/use-live.ts";
import { explain } from "../refusals/explain.ts";
import { FaultCard, Happened } from "./fault-card.tsx";
import { findFreeSlots, holdName } from "./free-slots.ts";
import { findLivingHolds } from "./living-holds.ts";
import type { Orders } from "./orders.ts";

interface LapseHoldProps {
  readonly fault: Fault;
  readonly rooms: readonly Room[];
  readonly orders: Orders;
}

/** Instead of the id of a hold. */
const NEW = "";
const NEW_HOLD_MS = 60_000;

export function LapseHold({ fault, rooms, orders }: LapseHoldProps): JSX.Element {
  const chosen = useSignal(NEW);
  const placing = useSignal<"nothing" | "placing" | Error>("nothing");
  const holds = useLive((signal) => findLivingHolds(rooms, signal), {
    concerns: under("hold"),
    on: [rooms.length],
  });
  const living = holds.kind === "ready" ? holds.value : [];
  const hold = living.some(({ id }) => id === chosen.value) ? chosen.value : NEW;
  const order = async () => {
    try {
      if (hold === NEW) placing.value = "placing";
      const id = hold === NEW ? await placeOne(rooms) : hold;
      await orders.give(fault.name, { hold: id });
      placing.value = "nothing";
    } catch (error) {
      placing.value = error as Error;
    }
  };
  return (
    <FaultCard
      fault={fault}
      orders={orders}
      onOrder={() => void order()}
      does="Let it lapse"
      isBusy={placing.value === "placing" || rooms.length === 0}
      result={
        <>
          {placing.value === "placing" && <p class="soft">Placing a hold first …</p>}
          {placing.value instanceof Error && (
            <p class="fault-refused">No hold was placed. {explain(placing.value)}</p>
          )}
          <Happened fault={fault.name} orders={orders} />
        </>
      }
    >
      <label class="field">
        Hold
        <select
          value={hold}
          onChange={({ currentTarget }) => {
            chosen.value = currentTarget.value;
          }}
        >
          <option value={NEW}>One that is placed for it</option>
          {living.map((each) => (
            <option key={each.id} value={each.id}>
              {holdName(each, each.room)} ({each.heldBy})
            </option>
          ))}
        </select>
      </label>
    </FaultCard>
  );
}

/** @throws Problem, NoAnswer; Error when every room is full */
async function placeOne(rooms: readonly Room[]): Promise<string> {
  for (const room of rooms) {
    const [slot] = await findFreeSlots(room.id);
    if (!slot) continue;
    return (await placeHold({ room: room.id, ...slot }, NEW_HOLD_MS)).id;
  }
  throw new Error("No room is free in the next days.");
}

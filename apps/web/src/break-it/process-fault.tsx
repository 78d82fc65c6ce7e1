/** Kill, stop or continue a process. */

import type { Agent, Fault } from "@holdfast/api";
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { place } from "../shell/router.ts";
import { FaultCard } from "./fault-card.tsx";
import type { Orders } from "./orders.ts";
import { SecondsField } from "./seconds-field.tsx";

const VERBS: Readonly<Record<string, string>> = {
  kill: "Kill",
  stop: "Stop",
  continue: "Continue",
};
const USUAL = "room-agent/1";

interface ProcessFaultProps {
  readonly fault: Fault;
  readonly agents: readonly Agent[];
  readonly orders: Orders;
}

export function ProcessFault({ fault, agents: all, orders }: ProcessFaultProps): JSX.Element {
  const agents = all.filter(({ state }) => state !== "ended");
  const chosen = useSignal(place.value.query.get("process") ?? USUAL);
  const seconds = useSignal(3);
  const stops = fault.name === "stop";
  const process = agents.some(({ name }) => name === chosen.value)
    ? chosen.value
    : (agents[0]?.name ?? "");
  const order = () =>
    void orders.give(fault.name, {
      process,
      ...(stops && { forMs: Math.round(seconds.value * 1_000) }),
    });
  return (
    <FaultCard
      fault={fault}
      orders={orders}
      onOrder={order}
      does={VERBS[fault.name] ?? fault.title}
      isBusy={process === ""}
    >
      <label class="field">
        Process
        <select
          value={process}
          onChange={({ currentTarget }) => {
            chosen.value = currentTarget.value;
          }}
        >
          {agents.map(({ name, pid, state }) => (
            <option key={name} value={name}>
              {name} {state === "running" ? `(${pid})` : `(${state})`}
            </option>
          ))}
        </select>
      </label>
      {stops && (
        <SecondsField
          value={seconds.value}
          onChange={(next) => {
            seconds.value = next;
          }}
        />
      )}
    </FaultCard>
  );
}

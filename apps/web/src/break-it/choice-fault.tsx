/** A fault of which one chooses a kind, and perhaps for how long: a failing step, the mail server. */

import type { Fault } from "@holdfast/api";
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { choicesOf } from "./choices.ts";
import { FaultCard } from "./fault-card.tsx";
import type { Orders } from "./orders.ts";
import { SecondsField } from "./seconds-field.tsx";

interface ChoiceFaultProps {
  readonly fault: Fault;
  readonly orders: Orders;
  /** Which parameter is chosen, and what that is called. */
  readonly parameter: string;
  readonly label: string;
  readonly does: string;
  readonly lasts?: boolean;
  /** A line on how to see it. */
  readonly hint: string;
}

export function ChoiceFault(props: ChoiceFaultProps): JSX.Element {
  const { fault, orders, parameter, label, does, lasts = false, hint } = props;
  const choices = choicesOf(fault, parameter);
  const chosen = useSignal<string | undefined>(undefined);
  const seconds = useSignal(5);
  const choice = chosen.value ?? choices[0] ?? "";
  const order = () =>
    void orders.give(fault.name, {
      [parameter]: choice,
      ...(lasts && { forMs: Math.round(seconds.value * 1_000) }),
    });
  return (
    <FaultCard fault={fault} orders={orders} onOrder={order} does={does} isBusy={choice === ""}>
      <label class="field">
        {label}
        <select
          value={choice}
          onChange={({ currentTarget }) => {
            chosen.value = currentTarget.value;
          }}
        >
          {choices.map((each) => (
            <option key={each} value={each}>
              {each.replaceAll("-", " ")}
            </option>
          ))}
        </select>
      </label>
      {lasts && (
        <SecondsField
          value={seconds.value}
          onChange={(next) => {
            seconds.value = next;
          }}
        />
      )}
      <p class="soft small fault-hint">{hint}</p>
    </FaultCard>
  );
}

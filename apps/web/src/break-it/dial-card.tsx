/**
 * The dial: the same race with another guarantee, on a state of its own that is thrown away. One setting
 * at a time, or all of an operation, one after another, to be compared.
 */

import type { Fault } from "@holdfast/api";
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { choicesOf } from "./choices.ts";
import { settingsOf, shownFigures } from "./dial.ts";
import { DialTable } from "./dial-table.tsx";
import { FaultCard, Happened } from "./fault-card.tsx";
import { isOpen, type Orders } from "./orders.ts";

const OPERATIONS = ["place-hold", "edit-meeting", "send-notification", "read-diary"];
const ALL = "all";

export function DialCard({ fault, orders }: { fault: Fault; orders: Orders }): JSX.Element {
  const operation = useSignal(choicesOf(fault, "operation")[0] ?? OPERATIONS[0]!);
  const setting = useSignal("transaction");
  /** Those that are still to be tried, of `operation`. */
  const waiting = useSignal<readonly string[]>([]);
  const dialOrders = orders.all.filter((order) => order.fault === fault.name);
  const isTurning = dialOrders.some(isOpen) || orders.sending.some(isBeingSent);
  const settings = settingsOf(operation.value);
  const chosen = [ALL, ...settings].includes(setting.value) ? setting.value : settings[0]!;

  useEffect(() => {
    const [next, ...rest] = waiting.value;
    if (isTurning || next === undefined) return;
    waiting.value = rest;
    void orders.give(fault.name, { operation: operation.value, setting: next }).then((id) => {
      if (id === undefined) waiting.value = [];
    });
  }, [isTurning, waiting.value]);

  return (
    <FaultCard
      fault={fault}
      orders={orders}
      onOrder={() => {
        waiting.value = chosen === ALL ? settings : [chosen];
      }}
      does={isTurning || waiting.value.length > 0 ? "Turning …" : "Turn the dial"}
      isBusy={isTurning || waiting.value.length > 0}
      isWide
      result={
        <>
          <Happened fault={fault.name} orders={orders} />
          {waiting.value.length > 0 && (
            <p class="soft">
              Then: {waiting.value.join(", ")}.{" "}
              <button
                type="button"
                class="small"
                onClick={() => {
                  waiting.value = [];
                }}
              >
                Not those
              </button>
            </p>
          )}
          <DialTable rows={shownFigures(dialOrders, operation.value)} operation={operation.value} />
        </>
      }
    >
      <label class="field">
        Operation
        <select
          value={operation.value}
          disabled={waiting.value.length > 0}
          onChange={({ currentTarget }) => {
            operation.value = currentTarget.value;
          }}
        >
          {OPERATIONS.map((each) => (
            <option key={each} value={each}>
              {each.replaceAll("-", " ")}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        Setting
        <select
          value={chosen}
          onChange={({ currentTarget }) => {
            setting.value = currentTarget.value;
          }}
        >
          {settings.map((each) => (
            <option key={each} value={each}>
              {each}
            </option>
          ))}
          <option value={ALL}>all of them, one after another</option>
        </select>
      </label>
    </FaultCard>
  );

  function isBeingSent(each: Orders["sending"][number]): boolean {
    return each.fault === fault.name && each.error === undefined;
  }
}

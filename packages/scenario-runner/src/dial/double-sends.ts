/** Finds people who were sent a second invitation to a meeting: each decision to send is one mail. */

import type { Operation } from "@holdfast/checker";
import type { WriteName } from "@holdfast/dial/settings";
import type { Anomaly } from "./anomalies.ts";
import type { Invitee } from "./send-notification.ts";

const SENDING: WriteName = "send-notification";

export function doubleSends(operations: readonly Operation[]): Anomaly[] {
  const first = new Map<string, Operation>();
  return operations.flatMap((operation) => {
    if (operation.name !== SENDING || operation.outcome !== "ok") return [];
    const { meeting, recipient } = operation.input as Invitee;
    const whom = `${recipient} to ${meeting}`;
    const other = first.get(whom);
    if (!other) first.set(whom, operation);
    return other ? [anomaly(whom, [other, operation])] : [];
  });
}

function anomaly(whom: string, sent: readonly Operation[]): Anomaly {
  const senders = sent.map(({ id, process }) => `by ${process} as ${id}`);
  return {
    name: "double-send",
    explanation: `The invitation of ${whom} was sent ${senders.join(", and ")}.`,
    witness: sent.map(({ id }) => ({ kind: "operation", ref: id })),
  };
}

/**
 * Whether each room of a run was as if its operations had come one at a time, judged by nothing but what
 * clients asked for and were told. It trusts no store: of a foreign system nothing else is known.
 */

import type { History, Operation } from "../history.ts";
import type { Finding } from "../verdict.ts";
import { countInWords, spanInWords } from "../words.ts";
import { type Bounds, checkLinearizable } from "./check-linearizable.ts";
import { explainViolation } from "./explain-violation.ts";
import { roomModel } from "./room-model.ts";
import { type RoomOperation, roomOperations } from "./room-operations.ts";

export const ROOMS_LINEARIZABLE = "rooms-linearizable";

export function checkRooms(history: History, bounds: Partial<Bounds> = {}): Finding {
  const operations = roomOperations(history);
  const unplaced = operations.filter(needsTimes).filter(hasNoTimes);
  const left = new Set(unplaced.map(({ key }) => key));
  const judged = operations.filter(({ key }) => !left.has(key));
  const { verdict, explored } = checkLinearizable(judged, roomModel, bounds);
  if (verdict === "violated") return violated(history, judged, bounds);
  if (unplaced[0]) return unknown(`Operation ${unplaced[0].from} does not say from when to when.`);
  if (verdict === "unknown") {
    return unknown(`Not decided within the bounds, after ${explored} configurations.`);
  }
  return { check: ROOMS_LINEARIZABLE, verdict, explanation: whatWasSeen(judged) };
}

function whatWasSeen(operations: readonly RoomOperation[]): string {
  const rooms = new Set(operations.map(({ key }) => key)).size;
  const judged = new Set(operations.map(({ from }) => from)).size;
  return `${countInWords(judged, "operation")} of ${countInWords(rooms, "room")}, each in some order.`;
}

function needsTimes({ name }: RoomOperation): boolean {
  return name === "place" || name === "book" || name === "move";
}

/** None at all, or an end before the start, which would be in nobody's way. */
function hasNoTimes({ input: { start, end } }: RoomOperation): boolean {
  return !(start <= end);
}

function unknown(explanation: string): Finding {
  return { check: ROOMS_LINEARIZABLE, verdict: "unknown", explanation };
}

function violated(
  history: History,
  operations: readonly RoomOperation[],
  bounds: Partial<Bounds>,
): Finding {
  const ids = new Set(explainViolation(operations, roomModel, bounds));
  const shown = operations.filter(({ id }) => ids.has(id));
  const from = new Set(shown.map((operation) => operation.from));
  const told = history.filter((entry) => entry.kind === "operation" && from.has(entry.id));
  const witness = [...from].map((ref) => ({ kind: "operation", ref }) as const);
  const explanation = explain(shown[0]?.key ?? "a room", told as Operation[], shown);
  return { check: ROOMS_LINEARIZABLE, verdict: "violated", explanation, witness };
}

/** `ada's book (m1) from 09:00 to 10:00 on 2026-11-23 was told ok`, and so on. */
function explain(
  room: string,
  told: readonly Operation[],
  shown: readonly RoomOperation[],
): string {
  const sentences = told.map(({ id, process, name, outcome }) => {
    const { input } = shown.find(({ from }) => from === id)!;
    const span = Number.isNaN(input.start) ? "" : ` ${spanInWords(input)}`;
    return `${process}'s ${name} ${id}${span} (${outcome})`;
  });
  return `${room}: no order explains ${sentences.join(", ")}.`;
}

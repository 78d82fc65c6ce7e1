/**
 * What the recorded histories of other projects have in common: a line says that a process began an
 * operation, or how it ended. Time is the order of the lines.
 *
 * A process that begins another operation, or is not heard of again, never learnt how the last one
 * ended: its outcome is unknown.
 *
 * A last line without its line end is left out, however whole it looks: its writer was killed, and the
 * `1` that a read returned may be the beginning of a 12. So how an operation ended that it would have
 * ended is unknown, and one that it would have begun was seen by nobody.
 */

import type { Operation, Outcome } from "../history.ts";
import { FormatError } from "./format-error.ts";

export type EventType = "invoke" | "ok" | "fail" | "info";

export interface LogEvent {
  readonly process: string;
  readonly type: EventType;
  readonly name: string;
  readonly key: string;
  readonly value: unknown;
}

export interface EventLog {
  /** Undefined: the line says nothing of an operation. @throws Error saying what is wrong */
  parseLine(line: string): LogEvent | undefined;
  /** What a `fail` says of an operation: that it did not happen, or also what it has observed. */
  failureOf(event: LogEvent): Outcome;
}

interface Open {
  readonly event: LogEvent;
  readonly line: number;
}

/** Each operation is named by the line on which it began. */
export function readEventLog(text: string, log: EventLog): Operation[] {
  const operations: Operation[] = [];
  const open = new Map<string, Open>();
  for (const { event, line } of eventsOf(text, log)) {
    const begun = open.get(event.process);
    open.delete(event.process);
    if (event.type === "invoke") {
      if (begun) operations.push(unended(begun));
      open.set(event.process, { event, line });
    } else if (begun?.event.name === event.name && begun.event.key === event.key) {
      operations.push(ended(begun, event, line, log));
    } else throw new FormatError(line, `Process ${event.process} ends what it has not begun.`);
  }
  return [...operations, ...[...open.values()].map(unended)];
}

function* eventsOf(text: string, log: EventLog): Generator<Open> {
  const lines = text.split("\n").slice(0, -1);
  for (const [index, raw] of lines.entries()) {
    const line = raw.trim();
    if (line === "") continue;
    try {
      const event = log.parseLine(line);
      if (event) yield { event, line: index + 1 };
    } catch (error) {
      if (error instanceof FormatError) throw error;
      throw new FormatError(index + 1, error instanceof Error ? error.message : String(error));
    }
  }
}

function unended({ event, line }: Open): Operation {
  const { process, name, key, value } = event;
  const id = String(line);
  const invokedMs = line;
  return { kind: "operation", id, process, name, key, input: value, invokedMs, outcome: "unknown" };
}

function ended(begun: Open, event: LogEvent, line: number, log: EventLog): Operation {
  if (event.type === "info") return unended(begun);
  const outcome = event.type === "ok" ? "ok" : log.failureOf(event);
  return { ...unended(begun), completedMs: line, outcome, output: event.value };
}

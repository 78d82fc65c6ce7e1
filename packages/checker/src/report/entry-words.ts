/** Each entry of a history in words: a label, a sentence, and the facts for whoever looks closer. */

import { isDeepStrictEqual } from "node:util";
import type { Fault, HistoryEntry, Mail, Operation, Seen, StoreCommit, View } from "../history.ts";
import { nameOfKey } from "../store/store-keys.ts";
import { countInWords, spanInWords } from "../words.ts";
import { wallText } from "./page/axis.ts";
import type { Fact } from "./page/drawing.ts";
import { plainText, shortText, valueText } from "./plain-text.ts";

export interface Words {
  readonly label: string;
  readonly words: string;
  readonly facts: readonly Fact[];
}

const CHANGES_MAX = 8;
const PART_MAX = 60;

export function operationWords(operation: Operation): Words {
  const { process, name, key, input, output, outcome, revision } = operation;
  const slot = slotIn(input);
  const what = `${name} ${key}${slot ? ` ${slot}` : ""}`;
  return worded(
    name,
    `${process} asks: ${what}. ${answerInWords(operation)}`,
    fact("id", operation.id),
    fact("process", process),
    fact("outcome", outcome),
    fact("input", input),
    fact("output", output),
    fact("revision", revision),
  );
}

/** What became of a fault, from all that is recorded of it. */
export function faultWords(phases: readonly Fault[]): Words {
  const { id, fault, target, detail } = phases[0]!;
  const pid = phases.find((phase) => phase.pid !== undefined)?.pid;
  const at = detail === undefined ? "" : ` (${detail})`;
  const struck = phases.some(({ phase }) => phase === "struck");
  const healed = phases.some(({ phase }) => phase === "healed");
  const became = struck ? (healed ? "struck, and healed" : "struck, never healed") : "never struck";
  return worded(
    `${fault}${detail === undefined ? "" : ` ${detail}`}`,
    `Fault ${fault}${at} on ${target}: ${became}.`,
    fact("id", id),
    fact("target", target),
    fact("process id", pid),
    fact("detail", detail),
  );
}

export function commitWords({ revision, changes, ...note }: StoreCommit): Words {
  const { actor, process, cause, correlation, at } = note;
  const by = process ?? actor ?? "somebody";
  const shown = changes.slice(0, CHANGES_MAX).map(({ key, ...change }): Fact => {
    const name = plainText(shortText(nameOfKey(key), PART_MAX));
    return [name, "value" in change ? valueText(change.value, 2 * PART_MAX) : "deleted"];
  });
  const more = changes.length - shown.length;
  return worded(
    String(revision),
    `Commit ${revision} by ${by}${cause === undefined ? "" : `, ${cause}`}: ${countInWords(changes.length, "key")}.`,
    fact("cause", cause),
    fact("actor", actor),
    fact("process", process),
    fact("about", correlation),
    fact("the store's time", wallText(at, 0)),
    shown,
    fact("and", more > 0 ? `${countInWords(more, "key")} more` : undefined),
  );
}

export function seenWords({ watcher, prefix, after, revision }: Seen): Words {
  return worded(
    String(revision),
    `${watcher} is told of revision ${revision}.`,
    fact("watches", nameOfKey(prefix) || "everything"),
    fact("after revision", after),
  );
}

export function mailWords({ method, meeting, recipient, messageId, sequence }: Mail): Words {
  const what = method === "REQUEST" ? "Invitation" : "Cancellation";
  return worded(
    method === "REQUEST" ? "invitation" : "cancellation",
    `${what} to ${recipient}, meeting ${meeting}.`,
    fact("message id", messageId),
    fact("sequence", sequence),
  );
}

export function agrees({ shows, folds }: View): boolean {
  return isDeepStrictEqual(shows, folds);
}

export function viewWords(view: View): Words {
  const same = agrees(view);
  return worded(
    view.projection,
    `The view ${view.projection}, as of revision ${view.revision}, ${same ? "shows" : "does not show"} what the events give.`,
    fact("shows", view.shows),
    fact("events give", same ? undefined : view.folds),
  );
}

export function frameWords(entry: Extract<HistoryEntry, { kind: "run" | "end" }>): Words {
  if (entry.kind === "run") {
    return worded("start", `The run ${entry.scenario} begins.`, fact("seed", entry.seed));
  }
  const left = entry.unfinished?.join(", ");
  const words = entry.outcome === "stuck" ? "The run ends, and is stuck." : "The run ends.";
  return worded(entry.outcome, words, fact("still under way", left));
}

/** The stretch of a diary that an operation is about. */
export function slotIn(input: unknown): string | undefined {
  const { start, end } = (input ?? {}) as { start?: unknown; end?: unknown };
  if (!isTime(start) || !isTime(end)) return undefined;
  return spanInWords({ start, end });
}

function answerInWords({ outcome, invokedMs, completedMs, revision, output }: Operation): string {
  if (completedMs === undefined) return "No answer came: nobody can tell from that what happened.";
  const tookMs = (completedMs - invokedMs).toFixed(1);
  const { reason } = (output ?? {}) as { reason?: unknown };
  const why = typeof reason === "string" && outcome !== "ok" ? ` (${reason})` : "";
  const speaksOf = revision === undefined ? "" : `, revision ${revision}`;
  return `Answer after ${tookMs} ms: ${outcome}${why}${speaksOf}.`;
}

function worded(
  label: string,
  words: string,
  ...facts: readonly (Fact | readonly Fact[] | undefined)[]
): Words {
  const all = facts.flatMap((each): readonly Fact[] => {
    if (each === undefined) return [];
    return isFact(each) ? [each] : each;
  });
  return { label: plainText(shortText(label, PART_MAX)), words: plainText(words), facts: all };
}

function isFact(one: Fact | readonly Fact[]): one is Fact {
  return typeof one[0] === "string";
}

function fact(name: string, value: unknown): Fact | undefined {
  return value === undefined ? undefined : [name, valueText(value)];
}

function isTime(value: unknown): value is number {
  return typeof value === "number" && Math.abs(value) <= 8.64e15;
}

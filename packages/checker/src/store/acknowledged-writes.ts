/**
 * By what in the log it is known that an acknowledged operation has happened.
 *
 *     book, confirm-hold   the event
 *     move                 the meeting was, after some event, where it was asked to be: one that is
 *                          moved to where it is already has no event of it
 *     cancel               the event; but a meeting cancelled while it was being booked never came to be
 *     edit, edit-room      the version that the answer has
 *     place-hold           the hold, put
 *     release-hold         the hold, put and taken away again: by whom does not matter
 *     transaction          each of its writes, in the commit of its revision, if it gives the store's
 *                          own names of the keys
 */

import type { Operation, StoreCommit } from "../history.ts";
import { MeetingEvents, type MeetingNow } from "./meeting-events.ts";
import { nameOfKey, readKey } from "./store-keys.ts";

/** What the log does not have. */
export interface LostWrite {
  readonly subject: string;
  readonly why: string;
  /** Left out: the whole log. */
  readonly shownBy?: readonly StoreCommit[];
}

type Fields = Readonly<Record<string, unknown>>;
type Question = (writes: Written, operation: Operation) => LostWrite | undefined;

/** Everything that the log says was written. */
interface Written {
  /** `booked m1`, `hold h1`, `hold h1 gone`, `meeting/m1 version 2`, `room/turing version 3`. */
  readonly facts: ReadonlySet<string>;
  readonly commits: ReadonlyMap<number, StoreCommit>;
  /** Every state that a meeting was in. */
  readonly states: ReadonlyMap<string, readonly MeetingNow[]>;
}

const NO_SUCH_THING = "the log has no such thing";

const QUESTIONS: Readonly<Record<string, Question>> = {
  book: happened("booked"),
  "confirm-hold": happened("booked"),
  move: moved,
  cancel: cancelled,
  edit: versionOf("meeting"),
  "edit-room": versionOf("room"),
  "place-hold": ({ facts }, operation) => {
    const hold = textIn(operation, "hold", "id");
    return hold === undefined || facts.has(`hold ${hold}`) ? undefined : noSuchThing(hold);
  },
  "release-hold": ({ facts }, operation) => {
    const hold = textIn(operation, "hold", "id");
    if (hold === undefined || !facts.has(`hold ${hold}`)) return undefined;
    if (facts.has(`hold ${hold} gone`)) return undefined;
    return { subject: hold, why: "the log never takes it away" };
  },
  transaction,
};

export class AcknowledgedWrites {
  readonly #meetings = new MeetingEvents();
  readonly #facts = new Set<string>();
  readonly #commits = new Map<number, StoreCommit>();
  readonly #states = new Map<string, MeetingNow[]>();

  apply(commit: StoreCommit): void {
    this.#commits.set(commit.revision, commit);
    for (const { type, after } of this.#meetings.apply(commit)) {
      this.#facts.add(`${type} ${after.id}`);
      const states = this.#states.get(after.id);
      if (states) states.push(after);
      else this.#states.set(after.id, [after]);
    }
    for (const { key, value } of commit.changes) {
      const about = readKey(key);
      if (about?.of === "hold") {
        this.#facts.add(`hold ${about.id}${value === undefined ? " gone" : ""}`);
      }
      if (value === undefined) continue;
      if (about?.of === "event") {
        this.#facts.add(`${about.category}/${about.id} version ${about.position}`);
      }
      if (about?.of === "document") {
        const { version } = fieldsOf(value);
        this.#facts.add(`${about.collection}/${about.id} version ${String(version)}`);
      }
    }
  }

  /** Undefined: it is in the log, or is nothing that a log would have. */
  lostBy(operation: Operation): LostWrite | undefined {
    const written = { facts: this.#facts, commits: this.#commits, states: this.#states };
    return QUESTIONS[operation.name]?.(written, operation);
  }
}

function happened(type: string): Question {
  return ({ facts }, operation) => {
    const meeting = textIn(operation, "meeting", "id");
    if (meeting === undefined || facts.has(`${type} ${meeting}`)) return undefined;
    return noSuchThing(meeting);
  };
}

function cancelled({ facts }: Written, operation: Operation): LostWrite | undefined {
  const meeting = textIn(operation, "meeting", "id");
  if (meeting === undefined || facts.has(`cancelled ${meeting}`)) return undefined;
  return facts.has(`booked ${meeting}`) ? noSuchThing(meeting) : undefined;
}

function moved({ states }: Written, operation: Operation): LostWrite | undefined {
  const meeting = textIn(operation, "meeting", "id");
  if (meeting === undefined) return undefined;
  const asked = fieldsOf(operation.input);
  const { room, start, end } = { ...asked, ...fieldsOf(asked.changes) };
  const isThere = (state: MeetingNow) =>
    (typeof room !== "string" || state.room === room) &&
    (typeof start !== "number" || state.start === start) &&
    (typeof end !== "number" || state.end === end);
  return states.get(meeting)?.some(isThere) ? undefined : noSuchThing(meeting);
}

/** Asked only of what the log shows from its first version on: else the version may be an older one. */
function versionOf(collection: string): Question {
  return ({ facts }, operation) => {
    const subject = textIn(operation, collection, "id");
    const { version } = fieldsOf(operation.output);
    if (subject === undefined || typeof version !== "number") return undefined;
    const of = `${collection}/${subject} version`;
    if (!facts.has(`${of} 1`) || facts.has(`${of} ${version}`)) return undefined;
    return { subject, why: `the log has no version ${version} of it` };
  };
}

function transaction({ commits }: Written, operation: Operation): LostWrite | undefined {
  const output = fieldsOf(operation.output);
  const input = fieldsOf(operation.input);
  const commit = commits.get(Number(output.revision ?? operation.revision ?? input.revision));
  const writes = output.writes ?? input.writes;
  if (!commit || !Array.isArray(writes)) return undefined;
  const made = new Set(commit.changes.map(({ key }) => nameOfKey(key)));
  const missing = writes
    .map((write) => fieldsOf(write).key)
    .find((key) => typeof key === "string" && key.startsWith("/") && !made.has(key));
  if (missing === undefined) return undefined;
  const why = `revision ${commit.revision} does not write ${String(missing)}`;
  return { subject: "", why, shownBy: [commit] };
}

function noSuchThing(subject: string): LostWrite {
  return { subject, why: NO_SUCH_THING };
}

/** As the answer has it, or else the request. */
function textIn({ input, output }: Operation, ...names: readonly string[]): string | undefined {
  for (const fields of [fieldsOf(output), fieldsOf(input)]) {
    const found = names.map((name) => fields[name]).find((value) => typeof value === "string");
    if (typeof found === "string") return found;
  }
  return undefined;
}

function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}

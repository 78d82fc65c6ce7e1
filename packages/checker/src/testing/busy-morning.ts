/**
 * A run with some of everything, made by hand: clients who hold and book, agents who commit, three
 * faults, a hold that lapses, mails, a watcher, a view; and one room that is booked twice.
 */

import { addInterval, confirmHold, placeHold } from "@holdfast/shared-state";
import type { Fault, History, HistoryEntry, Operation, Outcome } from "../history.ts";
import { arranged, happens, take } from "./office.ts";
import { RecordedStore } from "./recorded-store.ts";

const STARTED_AT = Date.UTC(2026, 10, 20, 8);
/** The monotonic clock when the run begins. */
const BEGINS_MS = 5_000_000;
const PEOPLE = ["ada", "grace", "lena", "jonas", "mika"];
const ROUNDS = 6;

export function busyMorning(): History {
  const morning = new Morning();
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, person] of PEOPLE.entries()) morning.ask(person, round, index);
  }
  morning.disturb();
  morning.bookTwice();
  return morning.history();
}

class Morning {
  readonly #store = new RecordedStore(STARTED_AT);
  readonly #entries: HistoryEntry[] = [];
  #asked = 0;

  ask(person: string, round: number, index: number): void {
    const fromMs = 400 + round * 700 + index * 60;
    const outcome = outcomeOf(round, index);
    const room = `${index % 2 === 0 ? "turing" : "hopper"}-${index}`;
    const slot = arranged(8 + round, 9 + round, { room, required: [person] });
    const resource = `room/${room}`;
    const hold = `hold-${person}-${round}`;
    const lapses = round === 3 && index === 1;
    if (outcome === "ok") {
      const { start, end } = slot;
      this.#commit(fromMs + 30, `room-agent/${1 + (index % 2)}`, "hold-room", (tx) =>
        placeHold(tx, { resource, start, end }, { id: hold, by: person, forMs: 250, now: 0 }),
      );
      if (!lapses) {
        const meeting = `m-${person}-${round}`;
        this.#commit(fromMs + 110, "room-agent/1", "confirm", (tx) => {
          confirmHold(tx, hold, { fence: 1, booking: meeting });
          happens(tx, meeting, "booked", slot);
          take(tx, meeting, slot, [`person/${person}`]);
        });
        this.#mail(fromMs + 260, person, meeting);
      }
    }
    const tookMs = 150 + 25 * ((round * 3 + index) % 5);
    this.#operation(person, "book", resource, { fromMs, tookMs, outcome, slot });
  }

  disturb(): void {
    this.#fault("kill", "room-agent/2", "", [900, 902, 1_480]);
    this.#fault("stop", "calendar-agent/1", "600 ms", [2_100, 2_101, 2_705]);
    this.#fault("crash-at", "gateway", "gateway.before-reply", [3_000, 3_220, 3_600]);
  }

  /** By two agents that look for nobody else. */
  bookTwice(): void {
    const where = arranged(16, 17, { room: "lovelace", required: [] });
    for (const [person, agent, at] of [
      ["ada", "room-agent/1", 4_700],
      ["grace", "room-agent/2", 4_760],
    ] as const) {
      this.#commit(at, agent, "book-room", (tx) => {
        happens(tx, `twice-${person}`, "booked", where);
        addInterval(tx, "room/lovelace", { ...where, booking: `twice-${person}` });
      });
      const slot = { fromMs: at - 60, tookMs: 140, outcome: "ok", slot: where } as const;
      this.#operation(person, "book", "room/lovelace", slot);
    }
  }

  history(): History {
    const { commits } = this.#store;
    const last = commits.at(-1)!.revision;
    const ofDiaries = commits.filter(({ changes }) =>
      changes.some(({ key }) => key[0] === "diary"),
    );
    const seen = ofDiaries.map(({ revision, at }) => ({
      ...({ kind: "seen", watcher: "mika", prefix: ["diary"], after: 0 } as const),
      ...{ revision, atMs: BEGINS_MS + at - STARTED_AT + 4 },
    }));
    const run = { kind: "run", format: 1, scenario: "busy-morning", seed: 7 } as const;
    return [
      { ...run, startedAt: STARTED_AT, system: "holdfast" },
      ...this.#entries,
      ...commits,
      ...seen,
      { kind: "view", projection: "agenda", revision: last, shows: {}, folds: {} },
      { kind: "end", atMs: BEGINS_MS + 5_600, outcome: "finished" },
    ];
  }

  #commit(atMs: number, by: string, cause: string, body: Parameters<RecordedStore["commit"]>[0]) {
    const due = STARTED_AT + atMs;
    if (due > this.#store.now + 250) {
      this.#store.now = due - 1;
      this.#store.reap();
    }
    this.#store.now = Math.max(this.#store.now, due);
    this.#store.commit(body, { actor: by, cause });
  }

  #operation(
    process: string,
    name: string,
    key: string,
    asked: { fromMs: number; tookMs: number; outcome: Outcome; slot: object },
  ): void {
    const { fromMs, tookMs, outcome, slot } = asked;
    this.#asked += 1;
    const invokedMs = BEGINS_MS + fromMs;
    const operation: Operation = {
      ...{ kind: "operation", id: `${process}#${this.#asked}`, process, name, key, input: slot },
      ...{ invokedMs, outcome },
      ...(outcome !== "unknown" && { completedMs: invokedMs + tookMs }),
      ...(outcome === "refused" && { output: { reason: "room-held" } }),
      ...(outcome === "ok" && { revision: this.#store.commits.length }),
    };
    this.#entries.push(operation);
  }

  #mail(atMs: number, recipient: string, meeting: string): void {
    this.#entries.push({
      ...{ kind: "mail", messageId: `<${meeting}@example>`, method: "REQUEST", meeting },
      ...{ recipient, sequence: 0, atMs: BEGINS_MS + atMs },
    });
  }

  #fault(fault: string, target: string, detail: string, times: readonly number[]): void {
    const phases = ["announced", "struck", "healed"] as const;
    phases.forEach((phase, index) => {
      const entry: Fault = {
        ...{ kind: "fault", id: fault, fault, target, pid: 4_711, phase },
        ...{ atMs: BEGINS_MS + times[index]!, ...(detail !== "" && { detail }) },
      };
      this.#entries.push(entry);
    });
  }
}

function outcomeOf(round: number, index: number): Outcome {
  if (round === 2 && index === 2) return "unknown";
  if (round === 4 && index === 0) return "failed";
  return (round + index) % 4 === 3 ? "refused" : "ok";
}

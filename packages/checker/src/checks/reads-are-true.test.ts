import { addInterval, appendEvents, putDocument, removeInterval } from "@holdfast/shared-state";
import { describe, expect, it } from "vitest";
import type { Operation } from "../history.ts";
import { expectViolation, verdictOf } from "../testing/expect-finding.ts";
import { RecordedStore } from "../testing/recorded-store.ts";
import { readsAreTrue } from "./reads-are-true.ts";

const HOUR_MS = 3_600_000;
const NINE = Date.UTC(2027, 0, 4, 9);
const SPAN = { start: NINE, end: NINE + HOUR_MS };
const DAY = { room: "turing", start: NINE - 9 * HOUR_MS, end: NINE + 15 * HOUR_MS };
const BOOKED = { ...SPAN, booking: "m1" };

/** Room v1 at 1, v2 at 2; m1 is told of at 3, stands in the diary at 4, and is gone from it at 5. */
function commits() {
  const store = new RecordedStore();
  store.commit((tx) => putDocument(tx, "room", "turing", { seats: 4 }));
  store.commit((tx) => putDocument(tx, "room", "turing", { seats: 7 }));
  const event = { type: "booked", data: {} };
  store.commit((tx) =>
    appendEvents(tx, { category: "meeting", id: "m1" }, [event], { now: NINE, by: "ada" }),
  );
  store.commit((tx) => addInterval(tx, "room/turing", BOOKED));
  store.commit((tx) => removeInterval(tx, "room/turing", BOOKED));
  return store.commits;
}

function read(name: string, revision: number, more: Partial<Operation>): Operation {
  return {
    ...{ kind: "operation", id: "r", process: "ada", name, key: "room/turing", revision },
    ...{ input: { room: "turing" }, invokedMs: 1, completedMs: 2, outcome: "ok", ...more },
  };
}

const room = (revision: number, version: number) =>
  read("read-room", revision, { output: { version } });
const meeting = (revision: number, version: number) =>
  read("read-meeting", revision, { input: { meeting: "m1" }, output: { version } });

function diary(revision: number, ...meetings: string[]): Operation {
  const times = { start: new Date(SPAN.start).toISOString(), end: SPAN.end };
  const intervals = meetings.map((each) => ({ status: "booked", meeting: each, ...times }));
  return read("read-diary", revision, { input: DAY, output: { intervals } });
}

const verdict = (of: Operation) => verdictOf(readsAreTrue, [...commits(), of]);

describe("it is kept", () => {
  it.each([
    ["a room's version at its time", room(1, 1)],
    ["its next one", room(4, 2)],
    ["a meeting's version", meeting(3, 1)],
    ["a diary before a meeting, ", diary(3)],
    ["with it", diary(4, "m1")],
    ["and after it", diary(5)],
    ["a version that no commit is known to have made", meeting(5, 9)],
  ])("by %s", (_, of) => {
    expect(verdict(of)).toBe("ok");
  });

  it("by a diary that the run has read from a view", () => {
    const run = { kind: "run", format: 1, scenario: "s", seed: 1, startedAt: 1 } as const;
    const dial = { "read-diary": "eventual" };
    const history = [{ ...run, system: "holdfast", dial }, ...commits(), diary(4)];
    expect(verdictOf(readsAreTrue, history)).toBe("nothing to look at");
  });

  it("by what was refused, and where there is no log", () => {
    expect(verdict({ ...room(4, 1), outcome: "refused" })).toBe("nothing to look at");
    expect(verdictOf(readsAreTrue, [room(4, 1)])).toBe("nothing to look at");
  });
});

describe("it is broken", () => {
  const broken = (of: Operation, kind: string, ...by: readonly number[]) => {
    const witness = [...by.map((revision) => `commit ${revision}`), "operation r"];
    expectViolation(readsAreTrue, [...commits(), of], { kind, witness });
  };

  it("by a version that had been replaced", () => broken(room(4, 1), "older", 2));
  it("by one that was made later", () => broken(room(1, 2), "newer", 2));
  it("by a meeting that is told of too early", () => broken(meeting(2, 1), "newer", 3));
  it("by a diary without what stands in it", () => broken(diary(4), "missing", 4));
  it("by a diary with what is gone", () => broken(diary(5, "m1"), "gone", 4, 5));
});

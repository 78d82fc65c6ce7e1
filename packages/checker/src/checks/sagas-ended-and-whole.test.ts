import { describe, expect, it } from "vitest";
import { expectViolation, verdictOf } from "../testing/expect-finding.ts";
import {
  arranged,
  bookWhole,
  did,
  FINISHED,
  free,
  happens,
  putSaga,
  resources,
  take,
} from "../testing/office.ts";
import { RecordedStore } from "../testing/recorded-store.ts";
import { sagasEndedAndWhole } from "./sagas-ended-and-whole.ts";

const check = sagasEndedAndWhole;
const ended = { definition: "send-report", state: "completed", pastPivot: true } as const;
const undone = { state: "compensated" } as const;

describe("it is kept", () => {
  it("by a booking, a move that keeps a part of its people, and a cancellation", () => {
    const store = new RecordedStore();
    const [first, then] = [arranged(9, 10), arranged(23, 25, { required: ["bob", "cleo"] })];
    store.commit((tx) => putSaga(tx, "s1"));
    store.commit((tx) => {
      bookWhole(tx, "m1", first);
      const journal = did("hold-room performed", "confirm performed");
      putSaga(tx, "s1", { subject: "meeting/m1", pastPivot: true, journal });
    });
    store.commit((tx) => {
      putSaga(tx, "s1", { subject: "meeting/m1", pastPivot: true, state: "completed" });
      putSaga(tx, "s2", { subject: "meeting/m1", definition: "move-meeting" });
    });
    store.commit((tx) => {
      free(tx, "m1", first);
      happens(tx, "m1", "moved", then);
      take(tx, "m1", then);
      const more = { subject: "meeting/m1", definition: "move-meeting" };
      putSaga(tx, "s2", { ...more, state: "completed", pastPivot: true });
    });
    store.commit((tx) => {
      free(tx, "m1", then);
      happens(tx, "m1", "cancelled");
    });
    expect(verdictOf(check, [...store.commits, FINISHED])).toBe("ok");
  });

  it("by one that was undone in reverse order, a step that never happened included", () => {
    const store = new RecordedStore();
    const journal = did("a performed", "b performed", "c refused", "c compensated");
    const all = [...journal, ...did("b compensated", "a compensated")];
    store.commit((tx) => putSaga(tx, "s1", { ...undone, journal: all }));
    store.commit((tx) => putSaga(tx, "s2", { ...ended, subject: "meeting/s1" }));
    expect(verdictOf(check, [...store.commits, FINISHED])).toBe("ok");
  });

  it("perhaps, as long as the run is not over", () => {
    const store = new RecordedStore();
    store.commit((tx) => putSaga(tx, "s1"));
    expect(verdictOf(check, store.commits)).toBe("unknown");
    expect(verdictOf(check, [])).toBe("nothing to look at");
  });
});

describe("it is broken", () => {
  const broken = (kind: string, ...bodies: Parameters<RecordedStore["commit"]>[0][]) => {
    const store = new RecordedStore();
    store.commit((tx) => putSaga(tx, "other", ended));
    for (const body of bodies) store.commit(body);
    const witness = bodies.map((_, index) => `commit ${index + 2}`);
    expectViolation(check, [...store.commits, FINISHED], { kind, witness });
  };

  it("by a saga that has not ended when the run is over", () => {
    broken("not-ended", (tx) => putSaga(tx, "s1", { current: "hold-room" }));
  });

  it("by one that was undone past its pivot, or completed without it", () => {
    broken("undone-past-pivot", (tx) => putSaga(tx, "s1", { ...undone, pastPivot: true }));
    broken("completed-without-pivot", (tx) => putSaga(tx, "s1", { state: "completed" }));
  });

  it("by one that did not undo what it had done, or in the wrong order", () => {
    const performed = did("a performed", "b performed");
    const undo = (...steps: string[]) => [...performed, ...did(...steps)];
    broken("not-undone", (tx) => putSaga(tx, "s1", { ...undone, journal: undo("b compensated") }));
    broken("not-undone", (tx) => putSaga(tx, "s1", { ...undone, owed: ["a"] }));
    broken("undone-out-of-order", (tx) =>
      putSaga(tx, "s1", { ...undone, journal: undo("a compensated", "b compensated") }),
    );
  });

  it("by two that are open on one meeting", () => {
    broken(
      "two-open",
      (tx) => putSaga(tx, "s1", { subject: "meeting/m1" }),
      (tx) => putSaga(tx, "s2", { subject: "meeting/m1" }),
    );
  });

  it("by a booking that forgets somebody", () => {
    const where = arranged(9, 10);
    broken("half-booked", (tx) => {
      happens(tx, "m1", "booked", where);
      take(tx, "m1", where, ["room/turing", "person/ada"]);
    });
  });

  it("by a booking that forgets somebody whose time a closure takes in the same commit", () => {
    const where = arranged(9, 10);
    broken("half-booked", (tx) => {
      happens(tx, "m1", "booked", where);
      take(tx, "m1", where, ["room/turing", "person/ada"]);
      take(tx, "closure/c1", where, ["person/bob"]);
    });
  });

  it("by a saga that was undone and leaves what it had booked", () => {
    broken(
      "left-behind",
      (tx) => take(tx, "m1", arranged(9, 10)),
      (tx) => putSaga(tx, "s1", { ...undone, subject: "meeting/m1" }),
    );
  });

  it("by a pivot after which nothing was booked", () => {
    const past = { pastPivot: true, state: "completed" } as const;
    broken("pivot-without-event", (tx) => putSaga(tx, "s1", past));
    broken("pivot-without-event", (tx) => {
      bookWhole(tx, "m2", arranged(9, 10));
      putSaga(tx, "s1", { ...past, subject: "meeting/m1" });
    });
  });

  it("by a move that keeps the old room, and by a cancellation that keeps a person", () => {
    const [first, then] = [arranged(9, 10), arranged(9, 10, { room: "hopper" })];
    broken(
      "half-freed",
      (tx) => bookWhole(tx, "m1", first),
      (tx) => {
        happens(tx, "m1", "moved", then);
        take(tx, "m1", then);
      },
    );
    broken(
      "half-freed",
      (tx) => bookWhole(tx, "m1", first),
      (tx) => {
        free(tx, "m1", first, resources(first).slice(0, 2));
        happens(tx, "m1", "cancelled");
      },
    );
  });
});

import {
  addInterval,
  adoptHold,
  confirmHold,
  keyspace,
  placeHold,
  releaseHold,
  removeInterval,
  type Slot,
} from "@holdfast/shared-state";
import { describe, expect, it } from "vitest";
import type { StoreCommit } from "../history.ts";
import { expectViolation, verdictOf } from "../testing/expect-finding.ts";
import { RecordedStore } from "../testing/recorded-store.ts";
import { noDoubleBooking } from "./no-double-booking.ts";

const check = noDoubleBooking;
const room = "room/turing";

function slot(from: number, to: number, resource = room): Slot {
  return { resource, start: Date.UTC(2026, 10, 23, from), end: Date.UTC(2026, 10, 23, to) };
}

function book(store: RecordedStore, { resource, start, end }: Slot, booking: string): void {
  store.commit((tx) => addInterval(tx, resource, { start, end, booking }), {
    correlation: booking,
  });
}

/** As a program does that looks for nobody else. */
function holdBlindly(
  store: RecordedStore,
  { resource, start, end }: Slot,
  { id, by = id, forMs = 1_000 }: { id: string; by?: string; forMs?: number },
): void {
  store.commit((tx) => {
    const lease = tx.lease(forMs);
    const hold = { id, by, fence: 1, lease, resource, start, end };
    tx.put(keyspace.hold(id), hold, { lease });
    addInterval(tx, resource, { start, end, hold: id });
  });
}

function hold(store: RecordedStore, where: Slot, id: string, more = {}): boolean {
  const request = { id, by: id, forMs: 1_000, now: store.now, ...more };
  return store.commit((tx) => placeHold(tx, where, request)).ok;
}

describe("it is kept", () => {
  it("when intervals only touch, also across midnight", () => {
    const store = new RecordedStore();
    book(store, slot(9, 10), "m1");
    book(store, slot(10, 11), "m2");
    book(store, slot(22, 26), "m3");
    book(store, slot(26, 27), "m4");
    expect(verdictOf(check, store.commits)).toBe("ok");
  });

  it("when one resource's time is another's, too", () => {
    const store = new RecordedStore();
    book(store, slot(9, 10), "m1");
    book(store, slot(9, 10, "room/turing-annex"), "m2");
    expect(verdictOf(check, store.commits)).toBe("ok");
  });

  it("when a hold lapsed at the very moment at which the next one is placed", () => {
    const store = new RecordedStore();
    hold(store, slot(9, 10), "h1", { forMs: 1_000 });
    store.now += 1_000;
    expect(hold(store, slot(9, 10), "h2")).toBe(true);
    store.reap();
    expect(verdictOf(check, store.commits)).toBe("ok");
  });

  it("when a lapsed hold's interval is left where it was, and its key has not been reaped", () => {
    const store = new RecordedStore();
    hold(store, slot(9, 10), "h1", { forMs: 1_000 });
    store.now += 1_000;
    store.commit((tx) => {
      const line = `${9 * 3_600_000}..${10 * 3_600_000}`;
      tx.put(keyspace.diary(room, "2026-11-23"), `${line} held h1;${line} booked m1;`);
    });
    store.reap();
    expect(verdictOf(check, store.commits)).toBe("ok");
  });

  it("when an id is used again after its hold has lapsed", () => {
    const store = new RecordedStore();
    hold(store, slot(9, 10), "h1");
    store.now += 1_000;
    store.reap();
    book(store, slot(9, 10), "m1");
    hold(store, slot(10, 11), "h1");
    expect(verdictOf(check, store.commits)).toBe("ok");
  });

  it("when a meeting moves onto a part of its own time", () => {
    const store = new RecordedStore();
    book(store, slot(9, 11), "m1");
    store.commit((tx) => tx.put(keyspace.saga("move-1"), { input: { meeting: "m1" } }));
    const own = { by: "move-1", ignoreBooking: "m1" };
    expect(hold(store, slot(10, 12), "h1", own)).toBe(true);
    store.commit((tx) => {
      removeInterval(tx, room, { ...slot(9, 11), booking: "m1" });
      confirmHold(tx, "h1", { fence: 1, booking: "m1" });
    });
    expect(verdictOf(check, store.commits)).toBe("ok");
  });

  it("when a closure takes its time beside what is booked already", () => {
    const store = new RecordedStore();
    book(store, slot(9, 10), "m1");
    hold(store, slot(10, 11), "h1");
    book(store, slot(8, 18), "closure/c1");
    expect(verdictOf(check, store.commits)).toBe("ok");
  });

  it("perhaps, by a booking over a hold of which nobody has noted when it lapsed", () => {
    const store = new RecordedStore();
    hold(store, slot(9, 10), "h1", { forMs: 1_000 });
    store.now += 60_000;
    store.commit((tx) => {
      const line = `${9 * 3_600_000}..${10 * 3_600_000}`;
      tx.put(keyspace.diary(room, "2026-11-23"), `${line} held h1;${line} booked m1;`);
    });
    store.reap();
    const [placed, booked, { changes, ...reaped }] = store.commits as [never, never, StoreCommit];
    const unnoted = changes.map(({ lapsedAt: _, ...change }) => change);
    expect(verdictOf(check, [placed, booked, { ...reaped, changes: unnoted }])).toBe("ok");
  });

  it("when a hold changes hands, is released, and another takes its place", () => {
    const store = new RecordedStore();
    hold(store, slot(9, 10), "h1");
    store.commit((tx) => adoptHold(tx, "h1", { fence: 1, by: "saga", forMs: 500 }));
    store.commit((tx) => releaseHold(tx, "h1", { fence: 2 }));
    hold(store, slot(9, 10), "h2");
    expect(verdictOf(check, store.commits)).toBe("ok");
  });
});

describe("it is broken", () => {
  it("by two bookings that overlap by a minute", () => {
    const store = new RecordedStore();
    book(store, slot(12, 13), "m0");
    book(store, slot(9, 10), "m1");
    book(store, slot(15, 16), "m3");
    book(store, { ...slot(9, 11), start: slot(10, 11).start - 60_000 }, "m2");
    book(store, slot(16, 17), "m4");
    expectViolation(check, store.commits, { kind: "overlap", witness: ["commit 2", "commit 4"] });
  });

  it("by one that contains another, in one commit", () => {
    const store = new RecordedStore();
    store.commit((tx) => {
      addInterval(tx, room, { ...slot(8, 12), booking: "m1" });
      addInterval(tx, room, { ...slot(9, 10), booking: "m2" });
    });
    expectViolation(check, store.commits, { kind: "overlap", witness: ["commit 1"] });
  });

  it("across midnight, also when the second day's page was forgotten", () => {
    const store = new RecordedStore();
    const late = slot(23, 25);
    store.commit((tx) => {
      const line = `${23 * 3_600_000}..${25 * 3_600_000} booked m1;`;
      tx.put(keyspace.diary(room, "2026-11-23"), line);
    });
    book(store, { ...late, start: slot(24, 25).start, end: slot(24, 26).end }, "m2");
    expectViolation(check, store.commits, { kind: "overlap", witness: ["commit 1", "commit 2"] });
  });

  it("by a hold that is placed over a booking, and by a booking over a living hold", () => {
    const over = new RecordedStore();
    book(over, slot(9, 10), "m1");
    holdBlindly(over, slot(9, 11), { id: "h1" });
    expectViolation(check, over.commits, { kind: "overlap", witness: ["commit 1", "commit 2"] });

    const under = new RecordedStore();
    holdBlindly(under, slot(9, 11), { id: "h1" });
    book(under, slot(9, 10), "m1");
    expectViolation(check, under.commits, { kind: "overlap", witness: ["commit 1", "commit 2"] });
  });

  it("by two holds a millisecond before the first one lapses", () => {
    const store = new RecordedStore();
    holdBlindly(store, slot(9, 10), { id: "h1", forMs: 1_000 });
    store.now += 999;
    holdBlindly(store, slot(9, 10), { id: "h2" });
    store.now += 1;
    store.reap();
    expectViolation(check, store.commits, { kind: "overlap", witness: ["commit 1", "commit 2"] });
  });

  it("by a booking that sweeps a hold out of the diary which its owner still confirms", () => {
    const store = new RecordedStore();
    hold(store, slot(9, 10), "h1");
    store.commit((tx) => {
      removeInterval(tx, room, { ...slot(9, 10), hold: "h1" });
      addInterval(tx, room, { ...slot(9, 10), booking: "m1" });
    });
    store.commit((tx) => tx.delete(keyspace.hold("h1")));
    const witness = ["commit 1", "commit 2", "commit 3"];
    expectViolation(check, store.commits, { kind: "overlap", witness });
  });

  it("by a hold in a room that is closed already", () => {
    const store = new RecordedStore();
    book(store, slot(8, 18), "closure/c1");
    holdBlindly(store, slot(9, 10), { id: "h1" });
    expectViolation(check, store.commits, { kind: "overlap", witness: ["commit 1", "commit 2"] });
  });

  it("by a booking in a room that is closed already, but not by what was booked together", () => {
    const store = new RecordedStore();
    book(store, slot(8, 18), "closure/c1");
    book(store, slot(9, 10), "m1");
    expectViolation(check, store.commits, { kind: "overlap", witness: ["commit 1", "commit 2"] });
    const atOnce = new RecordedStore();
    atOnce.commit((tx) => {
      addInterval(tx, room, { ...slot(8, 18), booking: "closure/c1" });
      addInterval(tx, room, { ...slot(9, 10), booking: "m1" });
    });
    expect(verdictOf(check, atOnce.commits)).toBe("ok");
  });

  it("by a move that ignores somebody else's booking", () => {
    const store = new RecordedStore();
    book(store, slot(9, 10), "m1");
    store.commit((tx) => tx.put(keyspace.saga("move-2"), { input: { meeting: "m2" } }));
    holdBlindly(store, slot(9, 10), { id: "h1", by: "move-2" });
    expectViolation(check, store.commits, { kind: "overlap", witness: ["commit 1", "commit 3"] });
  });
});

describe("it is not judged", () => {
  it("of what stood in the diary before the history begins: that is unknown", () => {
    const store = new RecordedStore();
    book(store, slot(9, 10), "m1");
    book(store, slot(9, 11), "m2");
    book(store, slot(14, 15), "m3");
    expect(verdictOf(check, store.commits.slice(2))).toBe("unknown");
  });

  it("when nothing is held or booked", () => {
    const store = new RecordedStore();
    store.commit((tx) => tx.put(keyspace.document("room", "turing"), { version: 1, value: {} }));
    expect(verdictOf(check, store.commits)).toBe("nothing to look at");
  });

  it("without commits: then an operation that ought to be judged makes it unknown", () => {
    const operation = {
      kind: "operation",
      ...{ id: "o1", process: "ada", name: "book", key: room, input: {} },
      ...{ invokedMs: 1, completedMs: 2 },
    } as const;
    expect(verdictOf(check, [{ ...operation, outcome: "ok" }])).toBe("unknown");
    expect(verdictOf(check, [{ ...operation, outcome: "refused" }])).toBe("nothing to look at");
  });
});

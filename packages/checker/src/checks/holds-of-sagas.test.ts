/** Holds that should have been confirmed or gone: lapsed ones, orphans, and stale fences. */

import {
  adoptHold,
  confirmHold,
  enterQueue,
  keyspace,
  placeHold,
  releaseHold,
  releaseLock,
  removeInterval,
  type Transaction,
} from "@holdfast/shared-state";
import { describe, expect, it } from "vitest";
import type { History, Operation } from "../history.ts";
import { expectViolation, verdictOf } from "../testing/expect-finding.ts";
import { arranged, bookWhole, FINISHED, happens, putSaga, take } from "../testing/office.ts";
import { RecordedStore } from "../testing/recorded-store.ts";
import { noLapsedHoldConfirmed } from "./no-lapsed-hold-confirmed.ts";
import { noOrphanHold } from "./no-orphan-hold.ts";
import { noStaleFenceAccepted } from "./no-stale-fence-accepted.ts";

const where = arranged(9, 10, { required: [] });
const slot = { resource: "room/turing", start: where.start, end: where.end };
const held = { results: { "hold-room": { room: "turing", hold: "h1", fence: 1 } } };
const booked = { ...held, state: "completed", pastPivot: true } as const;

function place(store: RecordedStore, by = "s1", id = "h1") {
  const request = { id, by, forMs: 1_000, now: store.now };
  store.commit((tx) => placeHold(tx, slot, request), { correlation: by });
}

function pivot(tx: Transaction, how: "confirm" | "without looking"): void {
  if (how === "confirm") confirmHold(tx, "h1", { fence: 1, booking: "m1" });
  else {
    removeInterval(tx, slot.resource, { ...slot, hold: "h1" });
    tx.delete(keyspace.hold("h1"));
    take(tx, "m1", where);
  }
  happens(tx, "m1", "booked", where);
  putSaga(tx, "s1", booked);
}

describe("no lapsed hold is confirmed", () => {
  const check = noLapsedHoldConfirmed;

  it("one that is confirmed a millisecond before its lease ends is fine", () => {
    const store = new RecordedStore();
    place(store);
    store.now += 999;
    store.commit((tx) => pivot(tx, "confirm"));
    expect(verdictOf(check, store.commits)).toBe("ok");
  });

  it("one that lapsed, and another that was booked in its place, are fine", () => {
    const store = new RecordedStore();
    place(store, "s2", "h2");
    store.now += 1_000;
    place(store);
    store.commit((tx) => pivot(tx, "confirm"));
    store.reap();
    expect(verdictOf(check, store.commits)).toBe("ok");
  });

  it("at the very moment at which its lease ends it is too late, reaped or not", () => {
    const store = new RecordedStore();
    place(store);
    store.now += 1_000;
    store.commit((tx) => pivot(tx, "without looking"));
    const witness = ["commit 1", "commit 2"];
    expectViolation(check, store.commits, { kind: "confirmed-after-lapse", witness });
  });

  it("a room that is closed for just the time of a lapsed hold confirms nothing", () => {
    const store = new RecordedStore();
    place(store);
    store.now += 60_000;
    store.commit((tx) => {
      removeInterval(tx, slot.resource, { ...slot, hold: "h1" });
      take(tx, "closure/c1", where);
    });
    store.reap();
    expect(verdictOf(check, store.commits)).toBe("ok");
  });

  it("one whose key nobody touches is booked a minute too late, and reaped after that", () => {
    const store = new RecordedStore();
    place(store);
    store.now += 60_000;
    store.commit((tx) => {
      removeInterval(tx, slot.resource, { ...slot, hold: "h1" });
      take(tx, "m1", where);
    });
    store.reap();
    const witness = ["commit 1", "commit 2", "commit 3"];
    expectViolation(check, store.commits, { kind: "confirmed-after-lapse", witness });
  });

  it("one that has been reaped is booked nevertheless, as the saga's record says", () => {
    const store = new RecordedStore();
    place(store);
    store.now += 1_000;
    store.reap();
    store.commit((tx) => putSaga(tx, "s1", held));
    store.commit((tx) => {
      bookWhole(tx, "m1", where);
      putSaga(tx, "s1", booked);
    });
    const witness = ["commit 1", "commit 2", "commit 4"];
    expectViolation(check, store.commits, { kind: "confirmed-after-lapse", witness });
  });
});

describe("no hold outlives its saga", () => {
  const check = noOrphanHold;
  const compensated = { state: "compensated" } as const;

  it("released, lapsed in time, or a person's: none is an orphan", () => {
    const store = new RecordedStore();
    place(store);
    store.commit((tx) => {
      releaseHold(tx, "h1", { fence: 1 });
      putSaga(tx, "s1", compensated);
    });
    place(store, "person/ada", "h3");
    store.now += 1_000;
    place(store, "s2", "h2");
    store.now += 1_000;
    store.commit((tx) => putSaga(tx, "s2", compensated));
    store.reap();
    expect(verdictOf(check, [...store.commits, FINISHED])).toBe("ok");
  });

  it("one that is still there when the run is over", () => {
    const store = new RecordedStore();
    place(store);
    store.commit((tx) => putSaga(tx, "s1", compensated));
    const history: History = [...store.commits, FINISHED];
    expectViolation(check, history, { kind: "left-behind", witness: ["commit 1", "commit 2"] });
    expect(verdictOf(check, store.commits)).toBe("ok");
  });

  it("one that blocked the room until its lease ended, long after the saga", () => {
    const store = new RecordedStore();
    place(store);
    store.commit((tx) => putSaga(tx, "s1", compensated));
    store.now += 1_000;
    store.reap();
    const witness = ["commit 1", "commit 2", "commit 3"];
    expectViolation(check, store.commits, { kind: "left-behind", witness });
  });

  it("one that was placed by a step which came after its own compensation", () => {
    const store = new RecordedStore();
    store.commit((tx) => putSaga(tx, "s1", compensated));
    place(store);
    const witness = ["commit 1", "commit 2"];
    expectViolation(check, store.commits, { kind: "placed-after-the-end", witness });
  });
});

describe("no stale fence is accepted", () => {
  const check = noStaleFenceAccepted;
  const ask = (more: Partial<Operation>): Operation => ({
    ...{ kind: "operation", id: "o1", process: "ada", name: "confirm-hold", key: slot.resource },
    ...{ input: {}, invokedMs: 1, completedMs: 2, outcome: "ok", ...more },
  });

  it("one that is the hold's, and one that was refused, are fine", () => {
    const store = new RecordedStore();
    place(store, "person/ada");
    store.commit((tx) => adoptHold(tx, "h1", { fence: 1, by: "s1", forMs: 500 }));
    store.commit((tx) => confirmHold(tx, "h1", { fence: 2, booking: "m1" }));
    const good = ask({ input: { hold: "h1", fence: 2 }, revision: 3 });
    const bad = ask({ id: "o2", input: { hold: "h1", fence: 1 }, outcome: "refused", revision: 3 });
    expect(verdictOf(check, [...store.commits, good, bad])).toBe("ok");
  });

  it("a hold that is used again under its old id begins at one", () => {
    const store = new RecordedStore();
    place(store, "person/ada");
    store.commit((tx) => adoptHold(tx, "h1", { fence: 1, by: "s1", forMs: 500 }));
    store.now += 1_000;
    place(store, "person/bob");
    expect(verdictOf(check, store.commits)).toBe("ok");
  });

  it("a former owner's is accepted after the hold has changed hands", () => {
    const store = new RecordedStore();
    place(store, "person/ada");
    store.commit((tx) => adoptHold(tx, "h1", { fence: 1, by: "s1", forMs: 500 }));
    store.commit((tx) => tx.delete(keyspace.hold("h1")));
    const late = ask({ input: { hold: "h1", fence: 1 }, revision: 3 });
    const witness = ["commit 2", "operation o1"];
    expectViolation(check, [...store.commits, late], { kind: "stale-fence", witness });
  });

  it("a hold changes hands and keeps its fence", () => {
    const store = new RecordedStore();
    place(store, "person/ada");
    store.commit((tx) => {
      const hold = tx.get<object>(keyspace.hold("h1"));
      tx.put(keyspace.hold("h1"), { ...hold, by: "s1" });
    });
    const witness = ["commit 1", "commit 2"];
    expectViolation(check, store.commits, { kind: "fence-did-not-rise", witness });
  });

  it("a saga books under the fence that it was given before", () => {
    const store = new RecordedStore();
    place(store);
    store.commit((tx) => putSaga(tx, "s1", held));
    store.commit((tx) => adoptHold(tx, "h1", { fence: 1, by: "s2", forMs: 500 }));
    store.commit((tx) => pivot(tx, "without looking"));
    const witness = ["commit 2", "commit 3", "commit 4"];
    expectViolation(check, store.commits, { kind: "stale-fence", witness });
  });

  it("a lock: the paused holder writes after the next one was granted it", () => {
    const store = new RecordedStore();
    const lock = "room/turing";
    const enter = (ticket: string) =>
      store.commit((tx) =>
        enterQueue(tx, lock, { ticket, by: ticket, leaseMs: 100, now: store.now }),
      );
    enter("a");
    store.now += 100;
    enter("b");
    store.commit((tx) => tx.put(["written"], "late"));
    const write = (fence: number) =>
      ask({ name: "write-under-lock", input: { lock, fence }, revision: 3 });
    expect(verdictOf(check, [...store.commits, write(2)])).toBe("ok");
    const late: History = [...store.commits, write(1)];
    const witness = ["commit 2", "operation o1"];
    expectViolation(check, late, { kind: "stale-fence", witness });
    store.commit((tx) => releaseLock(tx, { name: lock, fence: 2 }, { now: store.now }));
    expect(verdictOf(check, store.commits)).toBe("ok");
  });

  it("a lock that has another holder under the same fence", () => {
    const store = new RecordedStore();
    const grant = (ticket: string) =>
      store.commit((tx) =>
        tx.put(keyspace.lock("l"), {
          fence: 1,
          holder: { ticket, by: ticket, fence: 1 },
          queue: [],
        }),
      );
    grant("a");
    grant("b");
    const witness = ["commit 1", "commit 2"];
    expectViolation(check, store.commits, { kind: "fence-did-not-rise", witness });
  });
});

import { addInterval, keyspace, removeInterval, type Transaction } from "@holdfast/shared-state";
import { describe, expect, it } from "vitest";
import { expectViolation, verdictOf } from "../testing/expect-finding.ts";
import { arranged, free, take } from "../testing/office.ts";
import { RecordedStore } from "../testing/recorded-store.ts";
import { closedRoomsAreEmpty } from "./closed-rooms-are-empty.ts";

const WHERE = arranged(10, 11);
const SHUT = { start: arranged(8, 9).start, end: arranged(17, 18).end };

interface Said {
  readonly state: string;
  readonly meetings?: readonly { meeting: string; outcome: string }[];
}

/** As the agents write it: the record, and the room's time in the commit that begins to close it. */
function close(tx: Transaction, { state, meetings = [] }: Said, id = "c1"): void {
  const value = { ...SHUT, room: "turing", state, meetings };
  const key = keyspace.document("closure/turing", id);
  const { version = 0 } = tx.get<{ version: number }>(key) ?? {};
  tx.put(key, { version: version + 1, value });
  if (state === "closing") addInterval(tx, "room/turing", { ...SHUT, booking: `closure/${id}` });
}

describe("a room that is closed", () => {
  it("must not have a meeting that nobody was told of", () => {
    const store = new RecordedStore();
    store.commit((tx) => take(tx, "m1", WHERE));
    store.commit((tx) => close(tx, { state: "closing" }));
    store.commit((tx) => close(tx, { state: "closed" }));
    expectViolation(closedRoomsAreEmpty, store.commits, {
      ...{ kind: "left-behind", witness: ["commit 1", "commit 3"] },
    });
  });

  it("is not believed about a meeting that it says has moved", () => {
    const store = new RecordedStore();
    store.commit((tx) => take(tx, "m1", WHERE));
    const meetings = [{ meeting: "m1", outcome: "moved" }];
    store.commit((tx) => close(tx, { state: "closed", meetings }));
    expectViolation(closedRoomsAreEmpty, store.commits, {
      ...{ kind: "left-behind", witness: ["commit 1", "commit 2"] },
    });
  });

  it("must not get a new meeting, also if nothing in its diary stands in the way", () => {
    const store = new RecordedStore();
    store.commit((tx) => close(tx, { state: "closed" }));
    store.commit((tx) => take(tx, "m1", WHERE));
    expectViolation(closedRoomsAreEmpty, store.commits, {
      ...{ kind: "booked-into", witness: ["commit 1", "commit 2"] },
    });
  });

  it("is judged at the moment at which it was closed, whatever its record says later", () => {
    const store = new RecordedStore();
    store.commit((tx) => close(tx, { state: "closed" }));
    store.commit((tx) => close(tx, { state: "closed" }));
    store.commit((tx) => take(tx, "m1", WHERE));
    expectViolation(closedRoomsAreEmpty, store.commits, {
      ...{ kind: "booked-into", witness: ["commit 1", "commit 3"] },
    });
  });
});

describe("no alarm is raised", () => {
  it.each([
    ["by a meeting that was reported", "must-be-moved-by-hand", () => {}],
    ["by one that was moved away", "moved", (tx: Transaction) => free(tx, "m1", WHERE)],
  ])("%s", (_, outcome, deal) => {
    const store = new RecordedStore();
    store.commit((tx) => take(tx, "m1", WHERE));
    store.commit((tx) => close(tx, { state: "closing" }));
    store.commit(deal);
    store.commit((tx) => close(tx, { state: "closed", meetings: [{ meeting: "m1", outcome }] }));
    expect(verdictOf(closedRoomsAreEmpty, store.commits)).toBe("ok");
  });

  it.each([
    ["touches it", arranged(18, 19)],
    ["is in another room", { ...WHERE, room: "hopper" }],
  ])("by a meeting that %s", (_, where) => {
    const store = new RecordedStore();
    store.commit((tx) => take(tx, "m1", where));
    store.commit((tx) => close(tx, { state: "closing" }));
    store.commit((tx) => close(tx, { state: "closed" }));
    store.commit((tx) => take(tx, "m2", { ...where, start: where.end, end: where.end + 1 }));
    expect(verdictOf(closedRoomsAreEmpty, store.commits)).toBe("ok");
  });

  it("while it is still being closed, nor once the closure was cancelled", () => {
    const store = new RecordedStore();
    store.commit((tx) => take(tx, "m1", WHERE));
    store.commit((tx) => close(tx, { state: "closing" }));
    expect(verdictOf(closedRoomsAreEmpty, store.commits)).toBe("nothing to look at");
    store.commit((tx) => free(tx, "m1", WHERE));
    store.commit((tx) => close(tx, { state: "closed" }));
    store.commit((tx) => {
      close(tx, { state: "cancelled" });
      removeInterval(tx, "room/turing", { ...SHUT, booking: "closure/c1" });
    });
    store.commit((tx) => take(tx, "m2", WHERE));
    expect(verdictOf(closedRoomsAreEmpty, store.commits)).toBe("ok");
  });

  it("by another closure of the same room", () => {
    const store = new RecordedStore();
    for (const id of ["c1", "c2"]) {
      store.commit((tx) => close(tx, { state: "closing" }, id));
      store.commit((tx) => close(tx, { state: "closed" }, id));
    }
    expect(verdictOf(closedRoomsAreEmpty, store.commits)).toBe("ok");
  });
});

import { keyspace } from "@holdfast/shared-state";
import { describe, expect, it } from "vitest";
import type { Operation } from "../history.ts";
import { expectViolation, verdictOf } from "../testing/expect-finding.ts";
import { arranged, bookWhole, free, happens, take } from "../testing/office.ts";
import { RecordedStore } from "../testing/recorded-store.ts";
import { noLostAcknowledgedWrite } from "./no-lost-acknowledged-write.ts";

const check = noLostAcknowledgedWrite;
const where = arranged(9, 10);

function told(name: string, id: string, more: Partial<Operation> = {}): Operation {
  return {
    ...{ kind: "operation", id: `${name} ${id}`, process: "ada", name, key: "room/turing" },
    ...{ input: {}, output: { id }, invokedMs: 1, completedMs: 2, outcome: "ok", ...more },
  };
}

describe("it is kept", () => {
  it("by what is in the log, what was refused, and what nobody was told about", () => {
    const store = new RecordedStore();
    store.commit((tx) => bookWhole(tx, "m1", where));
    const history = [
      told("book", "m1", { revision: 1 }),
      told("book", "m2", { outcome: "refused" }),
      told("book", "m3", { outcome: "unknown" }),
      told("cancel", "m4"),
      ...store.commits,
    ];
    expect(verdictOf(check, history)).toBe("ok");
  });

  it("when a meeting gives up its time because it moves or is cancelled", () => {
    const store = new RecordedStore();
    const later = arranged(10, 11);
    store.commit((tx) => bookWhole(tx, "m1", where));
    store.commit((tx) => {
      free(tx, "m1", where);
      happens(tx, "m1", "moved", later);
      take(tx, "m1", later);
    });
    store.commit((tx) => {
      happens(tx, "m1", "cancelled");
      free(tx, "m1", later);
    });
    const history = [told("move", "m1"), told("cancel", "m1"), ...store.commits];
    expect(verdictOf(check, history)).toBe("ok");
  });
});

describe("it is broken", () => {
  it("by an answer about a revision that the log does not reach", () => {
    const store = new RecordedStore();
    store.commit((tx) => tx.put(["a"], 1));
    store.commit((tx) => tx.put(["a"], 2));
    const history = [told("edit-room", "turing", { revision: 3 }), ...store.commits];
    const witness = ["operation edit-room turing", "commit 2"];
    expectViolation(check, history, { kind: "beyond-the-log", witness });
  });

  it("by a booking, a cancellation and a hold that are not in the log", () => {
    const store = new RecordedStore();
    store.commit((tx) => bookWhole(tx, "m1", where));
    const lost = (name: string, id: string) =>
      expectViolation(check, [told(name, id, { revision: 1 }), ...store.commits], {
        ...{ kind: "not-in-the-log", witness: [`operation ${name} ${id}`, "commit 1"] },
      });
    lost("book", "m2");
    lost("cancel", "m1");
    lost("place-hold", "h1");
  });

  it("by a booking that vanishes from a diary while its meeting stands", () => {
    const store = new RecordedStore();
    store.commit((tx) => bookWhole(tx, "m0", arranged(7, 8)));
    store.commit((tx) => bookWhole(tx, "m1", where));
    store.commit((tx) => free(tx, "m1", where, ["person/bob"]));
    const witness = ["commit 2", "commit 3"];
    expectViolation(check, store.commits, { kind: "booking-vanished", witness });
  });

  it("by an event that is deleted", () => {
    const store = new RecordedStore();
    store.commit((tx) => bookWhole(tx, "m1", where));
    store.commit((tx) => tx.delete(keyspace.event("meeting", "m1", 1)));
    const witness = ["commit 1", "commit 2"];
    expectViolation(check, store.commits, { kind: "event-gone", witness });
  });
});

import { keyspace } from "@holdfast/shared-state";
import { describe, expect, it } from "vitest";
import type { Operation } from "../history.ts";
import { expectViolation, verdictOf } from "../testing/expect-finding.ts";
import { arranged, bookWhole, FINISHED, free, happens, take } from "../testing/office.ts";
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
    const history = [told("edit-room", "turing", { revision: 3 }), ...store.commits, FINISHED];
    const witness = ["operation edit-room turing", "commit 2"];
    expectViolation(check, history, { kind: "beyond-the-log", witness });
  });

  it("by a booking, a cancellation and a hold that are not in the log", () => {
    const store = new RecordedStore();
    store.commit((tx) => bookWhole(tx, "m1", where));
    const of = (name: string, id: string) =>
      expectViolation(check, [told(name, id, { revision: 1 }), ...store.commits], {
        ...{ kind: "not-in-the-log", witness: [`operation ${name} ${id}`, "commit 1"] },
      });
    of("book", "m2");
    of("cancel", "m1");
    of("place-hold", "h1");
  });

  const room = keyspace.document("room", "turing");
  const lost = (store: RecordedStore, operation: Operation, ...witness: readonly string[]) =>
    expectViolation(check, [operation, ...store.commits, FINISHED], {
      ...{ kind: "not-in-the-log", witness: [`operation ${operation.id}`, ...witness] },
    });

  it("by a move of which the meeting was never where it was moved to", () => {
    const store = new RecordedStore();
    store.commit((tx) => bookWhole(tx, "m1", where));
    const { start, end } = where;
    const toHopper = { meeting: "m1", changes: { room: "hopper", start, end } };
    lost(store, told("move", "m1", { input: toHopper }), "commit 1");
    const toWhereItIs = { meeting: "m1", changes: { room: "turing", start, end } };
    const history = [told("move", "m1", { input: toWhereItIs }), ...store.commits, FINISHED];
    expect(verdictOf(check, history)).toBe("ok");
  });

  it("by an edit of a room or a meeting whose version is nowhere", () => {
    const store = new RecordedStore();
    store.commit((tx) => tx.put(room, { version: 1, value: {} }));
    store.commit((tx) => bookWhole(tx, "m1", where));
    const edited = (name: string, input: object) =>
      told(name, "", { input, output: { version: 2 } });
    lost(store, edited("edit-room", { room: "turing" }), "commit 1");
    lost(store, edited("edit", { meeting: "m1" }), "commit 2");
  });

  it("by a hold that was only ever deleted, and by a release that took nothing away", () => {
    const store = new RecordedStore();
    store.commit((tx) => tx.put(keyspace.hold("h1"), { id: "h1" }));
    store.commit((tx) => tx.put(keyspace.hold("h2"), { id: "h2" }));
    store.commit((tx) => tx.delete(keyspace.hold("h2")));
    const input = { hold: "h1" };
    lost(store, told("release-hold", "h1", { input, output: {} }), "commit 1");
    const history = [told("place-hold", "h2"), ...store.commits.slice(2), FINISHED];
    const witness = ["operation place-hold h2", "commit 3"];
    expectViolation(check, history, { kind: "not-in-the-log", witness });
    const released = told("release-hold", "h2", { input: { hold: "h2" }, output: {} });
    expect(verdictOf(check, [released, ...store.commits, FINISHED])).toBe("ok");
  });

  it("by a transaction whose commit lacks one of its writes", () => {
    const store = new RecordedStore();
    store.commit((tx) => tx.put(["y"], 1));
    const wrote = (key: string) =>
      told("transaction", "t1", { output: { writes: [{ key }], revision: 1 } });
    lost(store, wrote("/x"), "commit 1");
    expect(verdictOf(check, [wrote("/y"), ...store.commits, FINISHED])).toBe("ok");
    expect(verdictOf(check, [wrote("named-otherwise"), ...store.commits, FINISHED])).toBe("ok");
  });

  it("perhaps, when the run is not over and its log does not reach so far", () => {
    const store = new RecordedStore();
    store.commit((tx) => bookWhole(tx, "m1", where));
    const late = [told("book", "m2", { revision: 2 }), told("book", "m2")];
    for (const operation of late) {
      expect(verdictOf(check, [operation, ...store.commits])).toBe("unknown");
    }
    const early = told("book", "m2", { revision: 1 });
    expect(verdictOf(check, [early, ...store.commits])).toBe("violated");
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

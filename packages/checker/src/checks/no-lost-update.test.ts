import { appendEvents, keyspace, putDocument } from "@holdfast/shared-state";
import { describe, expect, it } from "vitest";
import type { Operation } from "../history.ts";
import { expectViolation, verdictOf } from "../testing/expect-finding.ts";
import { RecordedStore } from "../testing/recorded-store.ts";
import { noLostUpdate } from "./no-lost-update.ts";

const check = noLostUpdate;

function edit(id: string, basedOn: number, made: number, key = "meeting/m1"): Operation {
  return {
    ...{ kind: "operation", id, process: id, name: "edit", key, invokedMs: 1, completedMs: 2 },
    ...{ outcome: "ok", input: { basedOn }, output: { version: made } },
  };
}

describe("it is kept", () => {
  it("when each built on what the one before it had made, whatever the order of the answers", () => {
    const edits = [
      edit("c", 2, 3),
      edit("a", 0, 1),
      edit("b", 1, 2),
      edit("x", 0, 1, "meeting/m2"),
    ];
    expect(verdictOf(check, edits)).toBe("ok");
  });

  it("when one of two was refused", () => {
    const refused: Operation = { ...edit("b", 1, 2), outcome: "refused", output: {} };
    expect(verdictOf(check, [edit("a", 1, 2), refused])).toBe("ok");
  });

  it("when a document whose lease has lapsed is made anew", () => {
    const store = new RecordedStore();
    const key = keyspace.document("idempotency", "k1");
    const put = () =>
      store.commit((tx) => {
        const lease = tx.lease(1_000);
        tx.put(key, { version: 1, value: {} }, { lease });
      });
    put();
    store.now += 1_000;
    put();
    expect(verdictOf(check, store.commits)).toBe("ok");
  });

  it("when a document is deleted and made again: its version goes on", () => {
    const store = new RecordedStore();
    for (const value of [1, 2, 3]) {
      store.commit((tx) => putDocument(tx, "room", "turing", value));
    }
    expect(verdictOf(check, store.commits)).toBe("ok");
  });
});

describe("it is broken", () => {
  it("by two edits that were built on one version, and both acknowledged", () => {
    const edits = [edit("a", 0, 1), edit("b", 1, 2), edit("c", 1, 3), edit("d", 3, 4)];
    const witness = ["operation b", "operation c"];
    expectViolation(check, edits, { kind: "overwritten", witness });
  });

  it("by two edits that made the same version", () => {
    const edits = [edit("a", 0, 1), edit("b", 1, 2), edit("c", 1, 2)];
    const witness = ["operation b", "operation c"];
    expectViolation(check, edits, { kind: "overwritten", witness });
  });

  it("by a document whose version does not rise", () => {
    const store = new RecordedStore();
    const put = (version: number) =>
      store.commit((tx) =>
        tx.put(keyspace.document("room", "turing"), { version, value: version }),
      );
    for (const version of [1, 2, 3, 3]) put(version);
    const witness = ["commit 3", "commit 4"];
    expectViolation(check, store.commits, { kind: "written-over", witness });
  });

  it("by an event that is written at a position which is taken", () => {
    const store = new RecordedStore();
    const stream = { category: "meeting", id: "m1" };
    const event = { type: "edited", data: {} };
    const append = () =>
      store.commit((tx) => appendEvents(tx, stream, [event], { now: 1, by: "ada" }));
    append();
    append();
    store.commit((tx) => tx.put(keyspace.event("meeting", "m1", 2), event));
    const witness = ["commit 2", "commit 3"];
    expectViolation(check, store.commits, { kind: "written-over", witness });
  });
});

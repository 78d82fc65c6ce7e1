import type { Saga } from "@holdfast/shared-state";
import { describe, expect, it } from "vitest";
import type { Operation } from "./history.ts";
import { resolveUnknown } from "./resolve-unknown.ts";
import { putSaga } from "./testing/office.ts";
import { RecordedStore } from "./testing/recorded-store.ts";

const unanswered: Operation = {
  ...{ kind: "operation", id: "ada-3", process: "ada", name: "book", key: "room/turing" },
  ...{ input: {}, invokedMs: 1, outcome: "unknown" },
};

function resolved(store: RecordedStore, operation: Operation = unanswered): Partial<Operation> {
  const [entry] = resolveUnknown([operation, ...store.commits]);
  if (entry?.kind !== "operation") throw new Error("It is no operation any more.");
  const { outcome, revision } = entry;
  return revision === undefined ? { outcome } : { outcome, revision };
}

describe("an operation without an answer", () => {
  it("happened if a commit carries its id as its correlation, in a key or in a value", () => {
    const byNote = new RecordedStore();
    byNote.commit((tx) => tx.put(["a"], 1), { correlation: "other" });
    byNote.commit((tx) => tx.put(["a"], 2), { correlation: "ada-3" });
    expect(resolved(byNote)).toEqual({ outcome: "ok", revision: 2 });
    const byKey = new RecordedStore();
    byKey.commit((tx) => tx.put(["hold", "ada-3"], 1));
    expect(resolved(byKey)).toEqual({ outcome: "ok", revision: 1 });
    const byValue = new RecordedStore();
    byValue.commit((tx) => tx.put(["a"], { data: [{ title: "ada-3" }] }));
    expect(resolved(byValue)).toEqual({ outcome: "ok", revision: 1 });
  });

  it("is not taken for one whose id only begins like it", () => {
    const store = new RecordedStore();
    store.commit((tx) => tx.put(["a"], "ada-31"), { correlation: "ada-31" });
    expect(resolved(store)).toEqual({ outcome: "unknown" });
  });

  it("is not taken for a person of the same name, in whose diary something stands", () => {
    const store = new RecordedStore();
    store.commit((tx) => tx.put(["projection-view", "agenda", 1, "ada-3"], 1));
    expect(resolved(store)).toEqual({ outcome: "unknown" });
    store.commit((tx) => tx.put(["document", "person", "ada-3"], { value: { id: "ada-3" } }));
    store.commit((tx) => tx.put(["a"], { invited: ["ada-3"] }));
    expect(resolved(store)).toEqual({ outcome: "unknown" });
  });

  it("became what its saga became", () => {
    const input = { title: "ada-3" };
    const store = new RecordedStore();
    store.commit((tx) => putSaga(tx, "s1", { input }));
    expect(resolved(store)).toEqual({ outcome: "unknown" });
    store.commit((tx) => putSaga(tx, "s1", { input, state: "compensated" }));
    expect(resolved(store)).toEqual({ outcome: "refused" });
    store.commit((tx) => putSaga(tx, "s1", { input, state: "completed" }));
    expect(resolved(store)).toEqual({ outcome: "ok", revision: 1 });
  });

  it("is not what became of another saga that it only left a note in", () => {
    const store = new RecordedStore();
    const followUp = { id: "s2", input: { reason: "ada-3" } } as unknown as Saga["followUp"];
    store.commit((tx) =>
      putSaga(tx, "s1", { state: "compensated", ...(followUp && { followUp }) }),
    );
    expect(resolved(store)).toEqual({ outcome: "ok", revision: 1 });
    store.commit((tx) => putSaga(tx, "s2", { input: { reason: "ada-3" }, state: "compensated" }));
    expect(resolved(store)).toEqual({ outcome: "refused" });
  });

  it("is known by the correlation that it was sent with", () => {
    const store = new RecordedStore();
    store.commit((tx) => tx.put(["a"], 1), { correlation: "c7" });
    const sent = { ...unanswered, input: { correlation: "c7" } };
    expect(resolved(store, sent)).toEqual({ outcome: "ok", revision: 1 });
  });

  it("whose answer came is left as it was answered", () => {
    const store = new RecordedStore();
    store.commit((tx) => tx.put(["a"], 1), { correlation: "ada-3" });
    const refused: Operation = { ...unanswered, outcome: "refused", completedMs: 2 };
    expect(resolved(store, refused)).toEqual({ outcome: "refused" });
  });
});

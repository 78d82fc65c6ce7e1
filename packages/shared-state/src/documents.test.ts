import { describe, expect, it } from "vitest";
import { z } from "zod";
import { memoryState } from "../testing/memory-state.ts";
import { deleteDocument, getDocument, putDocument } from "./documents.ts";
import { openSharedState } from "./state.ts";

const counter = z.object({ count: z.number() });

describe("documents", () => {
  it("refuse a write to a version that no longer stands, and say what stands", async () => {
    const { run } = memoryState();
    await run((tx) => putDocument(tx, "rooms", "a", 1));
    await run((tx) => putDocument(tx, "rooms", "a", 2));
    const saved = await run((tx) => putDocument(tx, "rooms", "a", 3, { ifVersion: 1 }));
    const current = { id: "a", version: 2, value: 2 };
    expect(saved).toEqual({ ok: false, reason: "version-mismatch", current });
    expect(await run((tx) => getDocument(tx, "rooms", "a"))).toEqual(current);
    const deleted = await run((tx) => deleteDocument(tx, "rooms", "a", { ifVersion: 1 }));
    expect(deleted).toEqual({ ok: false, reason: "version-mismatch", current });
  });

  it("can be made only once when they must not exist", async () => {
    const { run } = memoryState();
    const make = () => run((tx) => putDocument(tx, "rooms", "a", 1, { ifVersion: 0 }));
    const both = await Promise.all([make(), make()]);
    expect(both.map(({ ok }) => ok)).toEqual([true, false]);
  });

  it("continue their versions after a deletion, so that a new one is never taken for the old", async () => {
    const { run } = memoryState();
    await run((tx) => putDocument(tx, "rooms", "a", "old"));
    await run((tx) => deleteDocument(tx, "rooms", "a"));
    expect(await run((tx) => getDocument(tx, "rooms", "a"))).toBeUndefined();
    const stale = await run((tx) => putDocument(tx, "rooms", "a", "late", { ifVersion: 1 }));
    expect(stale).toEqual({ ok: false, reason: "version-mismatch", current: undefined });
    const anew = await run((tx) => putDocument(tx, "rooms", "a", "new", { ifVersion: 0 }));
    expect(anew).toMatchObject({ ok: true, document: { version: 3 } });
  });

  it("that are not there cannot be deleted, twice deleted neither", async () => {
    const { run } = memoryState();
    const remove = () => run((tx) => deleteDocument(tx, "rooms", "a"));
    expect(await remove()).toMatchObject({ reason: "not-found" });
    await run((tx) => putDocument(tx, "rooms", "a", 1));
    expect(await remove()).toMatchObject({ ok: true });
    expect(await remove()).toMatchObject({ reason: "not-found" });
  });

  it("prevent lost updates (P4): every one of many concurrent updates counts", async () => {
    const { state, another } = memoryState();
    const other = openSharedState({ engine: another(), actor: "test/2" });
    const updates = [state, other].flatMap((each) => {
      const counters = each.documents("counters", counter);
      return Array.from({ length: 20 }, () =>
        counters.update("a", async (current) => {
          await Promise.resolve();
          return { count: (current?.value.count ?? 0) + 1 };
        }),
      );
    });
    await Promise.all(updates);
    const result = await state.documents("counters", counter).get("a");
    expect(result).toEqual({ id: "a", version: 40, value: { count: 40 } });
  });

  it("are left alone when the decision is to leave them", async () => {
    const { state, engine } = memoryState();
    const counters = state.documents("counters", counter);
    await counters.replace("a", { count: 1 });
    const before = await engine.head();
    expect(await counters.update("a", () => undefined)).toMatchObject({ version: 1 });
    expect(await engine.head()).toBe(before);
  });

  it("are listed by id, of one collection only, without the deleted", async () => {
    const { state } = memoryState();
    const counters = state.documents("counters", counter);
    for (const id of ["b", "a", "ab", "c"]) await counters.replace(id, { count: 1 });
    await state.documents("counter", counter).replace("x", { count: 1 });
    await counters.delete("c");
    expect((await counters.list()).map(({ id }) => id)).toEqual(["a", "ab", "b"]);
  });

  it("of the wrong shape are not written", async () => {
    const { state, engine } = memoryState();
    const counters = state.documents("counters", counter);
    const wrong = { count: "1" } as unknown as { count: number };
    await expect(counters.replace("a", wrong)).rejects.toBeInstanceOf(z.ZodError);
    expect(await engine.head()).toBe(0);
  });
});

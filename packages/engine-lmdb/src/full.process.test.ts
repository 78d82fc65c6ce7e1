import { expect, test } from "vitest";
import { lmdbEngine } from "./lmdb-engine.ts";
import { type Refusal, withProcesses } from "./other-process.ts";

test("a file that cannot grow refuses the group as a whole, and others go on", async () => {
  await withProcesses(async (path, start) => {
    const limited = start({ fileBlocksMax: 4_000 });
    const refusal = await limited.do<Refusal>({ kind: "fill" });
    // A limit on the file cuts a write short, which is not told apart from a broken disk.
    const full = ["engine-full", "engine-failed"];
    expect(refusal.codes).toHaveLength(3);
    for (const code of refusal.codes) expect(full).toContain(code);
    expect(refusal.kept).toEqual([]);
    expect(refusal.committed).toBeGreaterThan(0);
    expect(refusal.head).toBe(refusal.committed);
    const engine = await lmdbEngine({ path });
    const { revision } = await engine.transact((tx) => tx.put(["next"], "x".repeat(100_000)));
    expect(revision).toBe(refusal.committed + 1);
    await engine.close();
  });
});

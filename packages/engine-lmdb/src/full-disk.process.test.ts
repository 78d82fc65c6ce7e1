import { execFileSync } from "node:child_process";
import { mkdtempSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { lmdbEngine } from "./lmdb-engine.ts";
import { needed } from "./testing/needed-part.ts";
import { type Refusal, withProcesses } from "./testing/other-process.ts";

const DISK_BYTES = 64 * 1024 * 1024;
/** Removed later: that is how room is made. */
const BALLAST_BYTES = 40 * 1024 * 1024;

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

test("a full disk: `engine-full`, nothing acknowledged is lost, and it goes on when there is room", async (context) => {
  const disk = needed(mountSmallDisk(), context, "Only root can mount a small disk to fill.");
  writeFileSync(join(disk, "ballast"), Buffer.alloc(BALLAST_BYTES));
  await withProcesses(
    async (path, start) => {
      const [full, other] = [start(), start()];
      await other.do({ kind: "write", commits: 3, inFlight: 1 });
      const refusal = await full.do<Refusal>({ kind: "fill" });
      expect(new Set(refusal.codes)).toEqual(new Set(["engine-full"]));
      expect(refusal.kept).toEqual([]);
      const head = refusal.head;
      // Who opens the state now reads whatever was acknowledged.
      const reader = await lmdbEngine({ path });
      expect(await reader.head()).toBe(head);
      const snapshot = await reader.snapshot();
      expect(await snapshot.range({ prefix: ["filled"] })).toHaveLength(refusal.committed);
      expect(await snapshot.range({ prefix: ["written"] })).toHaveLength(3);
      snapshot.close();

      rmSync(join(disk, "ballast"));
      expect(await other.do({ kind: "create", count: 5 })).toHaveLength(5);
      expect(await full.do({ kind: "write", commits: 3, inFlight: 1 })).toBe(3);
      expect(await reader.head()).toBeGreaterThan(head);
      await reader.close();
    },
    { within: disk },
  );
});

/** Undefined where we may not. It is gone when the test is. */
function mountSmallDisk(): string | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const disk = mkdtempSync(join(tmpdir(), "holdfast-small-disk-"));
  try {
    const options = ["-t", "tmpfs", "-o", `size=${DISK_BYTES}`, "tmpfs", disk];
    execFileSync("mount", options, { stdio: "ignore" });
  } catch {
    rmdirSync(disk); // A container may be root and still not be allowed to.
    return undefined;
  }
  onTestFinished(() => {
    execFileSync("umount", ["--lazy", disk]);
    rmdirSync(disk);
  });
  return disk;
}

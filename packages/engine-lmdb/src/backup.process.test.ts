import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Engine, isHoldfastError } from "@holdfast/shared-state/engine";
import { afterEach, beforeEach, expect, test } from "vitest";
import { backUp } from "./backup.ts";
import { lmdbEngine } from "./lmdb-engine.ts";
import { restore } from "./restoring.ts";
import { withProcesses } from "./testing/other-process.ts";

let folder = "";
let file = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "holdfast-backup-"));
  file = join(folder, "backup");
});
afterEach(() => rmSync(folder, { recursive: true }));

test("a backup taken while three processes write is one moment: nothing acknowledged before is missing", async () => {
  await withProcesses(async (path, start) => {
    const writers = [start(), start(), start()];
    writers.forEach((writer, index) => {
      writer.start({ kind: "churn", name: `w${index}`, seed: index });
    });
    for (let round = 1; round <= 4; round++) {
      await Promise.all(writers.map((writer) => writer.acknowledges(writer.acknowledged + 50)));
      const before = writers.map(({ acknowledged }) => acknowledged);
      const { revision, at } = await backUp(path, file);

      const elsewhere = join(folder, `restored-${round}`);
      expect(await restore(file, elsewhere)).toEqual({ revision, at });
      const engine = await lmdbEngine({ path: elsewhere });
      const snapshot = await engine.snapshot({ revision });
      for (const [index, count] of before.entries()) {
        expect(await snapshot.get<number>(["churn", `w${index}`])).toBeGreaterThanOrEqual(count);
      }
      snapshot.close();
      await engine.close();
    }
  });
});

test("a restored copy's leases have ended within the same boot, and its first commit says restored", async () => {
  await withState(async (path, engine) => {
    const { value: lease } = await engine.transact((tx) => {
      const granted = tx.lease(3_600_000);
      tx.put(["held"], "by somebody", { lease: granted });
      tx.put(["kept"], "for good");
      return granted;
    });
    const { revision } = await backUp(path, file);
    expect(await leftMs(engine, lease)).toBeGreaterThan(0);

    const elsewhere = join(folder, "elsewhere");
    await restore(file, elsewhere, { note: { actor: "cli" } });
    const restored = await lmdbEngine({ path: elsewhere });
    expect(await leftMs(restored, lease)).toBe(0);
    expect((await restored.transact((tx) => tx.get(["held"]))).value).toBeUndefined();
    expect((await restored.transact((tx) => tx.get(["kept"]))).value).toBe("for good");
    const feed = restored.changes({ after: revision });
    expect((await feed.next()).value).toMatchObject({
      revision: revision + 1,
      note: { actor: "cli", cause: "restored" },
    });
    expect((await feed.next()).value).toMatchObject({
      note: { cause: "lease-lapsed" },
      changes: [{ key: ["held"] }],
    });
    feed.close();
    await restored.close();
  });
});

test("ten thousand leases of a restored copy end in one commit", async () => {
  await withState(async (path, engine) => {
    const held = Array.from({ length: 10_000 }, (_, index) =>
      engine.transact((tx) => tx.put(["held", index], index, { lease: tx.lease(3_600_000) })),
    );
    await Promise.all(held);
    await backUp(path, file);

    const elsewhere = join(folder, "elsewhere");
    await restore(file, elsewhere);
    const restored = await lmdbEngine({ path: elsewhere });
    for (const index of [0, 4_999, 9_999]) {
      expect((await restored.transact((tx) => tx.get(["held", index]))).value).toBeUndefined();
    }
    await restored.close();
  });
});

test("what was erased is in no backup, though the state's own file may still have it", async () => {
  const name = "Ada-Lovelace-who-wants-to-be-forgotten";
  await withState(async (path, engine) => {
    const values = [name, name.repeat(2_000), name.repeat(10)];
    for (const value of values) await engine.transact((tx) => tx.put(["person", "ada"], value));
    for (let index = 0; index < 300; index++) {
      await engine.transact((tx) => tx.put(["other", index % 50], `other-${index}`.repeat(20)));
    }
    await backUp(path, file);
    expect(readFileSync(file).includes(name)).toBe(true);
    await engine.erase([["person", "ada"]]);
    await backUp(path, file);
    expect(readFileSync(file).includes(name)).toBe(false);
  });
});

test("a state that is there is only replaced when told to, and a failed restoring changes nothing", async () => {
  await withState(async (path, engine) => {
    await engine.transact((tx) => tx.put(["which"], "the backup's"));
    await backUp(path, file);
    await engine.transact((tx) => tx.put(["which"], "the later one"));
    await engine.close();
    expect(await codeOf(restore(file, path))).toBe("state-exists");

    const cut = join(folder, "cut");
    writeFileSync(cut, readFileSync(file).subarray(0, 20_000));
    expect(await codeOf(restore(cut, path, { replace: true }))).toBe("state-damaged");
    for (const text of ["Dear diary, ".repeat(1_000), "Dear", ""]) {
      writeFileSync(cut, text);
      expect(await codeOf(restore(cut, path, { replace: true }))).toBe("state-foreign");
    }
    expect(await codeOf(restore(join(folder, "nothing"), path))).toBe("state-missing");
    expect(await which(path)).toBe("the later one");
    expect(readdirSync(path).filter((name) => name.endsWith(".draft"))).toEqual([]);

    await restore(file, path, { replace: true });
    expect(await which(path)).toBe("the backup's");
  });
});

test("there is no backup of nothing, nor of what is no state, and no half of one", async () => {
  expect(await codeOf(backUp(join(folder, "nothing"), file))).toBe("state-missing");
  writeFileSync(join(folder, "state.lmdb"), "Dear diary, ".repeat(1_000));
  expect(await codeOf(backUp(folder, file))).toBe("state-foreign");
  expect(existsSync(file)).toBe(false);
  expect(readdirSync(folder)).toEqual(["state.lmdb"]);
});

async function withState(use: (path: string, engine: Engine) => Promise<void>): Promise<void> {
  const path = join(folder, "state");
  const engine = await lmdbEngine({ path });
  try {
    await use(path, engine);
  } finally {
    await engine.close();
  }
}

async function which(path: string): Promise<unknown> {
  const engine = await lmdbEngine({ path });
  const { value } = await engine.transact((tx) => tx.get(["which"]));
  await engine.close();
  return value;
}

async function leftMs(engine: Engine, lease: string): Promise<number> {
  return (await engine.transact((tx) => tx.leaseLeftMs(lease))).value;
}

async function codeOf(doing: Promise<unknown>): Promise<string | undefined> {
  const outcome = await doing.catch((error: unknown) => error);
  return isHoldfastError(outcome) ? outcome.code : undefined;
}

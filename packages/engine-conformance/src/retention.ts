/**
 * The past is kept within its limits: commits, time and bytes, whichever is least. It may be trimmed
 * a little later, so that the checks go on committing until it was.
 */

import type { Engine, Retention, Revision } from "@holdfast/shared-state/engine";
import { expect } from "vitest";
import type { Guarantee } from "./kit.ts";
import { isRetained, put, read, readAsOf } from "./reading.ts";
import { expectCode, nextCommit, nextOf, until } from "./waiting.ts";

const DAY_MS = 86_400_000;

export const pastIsRetained: Guarantee = ({ check, checkInTime }) => {
  check("the manifest says what was asked for, and has a limit for the rest", async (open) => {
    const cases: Partial<Retention>[] = [{}, { commits: 7 }, { ms: 7_000 }, { bytes: 70_000 }];
    for (const retention of cases) {
      const { manifest } = await open({ retention });
      expect(manifest.retention).toMatchObject(retention);
      for (const limit of ["commits", "ms", "bytes"] as const) {
        expect(manifest.retention[limit]).toBeGreaterThan(0);
      }
    }
  });

  checkInTime("commits of the last so many milliseconds are kept", async (open, clock) => {
    const options = { retention: { ms: 10_000 } };
    const [one, two] = [await open(options), await open(options)];
    const start = clock.wallMs();
    for (let index = 1; index <= 30; index++) {
      clock.advance(1_000);
      await put(one, ["k"], index);
    }
    await commitUntilForgotten(one, 19);
    for (const engine of [one, two]) {
      await expectForgotten(engine, 19, start + 19_000);
      for (let index = 20; index <= 30; index++) {
        expect(await readAsOf(engine, ["k"], { revision: index })).toBe(index);
        for (const ms of [0, 999]) {
          expect(await readAsOf(engine, ["k"], { time: start + 1_000 * index + ms })).toBe(index);
        }
      }
      expect((await nextCommit(engine.changes({ after: 20 }))).revision).toBe(21);
    }
  });

  checkInTime("a long time without commits takes nothing of the present", async (open, clock) => {
    const [one, two] = [
      await open({ retention: { ms: 10_000 } }),
      await open({ retention: { ms: 10_000 } }),
    ];
    const revision = await put(one, ["old"], 1);
    clock.advance(DAY_MS);
    expect(await read(two, ["old"])).toBe(1);
    expect(await readAsOf(two, ["old"])).toBe(1);
    expect(await readAsOf(two, ["old"], { time: clock.wallMs() })).toBe(1);
    const feed = two.changes();
    await put(one, ["new"], 1);
    expect((await nextCommit(feed)).revision).toBe(revision + 1);
    await commitUntilForgotten(one, revision);
    expect(await readAsOf(two, ["old"])).toBe(1);
  });

  checkInTime(
    "the latest commits that take at most so many bytes are kept",
    async (open, clock) => {
      const options = { retention: { bytes: 20_000 } };
      const [one, two] = [await open(options), await open(options)];
      const start = clock.wallMs();
      for (let index = 1; index <= 60; index++) {
        clock.advance(1_000);
        await put(one, ["k", index % 3], `${index} ${"x".repeat(1_000)}`);
      }
      // More than 20 of them take more than is kept, however little an engine needs beside them.
      await commitUntilForgotten(one, 39);
      for (const engine of [one, two]) {
        await expectForgotten(engine, 39, start + 39_000);
        for (let index = 51; index <= 60; index++) {
          for (const moment of [{ revision: index }, { time: start + 1_000 * index }]) {
            const value = await readAsOf<string>(engine, ["k", index % 3], moment);
            expect(value).toMatch(new RegExp(`^${index} x`));
          }
        }
        expect((await nextCommit(engine.changes({ after: 51 }))).revision).toBe(52);
      }
    },
  );

  check("a commit larger than what is kept is the present all the same", async (open) => {
    const options = { retention: { bytes: 2_000 } };
    const [one, two] = [await open(options), await open(options)];
    await put(one, ["small"], 1);
    const feed = two.changes();
    const large = "x".repeat(100_000);
    const revision = await put(one, ["large"], large);
    expect((await nextCommit(feed)).changes).toEqual([{ key: ["large"], value: large }]);
    for (const engine of [one, two]) {
      expect(await readAsOf(engine, ["large"])).toBe(large);
      expect(await readAsOf(engine, ["large"], { revision })).toBe(large);
      expect(await readAsOf(engine, ["small"])).toBe(1);
    }
    await commitUntilForgotten(one, revision);
    expect(await read(two, ["large"])).toBe(large);
  });

  checkInTime("of several limits the narrowest counts", async (open, clock) => {
    const engine = await open({ retention: { commits: 1_000, ms: 5_000, bytes: 1_000_000 } });
    for (let index = 1; index <= 20; index++) {
      clock.advance(1_000);
      await put(engine, ["k"], index);
    }
    await commitUntilForgotten(engine, 14);
    for (let index = 15; index <= 20; index++) {
      expect(await readAsOf(engine, ["k"], { revision: index })).toBe(index);
    }
  });

  checkInTime(
    "a wall clock set forward and back again brings nothing back",
    async (open, clock) => {
      const engine = await open({ retention: { ms: 10_000 } });
      for (let index = 1; index <= 5; index++) await put(engine, ["k"], index);
      clock.stepWall(DAY_MS);
      await commitUntilForgotten(engine, 5);
      clock.stepWall(-DAY_MS);
      await put(engine, ["k"], 6);
      await expectCode(engine.snapshot({ revision: 5 }), "revision-not-retained");
      expect(await nextOf(engine.changes({ after: 1 }))).toMatchObject({ kind: "gap", after: 1 });
      expect(await readAsOf(engine, ["k"])).toBe(6);
    },
  );
};

/** Small commits, which take next to nothing themselves, until that one is no longer retained. */
async function commitUntilForgotten(engine: Engine, revision: Revision): Promise<void> {
  await until(async () => {
    if (!(await isRetained(engine, { revision }))) return true;
    await put(engine, ["later"], 1);
    return false;
  });
}

/** Asserts that neither this commit nor what was before it can be had in any way. */
async function expectForgotten(engine: Engine, revision: Revision, at: number): Promise<void> {
  await expectCode(engine.snapshot({ revision }), "revision-not-retained");
  await expectCode(engine.snapshot({ revision: 0 }), "revision-not-retained");
  await expectCode(engine.snapshot({ time: at }), "revision-not-retained");
  await expectCode(engine.snapshot({ time: 0 }), "revision-not-retained");
  const gap = await nextOf(engine.changes({ after: 0 }));
  expect(gap).toMatchObject({ kind: "gap", after: 0 });
  if (gap.kind === "gap") expect(gap.before).toBeGreaterThan(revision);
}

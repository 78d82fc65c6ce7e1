/** Commits that are no longer retained are reported as a gap, and never skipped over. */

import type { Changes, Engine, Revision } from "@holdfast/shared-state/engine";
import { expect } from "vitest";
import type { Guarantee } from "./kit.ts";
import { put } from "./reading.ts";
import { nextOf, until } from "./waiting.ts";

const RETAINED = 10;

export const changesReportGaps: Guarantee = ({ check }) => {
  check(
    "a feed from before what is retained starts with a gap, then has the rest",
    async (open) => {
      const engine = await open({ retention: { commits: RETAINED } });
      await putMany(engine, 60);
      await until(() => startsWithGap(engine, 0));
      const feed = engine.changes({ after: 0 });
      const gap = await nextOf(feed);
      if (gap.kind !== "gap") return expect.unreachable("Expected a gap.");
      expect(gap.after).toBe(0);
      expect(gap.before).toBeGreaterThan(1);
      expect(gap.before).toBeLessThanOrEqual(60 - RETAINED + 1);
      for (let revision = gap.before; revision <= 60; revision++) {
        expect(await nextOf(feed)).toMatchObject({ kind: "commit", revision });
      }
    },
  );

  check("the latest commits are always to be had without a gap", async (open) => {
    const engine = await open({ retention: { commits: RETAINED } });
    await putMany(engine, 60);
    await until(() => startsWithGap(engine, 0));
    const feed = engine.changes({ after: 60 - RETAINED });
    for (let revision = 60 - RETAINED + 1; revision <= 60; revision++) {
      expect(await nextOf(feed)).toMatchObject({ kind: "commit", revision });
    }
  });

  check("a prefix that nothing has touched does not hide a gap", async (open) => {
    const engine = await open({ retention: { commits: RETAINED } });
    await putMany(engine, 60);
    await until(() => startsWithGap(engine, 0));
    const feed = engine.changes({ prefix: ["elsewhere"], after: 0 });
    expect(await nextOf(feed)).toMatchObject({ kind: "gap", after: 0 });
  });

  check(
    "a reader that is overtaken is told so: each revision is delivered or in a gap",
    async (open) => {
      const [writer, reader] = [
        await open({ retention: { commits: RETAINED } }),
        await open({ retention: { commits: RETAINED } }),
      ];
      const feed = reader.changes({ after: 0 });
      await putMany(writer, 5);
      let covered = await expectNextCovered(feed, 0);
      await putMany(writer, 100);
      while (covered < 105) covered = await expectNextCovered(feed, covered);
      expect(covered).toBe(105);
    },
  );
};

async function putMany(engine: Engine, count: number): Promise<void> {
  for (let index = 0; index < count; index++) await put(engine, ["k"], index);
}

async function startsWithGap(engine: Engine, after: Revision): Promise<boolean> {
  const feed = engine.changes({ after });
  const event = await nextOf(feed);
  feed.close();
  return event.kind === "gap";
}

/** Takes one event, which has to go on where the last one ended; says how far it reaches. */
async function expectNextCovered(feed: Changes, covered: Revision): Promise<Revision> {
  const event = await nextOf(feed);
  if (event.kind === "commit") {
    expect(event.revision).toBe(covered + 1);
    return event.revision;
  }
  expect(event.after).toBe(covered);
  expect(event.before).toBeGreaterThan(covered + 1);
  return event.before - 1;
}

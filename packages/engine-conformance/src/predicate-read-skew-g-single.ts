/**
 * Predicate-based G-single: two ranges of one snapshot, or a range and a key, held at one moment.
 *
 * A transaction reads no ranges, so that the anomaly can show only in snapshots; and there in all of
 * them, those of the past too.
 */

import type { Engine, Snapshot } from "@holdfast/shared-state/engine";
import { expect } from "vitest";
import type { Guarantee } from "./kit.ts";
import { put, whilst } from "./reading.ts";
import { giveWay } from "./waiting.ts";

const MEMBERS = 12;

export const preventsPredicateReadSkew: Guarantee = ({ check }) => {
  check("of members who move between two ranges, none is missed or met twice", async (open) => {
    const [one, two, reader] = [await open(), await open(), await open()];
    await gather(one);
    await whilst(moveAbout([one, two]), async () => {
      const snapshot = await reader.snapshot();
      const left = await membersIn(snapshot, "left");
      await giveWay();
      const right = await membersIn(snapshot, "right");
      snapshot.close();
      expect([...left, ...right].sort(byNumber)).toEqual(everyone());
    });
  });

  check("a range read page by page amid moves is the range of one moment", async (open) => {
    const [one, two, reader] = [await open(), await open(), await open()];
    await gather(one);
    await whilst(moveAbout([one, two]), async () => {
      const snapshot = await reader.snapshot();
      const met = [...(await pageThrough(snapshot, "right"))];
      met.push(...(await pageThrough(snapshot, "left")));
      snapshot.close();
      expect(met.sort(byNumber)).toEqual(everyone());
    });
  });

  check("as of any earlier revision, everybody is in one place", async (open) => {
    const [one, two] = [await open(), await open()];
    await gather(one);
    await moveAbout([one, two]);
    for (let revision = 1; revision <= (await one.head()); revision++) {
      const snapshot = await two.snapshot({ revision });
      const left = await membersIn(snapshot, "left");
      const right = await membersIn(snapshot, "right");
      snapshot.close();
      expect([...left, ...right].sort(byNumber)).toEqual(everyone());
    }
  });

  check("an empty range and the key that explains it belong together", async (open) => {
    const [reader, writer] = [await open(), await open()];
    await put(writer, ["on duty", "ada"], true);
    const snapshot = await reader.snapshot();
    const before = await snapshot.range({ prefix: ["closed"] });
    await writer.transact((tx) => {
      tx.delete(["on duty", "ada"]);
      tx.put(["closed", "today"], true);
    });
    const onDuty = await snapshot.get(["on duty", "ada"]);
    snapshot.close();
    expect({ before, onDuty }).toEqual({ before: [], onDuty: true });
  });
};

async function gather(engine: Engine): Promise<void> {
  await engine.transact((tx) => {
    for (const member of everyone()) tx.put(["left", member], member);
  });
}

async function moveAbout(handles: readonly Engine[]): Promise<void> {
  const move = (member: number, handle: Engine) =>
    handle.transact((tx) => {
      const from = tx.get(["left", member]) === undefined ? "right" : "left";
      tx.delete([from, member]);
      tx.put([from === "left" ? "right" : "left", member], member);
    });
  for (let round = 0; round < 4; round++) {
    await Promise.all(
      everyone().map((member) => move(member, handles[(member + round) % handles.length]!)),
    );
  }
}

async function membersIn(snapshot: Snapshot, side: string): Promise<number[]> {
  return (await snapshot.range<number>({ prefix: [side] })).map(({ value }) => value);
}

async function pageThrough(snapshot: Snapshot, side: string): Promise<number[]> {
  const met: number[] = [];
  for (;;) {
    const after = met.length > 0 ? { after: [side, met.at(-1)!] } : {};
    const page = await snapshot.range<number>({ prefix: [side], limit: 2, ...after });
    met.push(...page.map(({ value }) => value));
    if (page.length < 2) return met;
    await giveWay();
  }
}

function everyone(): number[] {
  return Array.from({ length: MEMBERS }, (_, index) => index);
}

function byNumber(a: number, b: number): number {
  return a - b;
}

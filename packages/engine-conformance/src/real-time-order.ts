/** Strictness: what is done before something else begins is before it for everybody, everywhere. */

import { expect } from "vitest";
import type { Guarantee } from "./kit.ts";
import { put, read, readAsOf } from "./reading.ts";
import { nextCommit } from "./waiting.ts";

export const keepsRealTimeOrder: Guarantee = ({ check }) => {
  check("a commit that has resolved is seen at once through every other handle", async (open) => {
    const handles = [await open(), await open(), await open()];
    for (let round = 1; round <= 12; round++) {
      const revision = await put(handles[round % 3]!, ["x"], round);
      const next = handles[(round + 1) % 3]!;
      const last = handles[(round + 2) % 3]!;
      expect(await readAsOf(next, ["x"])).toBe(round);
      expect(await last.head()).toBe(revision);
      expect(await read(next, ["x"])).toBe(round);
      expect(await read(last, ["x"])).toBe(round);
    }
  });

  check("a handle opened later sees what was committed before", async (open) => {
    const first = await open();
    const revision = await put(first, ["x"], 1);
    const later = await open();
    expect(await later.head()).toBe(revision);
    expect(await readAsOf(later, ["x"])).toBe(1);
  });

  check("a feed opened without a start tells only of commits after that moment", async (open) => {
    const [one, two] = [await open(), await open()];
    await put(one, ["x"], "before");
    const feed = two.changes();
    const revision = await put(one, ["x"], "after");
    expect(await nextCommit(feed)).toMatchObject({ revision, changes: [{ value: "after" }] });
  });

  check("revisions rise with time across handles", async (open) => {
    const handles = [await open(), await open()];
    let newest = 0;
    for (let round = 0; round < 20; round++) {
      const revision = await put(handles[round % 2]!, ["x"], round);
      expect(revision).toBe(newest + 1);
      newest = revision;
    }
  });
};

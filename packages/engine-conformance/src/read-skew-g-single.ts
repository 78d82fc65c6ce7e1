/** G-single, read skew: what one transaction or one snapshot reads, held at one moment together. */

import type { Engine, Reader } from "@holdfast/shared-state/engine";
import { expect } from "vitest";
import type { Guarantee } from "./kit.ts";
import { put, whilst } from "./reading.ts";

const ACCOUNTS = 4;
const TOTAL = 100 * ACCOUNTS;

export const preventsReadSkew: Guarantee = ({ check }) => {
  check("a body that reads all accounts amid transfers finds the total", async (open) => {
    const [one, two, reader] = [await open(), await open(), await open()];
    await fill(one);
    await whilst(transferOn([one, two]), async () => {
      expect((await reader.transact(totalOf)).value).toBe(TOTAL);
      expect((await one.transact(totalOf)).value).toBe(TOTAL);
    });
  });

  check("a snapshot read one account at a time amid transfers finds the total", async (open) => {
    const [one, two, reader] = [await open(), await open(), await open()];
    await fill(one);
    await whilst(transferOn([one, two]), async () => {
      const snapshot = await reader.snapshot();
      let total = 0;
      for (let index = 0; index < ACCOUNTS; index++) {
        total += (await snapshot.get<number>(["account", index]))!;
      }
      const range = await snapshot.range<number>({ prefix: ["account"] });
      snapshot.close();
      expect(total).toBe(TOTAL);
      expect(range.reduce((sum, { value }) => sum + value, 0)).toBe(TOTAL);
    });
  });

  check("a snapshot taken before two keys changed reads both as they were", async (open) => {
    const [reader, writer] = [await open(), await open()];
    await put(writer, ["x"], 10);
    await put(writer, ["y"], 20);
    const snapshot = await reader.snapshot();
    expect(await snapshot.get(["x"])).toBe(10);
    await writer.transact((tx) => {
      tx.put(["x"], 12);
      tx.put(["y"], 18);
    });
    expect(await snapshot.get(["y"])).toBe(20);
    snapshot.close();
  });
};

function totalOf(reader: Reader): number {
  let total = 0;
  for (let index = 0; index < ACCOUNTS; index++) total += reader.get<number>(["account", index])!;
  return total;
}

async function fill(engine: Engine): Promise<void> {
  await engine.transact((tx) => {
    for (let index = 0; index < ACCOUNTS; index++) tx.put(["account", index], 100);
  });
}

async function transferOn(handles: readonly Engine[]): Promise<void> {
  const transfer = (index: number) =>
    handles[index % handles.length]!.transact((tx) => {
      const from = ["account", index % ACCOUNTS];
      const to = ["account", (index * 3 + 1) % ACCOUNTS];
      tx.put(from, tx.get<number>(from)! - 7);
      tx.put(to, tx.get<number>(to)! + 7);
    });
  for (let round = 0; round < 4; round++) {
    await Promise.all(Array.from({ length: 10 }, (_, index) => transfer(index)));
  }
}

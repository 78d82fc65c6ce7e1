/** P4, lost update: of two read-modify-writes of one key, the second has seen the first. */

import type { Engine } from "@holdfast/shared-state/engine";
import { expect } from "vitest";
import type { Guarantee } from "./kit.ts";

const COUNTER = ["counter"];

export const preventsLostUpdate: Guarantee = ({ check }) => {
  check("no increment is lost when three handles increment at once", async (open) => {
    const handles = [await open(), await open(), await open()];
    const seen = await Promise.all(
      Array.from({ length: 60 }, (_, index) => increment(handles[index % 3]!)),
    );
    expect(seen.sort((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
  });

  check("no increment is lost when each handle waits for its own one", async (open) => {
    const handles = [await open(), await open()];
    await Promise.all(
      handles.map(async (engine) => {
        for (let round = 0; round < 15; round++) await increment(engine);
      }),
    );
    expect(await increment(handles[0]!)).toBe(31);
  });

  check("of many that create a key if it is absent, one succeeds", async (open) => {
    const handles = [await open(), await open()];
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        handles[index % 2]!.transact((tx) => {
          if (tx.get(["room"]) !== undefined) return false;
          tx.put(["room"], index);
          return true;
        }),
      ),
    );
    expect(outcomes.filter(({ value }) => value)).toHaveLength(1);
  });
};

async function increment(engine: Engine): Promise<number> {
  const { value } = await engine.transact((tx) => {
    const next = (tx.get<number>(COUNTER) ?? 0) + 1;
    tx.put(COUNTER, next);
    return next;
  });
  return value;
}

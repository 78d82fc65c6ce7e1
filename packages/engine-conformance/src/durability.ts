/** Durability as far as it shows without cutting the power: what is durable is there for the next. */

import { expect } from "vitest";
import type { Guarantee } from "./kit.ts";
import { entriesOf, put, read } from "./reading.ts";
import { expectCode } from "./waiting.ts";

export const durableMeansKept: Guarantee = ({ check }) => {
  check("a revision becomes durable, whichever handle made it", async (open) => {
    const [one, two] = [await open(), await open()];
    await one.durable(0);
    const revision = await put(one, ["k"], 1);
    await two.durable(revision);
    await one.durable(revision);
    await one.durable(revision - 1);
    expect(await one.head()).toBe(revision);
  });

  check("many wait for many revisions at once", async (open) => {
    const handles = [await open(), await open()];
    await Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        const revision = await put(handles[index % 2]!, ["k", index], index);
        await handles[(index + 1) % 2]!.durable(revision);
      }),
    );
    expect(await handles[0]!.head()).toBe(40);
  });

  check("a revision that does not exist yet is revision-in-the-future", async (open) => {
    const engine = await open();
    await expectCode(engine.durable(1), "revision-in-the-future");
    const revision = await put(engine, ["k"], 1);
    await expectCode(engine.durable(revision + 1), "revision-in-the-future");
  });

  check("what was committed is there when every handle was closed and one opens", async (open) => {
    const handles = [await open(), await open()];
    await Promise.all(
      Array.from({ length: 20 }, (_, index) => put(handles[index % 2]!, ["k", index], index)),
    );
    await handles[0]!.durable(20);
    await Promise.all(handles.map((engine) => engine.close()));
    const later = await open();
    expect(await later.head()).toBe(20);
    expect(await entriesOf(later, { prefix: ["k"] })).toHaveLength(20);
    expect(await put(later, ["k", 20], 20)).toBe(21);
    await later.close();
    expect(await read(await open(), ["k", 20])).toBe(20);
  });
};

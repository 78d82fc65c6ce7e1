/** Lost wake-up: whoever waits for a commit is woken by it, in whatever moment it comes. */

import type { Engine } from "@holdfast/shared-state/engine";
import { expect } from "vitest";
import type { Guarantee } from "./kit.ts";
import { put } from "./reading.ts";
import { collect, giveWay, nextCommit, until } from "./waiting.ts";

export const preventsLostWakeUp: Guarantee = ({ check }) => {
  check("a commit that comes between reading and waiting is not missed", async (open) => {
    const [writer, reader] = [await open(), await open()];
    const feed = reader.changes();
    for (let round = 0; round < 40; round++) {
      const waiting = nextCommit(feed);
      await giveWay(round % 4); // So that the commit meets different moments of the reader.
      const revision = await put(writer, ["k"], round);
      expect((await waiting).revision).toBe(revision);
    }
  });

  check("two handles that answer each other's commits never fall asleep", async (open) => {
    const [one, two] = [await open(), await open()];
    const rally = async (engine: Engine, mine: number) => {
      const feed = engine.changes({ prefix: ["ball"], after: 0 });
      for await (const event of feed) {
        const ball = event.kind === "commit" ? (event.changes[0]?.value as number) : -1;
        if (ball >= 40) return ball;
        if (ball % 2 === mine) await put(engine, ["ball"], ball + 1);
      }
      return -1;
    };
    const rallies = [rally(one, 0), rally(two, 1)];
    await put(one, ["ball"], 0);
    expect(await Promise.all(rallies)).toEqual([40, 40]);
  });

  check("an idle feed is woken by each of many other handles", async (open) => {
    const events = collect((await open()).changes());
    for (let index = 0; index < 4; index++) {
      await put(await open(), ["k", index], index);
      await until(() => events.length === index + 1);
    }
  });
};

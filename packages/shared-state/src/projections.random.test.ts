/**
 * Projections in random runs: writers write, runners come, go and die, versions rise, the past is
 * trimmed. In the end the view is what a plain fold of the sources makes, and nothing is left over.
 */

import fc from "fast-check";
import { expect, it } from "vitest";
import { keysUnder, memoryState, settle, type TestState } from "../testing/memory-state.ts";
import { mortalEngine } from "../testing/mortal-engine.ts";
import {
  caughtUp,
  foldNumbers,
  type Runner,
  readTallies,
  startRunner,
  talliesOf,
} from "../testing/tallies.ts";

type Step =
  | { do: "put"; id: number; number: number; count: number }
  | { do: "delete"; id: number }
  | { do: "run"; mortal: boolean; transactions: number; lastIsCommitted: boolean }
  | { do: "stop" }
  | { do: "raise" }
  | { do: "rebuild" }
  | { do: "settle" };

const id = fc.nat({ max: 40 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      ...{ do: fc.constant("put" as const), id, number: fc.integer() },
      count: fc.integer({ min: 1, max: 30 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("delete" as const), id }) },
  {
    weight: 3,
    arbitrary: fc.record({
      ...{ do: fc.constant("run" as const), mortal: fc.boolean() },
      ...{ transactions: fc.integer({ min: 1, max: 6 }), lastIsCommitted: fc.boolean() },
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("stop" as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("raise" as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("rebuild" as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("settle" as const) }) },
);

it.each([30, 100_000])("random runs end as a plain fold (retained commits: %i)", (commits) =>
  fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30, size: "max" }), async (steps) => {
      const world = memoryState({ retention: { commits } });
      const run = new Run(world, steps);
      await run.all();
      if (commits > 1_000) expect(run.puts).toBe(run.putsShown);
    }),
    { numRuns: 25 },
  ),
);

class Run {
  puts = 0;
  putsShown = 0;
  #version = 1;
  #runners: Runner[] = [];
  readonly #world: TestState;
  readonly #steps: readonly Step[];

  constructor(world: TestState, steps: readonly Step[]) {
    this.#world = world;
    this.#steps = steps;
  }

  async all(): Promise<void> {
    for (const each of this.#steps) {
      await this.#take(each);
      // Whatever is seen meanwhile is whole: `readTallies` throws when it is not.
      await this.#world.state.projections.read({ name: "tallies" }, readTallies);
    }
    this.#start(this.#world.another());
    const { copies, puts } = await caughtUp(this.#world.state);
    this.putsShown = puts;
    expect(copies).toEqual(await foldNumbers(this.#world.engine));
    await this.#nothingIsLeftOver();
    await Promise.all(this.#runners.map((runner) => runner.stop()));
  }

  async #take(each: Step): Promise<void> {
    const { state, run } = this.#world;
    if (each.do === "put") {
      for (let index = 0; index < each.count; index++) {
        const name = (each.id + index) % 41;
        await run((tx) => tx.put(["number", `g${name % 5}`, `n${name}`], each.number + index));
        this.puts += 1;
      }
    } else if (each.do === "delete") {
      await run((tx) => tx.delete(["number", `g${each.id % 5}`, `n${each.id}`]));
    } else if (each.do === "run") {
      const engine = this.#world.another();
      this.#start(each.mortal ? mortalEngine(engine, each) : engine);
    } else if (each.do === "stop") {
      await this.#runners.shift()?.stop();
    } else if (each.do === "raise") {
      this.#version += 1;
    } else if (each.do === "rebuild") {
      await state.projections.rebuild("tallies");
    } else {
      await settle();
    }
  }

  #start(engine: Parameters<typeof startRunner>[0]): void {
    const definition = talliesOf({ version: this.#version });
    this.#runners.push(startRunner(engine, definition, { batchCommits: 7 }));
  }

  async #nothingIsLeftOver(): Promise<void> {
    for (let turn = 0; turn < 20; turn++) await settle();
    const [status] = await this.#world.state.projections.status();
    const entries = await keysUnder(this.#world.engine, ["projection-view"]);
    expect(entries).toHaveLength(status?.serving?.entries ?? 0);
  }
}

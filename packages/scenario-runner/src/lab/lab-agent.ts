/**
 * The program of a process that plays an agent in a lab: it does what the stage orders by way of the
 * learner's answer, one thing at a time, and tells of each operation as it happens.
 */

import { pathToFileURL } from "node:url";
import { inspect } from "node:util";
import type { Operation } from "@holdfast/checker";
import { lmdbEngine } from "@holdfast/engine-lmdb";
import { openSharedState, sleep } from "@holdfast/shared-state";
import { standStill } from "../dial/pacing.ts";
import { SeededRandom } from "../seeded-random.ts";
import { type Action, type AgentTools, LAB_LEASE_MS } from "./conflict.ts";
import type { LabOrder, LabReport } from "./lab-orders.ts";

const CHANCE_MS_MAX = 4;

const [folder = "", agent = ""] = process.argv.slice(2);
const state = openSharedState({ engine: await lmdbEngine({ path: folder }), actor: agent });
const { clock } = state;
let operations = 0;

/** Resolves once the stage has it, whatever this process does next. */
function report(message: LabReport): Promise<void> {
  return new Promise((resolve) => {
    process.send?.(message, undefined, {}, () => resolve());
  });
}

/** What happens to the agent before each of its operations. */
function pacingOf({ standStillBefore, seed }: LabOrder): (name: string) => Promise<void> {
  const random = seed === undefined ? undefined : new SeededRandom(seed);
  let hasStoodStill = false;
  return async (name) => {
    if (random) await sleep(clock, random.next() * CHANCE_MS_MAX);
    if (hasStoodStill || !standStillBefore.includes(name)) return;
    hasStoodStill = true;
    await report({ kind: "standing-still", atMs: clock.monotonicMs() });
    standStill();
  };
}

function toolsFor(order: LabOrder, answer: unknown): AgentTools<unknown> {
  const pace = pacingOf(order);
  return {
    ...{ answer, state, agent, leaseMs: LAB_LEASE_MS },
    async operation({ process: by = agent, ...about }, run, tell) {
      await pace(about.name);
      operations += 1;
      const begun: Operation = {
        ...{
          kind: "operation",
          id: `${agent}-${process.pid}-${operations}`,
          process: by,
          ...about,
        },
        ...{ invokedMs: clock.monotonicMs(), outcome: "unknown" },
      };
      await report({ kind: "operation-began", operation: begun });
      try {
        const value = await run();
        const completedMs = clock.monotonicMs();
        await report({
          kind: "operation-ended",
          operation: { ...begun, completedMs, ...tell(value) },
        });
        return value;
      } catch (error) {
        const failed = { completedMs: clock.monotonicMs(), outcome: "failed" } as const;
        await report({ kind: "operation-ended", operation: { ...begun, ...failed } });
        throw error;
      }
    },
  };
}

async function obey(order: LabOrder): Promise<unknown> {
  const { actions } = await import(pathToFileURL(order.program).href);
  const answer: unknown = await import(pathToFileURL(order.answer).href);
  const action: Action<unknown> = actions[order.action];
  return action(toolsFor(order, answer), order.input);
}

process.on("message", async (order: LabOrder) => {
  try {
    await report({ kind: "done", result: await obey(order) });
  } catch (error) {
    await report({ kind: "failed", problem: inspect(error) });
  }
});
// What the answer has begun and not waited for is its own fault all the same.
process.on("unhandledRejection", (error) => {
  void report({ kind: "failed", problem: inspect(error) });
});
process.on("disconnect", () => process.exit());
void report({ kind: "ready" });

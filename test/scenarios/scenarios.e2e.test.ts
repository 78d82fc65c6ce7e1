/**
 * Every scenario that comes along holds, on real processes and a state of its own. Two are played at a
 * time: each waits for its processes more than it works.
 */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PartMissing, type RunResult, run, type Scenario } from "@holdfast/scenario-runner";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { shippedScenarios } from "./shipped-scenarios.ts";

vi.setConfig({ maxConcurrency: 2 });

let histories: string;

beforeAll(() => {
  histories = mkdtempSync(join(tmpdir(), "holdfast-scenario-histories-"));
});

afterAll(() => rmSync(histories, { recursive: true }));

describe.concurrent("every scenario that comes along holds", () => {
  for (const { file, scenario } of shippedScenarios()) {
    it(`${file}: ${scenario.shows}`, async ({ skip }) => {
      const result = await play(scenario);
      if (!result) return skip("this machine lacks what it needs");
      expect(saidOf(result)).toEqual([]);
    });
  }
});

/** Undefined: of this machine a part is missing, and the run says nothing. In CI that would be a mistake. */
async function play(scenario: Scenario): Promise<RunResult | undefined> {
  const historyFile = join(histories, `${scenario.name}.jsonl`);
  return run(scenario, { historyFile }).catch((error: unknown) => {
    if (error instanceof PartMissing && (process.env.CI ?? "") === "") return undefined;
    throw error;
  });
}

/** What did not hold, and what was asked and told until then. */
function saidOf({ judgement, history }: RunResult): unknown[] {
  const bad = judgement.findings.filter(({ verdict }) => verdict !== "ok");
  if (bad.length === 0) return [];
  const seen = history.filter(({ kind }) => kind === "operation" || kind === "fault");
  return [...bad, ...seen];
}

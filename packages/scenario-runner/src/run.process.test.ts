import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type History, readHistory } from "@holdfast/checker";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { readScenario } from "./format/read-scenario.ts";
import type { Scenario } from "./format/scenario.ts";
import { PartMissing } from "./part-missing.ts";
import { run } from "./run.ts";
import { isAlive } from "./system/processes.ts";
import { naiveSystem } from "./testing/naive-system.ts";

let folder: string;

/** Whatever a run leaves among the temporary files, it leaves in this folder. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "holdfast-runs-"));
  vi.stubEnv("TMPDIR", folder);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

function shipped(name: string): Scenario {
  const file = fileURLToPath(new URL(`../../../scenarios/${name}.yaml`, import.meta.url));
  return readScenario(readFileSync(file, "utf8"), file);
}

const historyFile = () => join(folder, "history.jsonl");

/** As they have announced themselves in the state. */
function processesIn(history: History): number[] {
  const changes = history.flatMap((entry) => (entry.kind === "commit" ? entry.changes : []));
  const announced = changes.filter(({ key }) => key[0] === "presence");
  const pids = announced.flatMap(({ value }) => (value as { pid?: number } | undefined)?.pid ?? []);
  return [...new Set(pids)];
}

describe("a scenario on real processes", () => {
  it("holds, is recorded, and leaves nothing behind but its history", async () => {
    const { judgement, history } = await run(shipped("gateway-killed-before-reply"), {
      historyFile: historyFile(),
    });
    expect(judgement.findings.filter(({ verdict }) => verdict !== "ok")).toEqual([]);
    expect(judgement.verdict).toBe("ok");

    const faults = history.filter((entry) => entry.kind === "fault");
    expect(faults.map(({ phase }) => phase)).toEqual(["announced", "struck", "healed"]);
    const kinds = new Set(history.map(({ kind }) => kind));
    expect(kinds).toEqual(new Set(["run", "operation", "fault", "commit", "mail", "view", "end"]));
    expect((await readHistory(historyFile())).history).toHaveLength(history.length);

    const pids = processesIn(history);
    expect(pids.length).toBeGreaterThan(5);
    expect(pids.filter(isAlive)).toEqual([]);
    expect(readdirSync(folder)).toEqual(["history.jsonl"]);
  });

  it("is violated when something else happens than it expects, and unknown when a fault never strikes", async () => {
    const scenario = shipped("two-actors-one-room");
    const { judgement } = await run(
      {
        ...scenario,
        expect: { ...scenario.expect, outcomes: [{ of: ["ada.book", "grace.book"], ok: 2 }] },
        faults: [{ kill: "gateway", when: { "at-failpoint": "erasure.before-completion" } }],
      },
      { historyFile: historyFile() },
    );
    const bad = judgement.findings.filter(({ verdict }) => verdict !== "ok");
    expect(bad.map(({ check, verdict }) => [check, verdict])).toEqual([
      ["as-expected", "violated"],
      ["faults-strike", "unknown"],
    ]);
    expect(judgement.verdict).toBe("violated");
    expect(bad[0]?.witness).toHaveLength(2);
  });
});

describe("a foreign system under the same scenario", () => {
  it("that looks before it books is caught in the act, with a witness", async () => {
    const scenario = shipped("two-actors-one-room");
    const options = { system: naiveSystem(), historyFile: historyFile() };
    const { judgement, history } = await run(scenario, options);
    expect(judgement.verdict).toBe("violated");
    const found = judgement.findings.find(({ check }) => check === "rooms-linearizable");
    expect(found).toMatchObject({ verdict: "violated" });
    const operations = history.filter((entry) => entry.kind === "operation");
    expect(found?.witness?.map(({ ref }) => ref).sort()).toEqual(
      operations.map(({ id }) => id).sort(),
    );
    expect(history.at(-1)).toMatchObject({ kind: "end", outcome: "finished" });
  });

  it("comes to no end when its clients wait for each other, which is violated and not unknown", async () => {
    const scenario = readScenario(`name: two-who-wait
story: Each waits for the other.
shows: That a run which is stuck is not taken for one that held.
limit-ms: 1000
actors:
  ada:
    - wait-for: { done: grace.book }
    - book: { room: alan-turing, at: "10:00" }
  grace:
    - wait-for: { done: ada.book }
    - book: { room: alan-turing, at: "10:00" }
`);
    const options = { system: naiveSystem(), historyFile: historyFile() };
    const { judgement, history } = await run(scenario, options);
    expect(history.at(-1)).toMatchObject({ kind: "end", outcome: "stuck" });
    expect(judgement.verdict).toBe("violated");
    expect(judgement.findings.map(({ check }) => check)).toContain("everything-ends");
  });

  it("is asked for nothing that its adapter does not have", async () => {
    const scenario = shipped("two-edits-of-one-meeting");
    await expect(run(scenario, { system: naiveSystem() })).rejects.toThrow(PartMissing);
  });
});

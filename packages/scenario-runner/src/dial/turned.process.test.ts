/** The dial of real processes: refused where anybody may miss the state, turned where nobody would. */

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { markThrowAway } from "@holdfast/agent-runtime";
import { programFile } from "@holdfast/agent-runtime/process";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readScenario } from "../format/read-scenario.ts";
import { run } from "../run.ts";

const CHECKOUT = fileURLToPath(new URL("../../../../", import.meta.url));
const START_MS_MAX = 30_000;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "holdfast-turned-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Ends by itself, because it refuses to start. */
function start(app: string, dial: string): { status: number | null; said: string } {
  const state = join(folder, "state");
  const { PATH, HOME } = process.env;
  const ended = spawnSync(process.execPath, [programFile(app)], {
    env: { PATH, HOME, HOLDFAST_STATE: state, HOLDFAST_PORT: "0", HOLDFAST_DIAL: dial },
    encoding: "utf8",
    timeout: START_MS_MAX,
    killSignal: "SIGKILL",
  });
  const log = join(state, "holdfast.log");
  const logged = existsSync(log) ? readFileSync(log, "utf8") : "";
  return { status: ended.status, said: ended.stdout + ended.stderr + logged };
}

describe("refused", () => {
  it.each([
    ["gateway", "place-hold=check-then-act", 1],
    ["room-agent", "place-hold=transaction", 1],
    ["notification-agent", "read-diary=strong", 1],
    ["supervisor", "place-hold=check-then-act", 2],
  ])("by the %s on a state that somebody may miss: %s", (app, dial, refused) => {
    mkdirSync(join(folder, "state"));
    const { status, said } = start(app, dial);
    expect(status).toBe(refused);
    expect(said).toContain("HOLDFAST_DIAL");
    expect(existsSync(join(folder, "state", "state.lmdb"))).toBe(false);
  });

  it("what is no setting of it, also where everything may be broken", () => {
    markThrowAway(join(folder, "state"));
    const { status, said } = start("room-agent", "place-hold=hope");
    expect(status).toBe(1);
    expect(said).toContain("HOLDFAST_DIAL");
  });
});

it("the race that double-books under check-then-act breaks nothing under another mechanism", async () => {
  const file = join(CHECKOUT, "scenarios", "dial-two-actors-one-room.yaml");
  const scenario = readScenario(readFileSync(file, "utf8"), file);
  const dial = { "place-hold": "optimistic" } as const;
  const historyFile = join(folder, "history.jsonl");
  const { judgement, history } = await run(scenario, { dial, historyFile });
  expect(judgement.findings.filter(({ verdict }) => verdict !== "ok")).toEqual([]);
  expect(history[0]).toMatchObject({ kind: "run", dial });
  const asked = history.filter((entry) => entry.kind === "operation");
  expect(asked.map(({ outcome }) => outcome).sort()).toEqual(["ok", "refused"]);
});

/** Failpoints in real processes: who crashes there, who waits, and for whom. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Beat, BeatReader } from "./beat.ts";
import { FailpointControl } from "./failpoint-control.ts";
import { markThrowAway } from "./throw-away.ts";
import { TIMING } from "./timing.ts";

const PROGRAM = fileURLToPath(
  new URL("../dist/fixtures/failpoint-agent.child.js", import.meta.url),
);
const POINT = "claim.after-commit";
const PATIENCE = { timeoutMs: 30_000 };

let folder: string;
let control: FailpointControl;
const processes: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "holdfast-failpoints-"));
  markThrowAway(join(folder, "state"));
  control = new FailpointControl(join(folder, "failpoints"));
});

afterEach(async () => {
  control.close();
  await Promise.all(processes.splice(0).map(end));
  rmSync(folder, { recursive: true });
});

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGKILL");
  await once(child, "exit");
}

function start(actor: string, variables: Record<string, string | undefined> = {}): ChildProcess {
  const child = spawn(process.execPath, [PROGRAM], {
    env: {
      ...{ HOLDFAST_STATE: join(folder, "state"), HOLDFAST_ACTOR: actor, FAILPOINT: POINT },
      ...{ HOLDFAST_FAILPOINTS: control.folder, HOLDFAST_HEARTBEAT_FD: "3", ...variables },
    },
    stdio: ["ignore", "pipe", "ignore", "pipe"],
  });
  processes.push(child);
  return child;
}

/** Resolves once it has gone on. */
async function past(child: ChildProcess): Promise<void> {
  for await (const line of createInterface({ input: child.stdout! })) {
    if (JSON.parse(line).msg === "past the failpoint") return;
  }
  throw new Error("It ended at the failpoint.");
}

/** The first beat that fits. */
function beatOf(child: ChildProcess, fits: (beat: Beat) => boolean): Promise<Beat> {
  const reader = new BeatReader();
  return new Promise((resolve) => {
    (child.stdio[3] as Readable).on("data", (chunk) => {
      const beat = reader.read(String(chunk)).find(fits);
      if (beat) resolve(beat);
    });
  });
}

test("a crash is a kill, after the hit has been written, and strikes once", async () => {
  control.arm([{ id: "crash", failpoint: POINT, process: "room-agent", action: "crash" }]);
  const child = start("room-agent/1");
  expect((await once(child, "exit"))[1]).toBe("SIGKILL");
  expect(control.hits()).toMatchObject([{ process: "room-agent/1", pid: child.pid }]);
  await past(start("room-agent/1"));
  expect(control.hits()).toHaveLength(1);
});

test("two processes meet: the first goes on only when the second has come", async () => {
  const meeting = { name: "both", size: 2 };
  control.arm([{ id: "meet", failpoint: POINT, action: "meet", meeting }]);
  const first = start("room-agent/1");
  await control.waitForHit("meet", PATIENCE);
  expect(control.hits()[0]?.wentOn).toBeUndefined();
  await Promise.all([past(first), past(start("room-agent/2"))]);
  const [came, cameLater] = control.hits();
  expect(cameLater?.process).toBe("room-agent/2");
  expect(came?.wentOn?.because).toBe("over");
  expect(came!.wentOn!.atMs).toBeGreaterThanOrEqual(cameLater!.atMs);
});

test("of processes that come at once, each arrival is the same one for every rule", async () => {
  const each = 30;
  const ofArrival = Array.from({ length: 2 * each }, (_, index) => {
    const id = `arrival-${index + 1}`;
    return { id, failpoint: POINT, action: "delay", delayMs: 1, hit: index + 1 } as const;
  });
  const meeting = { name: "at-once", size: 2 };
  const meet = { id: "meet", failpoint: POINT, action: "meet", meeting, times: 2 * each } as const;
  control.arm([...ofArrival, meet]);
  const variables = { FAILPOINT_TIMES: String(each) };
  const both = ["room-agent/1", "room-agent/2"].map((actor) => start(actor, variables));
  await Promise.all(both.map(past));
  for (const { pid } of both) {
    const struck = control.hits().filter((hit) => hit.pid === pid);
    const actions = struck.sort((a, b) => a.atMs - b.atMs).map(({ action }) => action);
    expect(actions).toEqual(Array.from({ length: each }, () => ["delay", "meet"]).flat());
  }
});

test("one that is paused stands still, and yet does not count as blocked, until released", async () => {
  control.arm([{ id: "pause", failpoint: POINT, action: "pause" }]);
  const child = start("room-agent/1", { HOLDFAST_HEARTBEAT_MS: "20" });
  await control.waitForHit("pause", PATIENCE);
  const { beat: before } = await beatOf(child, () => true);
  const longEnough = before + (2 * TIMING.stuckKillMs) / 20;
  const { mainLagMs } = await beatOf(child, ({ beat }) => beat > longEnough);
  expect(mainLagMs).toBeLessThan(TIMING.stuckKillMs / 2);
  expect(control.hits()[0]?.wentOn).toBeUndefined();
  control.release("pause");
  await past(child);
  const after = await beatOf(child, ({ phase }) => phase === "ready");
  expect(after.mainLagMs).toBeLessThan(TIMING.stuckKillMs / 2);
});

test("without the variable nothing happens, whatever is armed", async () => {
  control.arm([{ id: "crash", failpoint: POINT, action: "crash" }]);
  await past(start("room-agent/1", { HOLDFAST_FAILPOINTS: undefined }));
  expect(control.hits()).toEqual([]);
});

test("on a state that was not made to be thrown away, the process does not start", async () => {
  const child = start("room-agent/1", { HOLDFAST_STATE: folder });
  expect(await once(child, "exit")).toEqual([1, null]);
});

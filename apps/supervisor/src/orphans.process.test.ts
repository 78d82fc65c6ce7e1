import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { ChildStatus } from "./child.ts";
import type { ChildSpec } from "./child-spec.ts";
import {
  isRunning,
  programOf,
  QUICK_RESTARTS,
  SHORT_TIMES,
  Stage,
  troubled,
  until,
} from "./fixtures/supervised.ts";
import { SupervisorRunningError } from "./supervisor-lock.ts";

let stage: Stage;
let started: ChildProcess[];
let childPids: number[];
beforeEach(() => {
  stage = new Stage();
  started = [];
  childPids = [];
});
afterEach(async () => {
  for (const supervisor of started) supervisor.kill("SIGKILL");
  for (const pid of childPids.filter(isRunning)) process.kill(pid, "SIGKILL");
  await stage.clear();
});

/** A supervisor that is the leader of a process group, as a terminal makes it. */
async function supervisorOf(children: readonly ChildSpec[], timing = {}) {
  const options = {
    children,
    stateFolder: stage.folder,
    timing: { ...SHORT_TIMES, ...timing },
    restarts: QUICK_RESTARTS,
  };
  const supervisor = spawn(process.execPath, [programOf("supervisor"), JSON.stringify(options)], {
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
  });
  started.push(supervisor);
  let table: ChildStatus[] = [];
  createInterface({ input: supervisor.stdout! }).on("line", (line) => {
    table = JSON.parse(line);
  });
  await until(() => table.length > 0 && table.every(({ state }) => state === "running"));
  const pids = table.map(({ pid }) => pid!);
  childPids.push(...pids);
  return { supervisor, pids };
}

test("no child outlives a supervisor that was killed, not even a blocked one", async () => {
  const { supervisor, pids } = await supervisorOf(
    [
      troubled("calm/1"),
      troubled("stubborn/1", "never-drains"),
      troubled("a/1", "blocks-for-ever"),
    ],
    { stuckKillMs: 60_000 },
  );
  supervisor.kill("SIGKILL");
  await until(() => !pids.some(isRunning));
});

test("a child that was stopped when its supervisor was killed goes with the next start", async () => {
  const { supervisor, pids } = await supervisorOf([troubled("a/1")], { stuckKillMs: 60_000 });
  process.kill(pids[0]!, "SIGSTOP");
  supervisor.kill("SIGKILL");
  await once(supervisor, "exit");
  expect(isRunning(pids[0])).toBe(true);
  stage.start([]);
  await until(() => !isRunning(pids[0]));
});

test("a living supervisor keeps others out, and says which process it is", async () => {
  const { supervisor } = await supervisorOf([troubled("a/1")]);
  let refused: unknown;
  try {
    stage.start([]);
  } catch (error) {
    refused = error;
  }
  expect(refused).toBeInstanceOf(SupervisorRunningError);
  expect(refused).toMatchObject({ code: "supervisor-running", pid: supervisor.pid });
});

test("Ctrl-C reaches the whole group at once, and still all stop in order", async () => {
  const names = ["a/1", "a/2"];
  const { supervisor, pids } = await supervisorOf(
    names.map((name) => troubled(name, "tells-when-it-stops")),
  );
  const exit = once(supervisor, "exit");
  // As the terminal does it, and then npm, which passes on what it got.
  process.kill(-supervisor.pid!, "SIGINT");
  supervisor.kill("SIGINT");
  expect(await exit).toEqual([0, null]);
  expect(pids.filter(isRunning)).toEqual([]);
  expect(readdirSync(stage.folder).filter((name) => name.endsWith(".supervisor"))).toEqual([]);
});

test("Ctrl-C twice kills all, also one that would take its time", async () => {
  const { supervisor, pids } = await supervisorOf([troubled("a/1", "never-drains")], {
    drainMs: 60_000,
    stopMs: 90_000,
  });
  const exit = once(supervisor, "exit");
  const pressing = setInterval(() => supervisor.kill("SIGINT"), 100);
  await exit;
  clearInterval(pressing);
  await until(() => !pids.some(isRunning));
});

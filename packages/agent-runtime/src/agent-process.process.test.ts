import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync } from "node:fs";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import { BeatReader } from "./beat.ts";

const program = fileURLToPath(new URL("../dist/fixtures/plain-agent.child.js", import.meta.url));
const processes: ChildProcess[] = [];
afterEach(() => {
  for (const child of processes.splice(0)) child.kill("SIGKILL");
});

function run(
  behaviour: string,
  environment: Record<string, string> = {},
  stdout: number | "pipe" = "pipe",
) {
  const env = { BEHAVIOUR: behaviour, HOLDFAST_STATE: "unused", ...environment };
  const child = spawn(process.execPath, [program], {
    env,
    stdio: ["ignore", stdout, "ignore", "pipe"],
  });
  processes.push(child);
  const exited = once(child, "exit").then(([status]) => status);
  return { child, exited };
}

/** The same agent with a heartbeat; `seen` resolves when it reports that phase from now on. */
function runSupervised(behaviour: string, drainMs = "60000") {
  const { child, exited } = run(behaviour, {
    HOLDFAST_HEARTBEAT_FD: "3",
    HOLDFAST_HEARTBEAT_MS: "20",
    HOLDFAST_DRAIN_MS: drainMs,
    HOLDFAST_ORPHAN_MS: "300",
  });
  const pipe = child.stdio[3] as Readable;
  const reader = new BeatReader();
  const seen = (phase: string) =>
    new Promise<void>((resolve) => {
      pipe.on("data", (chunk) => {
        if (reader.read(String(chunk)).some((beat) => beat.phase === phase)) resolve();
      });
    });
  return { child, exited, pipe, seen };
}

/** Logs are the only sign of life of a program that is run by hand. */
async function logged(child: ChildProcess, message: string): Promise<void> {
  for await (const line of createInterface({ input: child.stdout! })) {
    if (JSON.parse(line).msg === message) return;
  }
  throw new Error(`It ended without saying "${message}".`);
}

test("run by hand, without a supervisor, it serves until Ctrl-C and exits with 0", async () => {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    const { child, exited } = run("calm");
    await logged(child, "ready");
    child.kill(signal);
    expect(await exited).toBe(0);
  }
});

test("an error that nobody catches ends it with 1", async () => {
  const bad = ["fails-to-start", "fails-later", "forgets-a-rejection"];
  expect(await Promise.all(bad.map((behaviour) => run(behaviour).exited))).toEqual([1, 1, 1]);
});

/** Linux has a disk that is always full. */
const FULL = "/dev/full";

test.runIf(existsSync(FULL))("also on a full disk, where its last words are lost", async () => {
  const full = openSync(FULL, "w");
  const { exited } = run("fails-later", { HOLDFAST_LOG_LEVEL: "trace" }, full);
  closeSync(full);
  expect(await exited).toBe(1);
});

test("an error while it stops ends it with 1", async () => {
  const { child, exited } = run("fails-to-stop");
  await logged(child, "ready");
  child.kill("SIGTERM");
  expect(await exited).toBe(1);
});

test("asked to stop while it starts or stops for ever, it ends at its deadline with 1", async () => {
  const starting = runSupervised("never-starts", "200");
  const stopping = runSupervised("never-stops", "200");
  await Promise.all([starting.seen("opening"), stopping.seen("ready")]);
  starting.child.kill("SIGTERM");
  stopping.child.kill("SIGTERM");
  expect(await Promise.all([starting.exited, stopping.exited])).toEqual([1, 1]);
});

test("under a supervisor it leaves Ctrl-C to the supervisor", async () => {
  const { child, exited, seen } = runSupervised("calm");
  await seen("ready");
  child.kill("SIGINT");
  child.kill("SIGHUP");
  await seen("ready");
  child.kill("SIGTERM");
  expect(await exited).toBe(0);
});

test("when the pipe breaks it ends in order, and one that does not is killed", async () => {
  const calm = runSupervised("calm");
  const stubborn = runSupervised("never-stops");
  await Promise.all([calm.seen("ready"), stubborn.seen("ready")]);
  calm.pipe.destroy();
  stubborn.pipe.destroy();
  expect(await calm.exited).toBe(0);
  expect(await stubborn.exited).toBeNull();
  expect(stubborn.child.signalCode).toBe("SIGKILL");
});

test("without a state's folder it does not start", async () => {
  const { exited } = run("calm", { HOLDFAST_STATE: "" });
  expect(await exited).toBe(1);
});

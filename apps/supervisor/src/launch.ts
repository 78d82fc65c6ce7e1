/** Starts a child's process and listens to its heartbeat. What becomes of it: see `child.ts`. */

import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import {
  type Beat,
  BeatReader,
  childVariables,
  type Timing,
} from "@holdfast/agent-runtime/process";
import type { ChildSpec } from "./child-spec.ts";
import { nodeFlags } from "./permissions.ts";
import { ownMemoryBytes } from "./process-identity.ts";

export interface ProcessEnd {
  /** The exit status; null when a signal ended it, or when it could not be started. */
  readonly status: number | null;
  readonly signal: string | null;
}

export interface LaunchEvents {
  readonly onBeat: (beat: Beat) => void;
  /** Once, and last. */
  readonly onEnd: (end: ProcessEnd) => void;
}

export interface LaunchedProcess {
  /** Undefined when it could not be started. */
  readonly pid: number | undefined;
  signal(signal: "SIGTERM" | "SIGKILL"): void;
  ownMemoryBytes(): number | undefined;
}

/** The seam between a child's life and the operating system: tests put something else here. */
export type Launch = (spec: ChildSpec, events: LaunchEvents) => LaunchedProcess;

export interface LaunchOptions {
  readonly stateFolder: string;
  readonly codeFolder: string;
  readonly bootId: string;
  readonly logLevel: string;
  readonly timing: Timing;
  /** Where children's logs go: to our own stdout and stderr, nowhere, or to an open file. */
  readonly output: "inherit" | "ignore" | number;
}

const HEARTBEAT_FD = 3;

/** What a child inherits: how to find and show things. No secret of ours is among them. */
const INHERITED = ["PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR"];
const INHERITED_WITH_TERMINAL = ["TERM", "COLORTERM", "NO_COLOR", "FORCE_COLOR"];

export function launchNode(options: LaunchOptions): Launch {
  return (spec, { onBeat, onEnd }) => {
    const surroundings = { ...options, nodeVersion: process.versions.node };
    const args = [...nodeFlags(spec, surroundings), spec.program, ...(spec.args ?? [])];
    const child = spawn(process.execPath, args, {
      env: variablesFor(spec, options),
      stdio: stdioFor(spec, options.output),
    });
    listen(child, onBeat);
    whenEnded(child, onEnd);
    return {
      pid: child.pid,
      signal: (signal) => void child.kill(signal),
      ownMemoryBytes: () => (child.pid === undefined ? undefined : ownMemoryBytes(child.pid)),
    };
  };
}

function variablesFor(spec: ChildSpec, options: LaunchOptions): Record<string, string> {
  const names = spec.interactive ? [...INHERITED, ...INHERITED_WITH_TERMINAL] : INHERITED;
  const inherited = names.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  const told = childVariables({
    state: options.stateFolder,
    actor: spec.name,
    bootId: options.bootId,
    logLevel: options.logLevel,
    heartbeatFd: spec.heartbeats === false ? undefined : HEARTBEAT_FD,
    heartbeatMs: options.timing.heartbeatMs,
    drainMs: options.timing.drainMs,
    orphanMs: options.timing.orphanMs,
  });
  return { ...Object.fromEntries(inherited), ...spec.env, ...told };
}

function stdioFor(spec: ChildSpec, output: LaunchOptions["output"]): StdioOptions {
  const pipe = spec.heartbeats === false ? "ignore" : "pipe";
  if (spec.interactive) return ["inherit", "inherit", "inherit", pipe];
  return ["ignore", output, output, pipe];
}

function listen(child: ChildProcess, onBeat: (beat: Beat) => void): void {
  const pipe = child.stdio[HEARTBEAT_FD];
  if (!pipe || !("setEncoding" in pipe)) return;
  const reader = new BeatReader();
  pipe.setEncoding("utf8");
  pipe.on("data", (chunk: string) => reader.read(chunk).forEach(onBeat));
  // A pipe that breaks is a child that falls silent, or one that ended: both are noticed elsewhere.
  pipe.on("error", () => pipe.destroy());
}

function whenEnded(child: ChildProcess, onEnd: (end: ProcessEnd) => void): void {
  child.once("exit", (status, signal) => onEnd({ status, signal }));
  child.on("error", () => {
    // It could not be started: there is no process, and no exit will be reported.
    if (child.pid === undefined) onEnd({ status: null, signal: null });
  });
}

/** Holdfast's processes, in the order in which they are started. */

import { join, resolve } from "node:path";
import {
  DIAL_VARIABLE,
  FAILPOINTS_VARIABLE,
  failpointsFolder,
  RETENTION_VARIABLES,
} from "@holdfast/agent-runtime/process";
import type { ChildSpec } from "./child-spec.ts";

export interface ChildrenOptions {
  /** The checkout. */
  readonly codeFolder: string;
  /** The file of an app's program. */
  readonly program: (app: string) => string;
  /** How many processes of each agent. */
  readonly agents?: number;
  /** Arguments of the demo story, which runs once when everything serves; undefined: no story. */
  readonly story?: readonly string[];
  /** Where failpoints are armed, if not where the settings say. */
  readonly failpoints?: string | undefined;
  /** Settings that reach the processes which they are meant for. */
  readonly env: NodeJS.ProcessEnv;
}

export const STORY = "story";

export function holdfastChildren(options: ChildrenOptions): ChildSpec[] {
  const { program } = options;
  const settings = (names: readonly string[]) => pick(options.env, names);
  const agents = Array.from({ length: options.agents ?? 1 }, (_, index) => index + 1);
  const worker = (role: string, extra: Partial<ChildSpec> = {}): ChildSpec[] =>
    agents.map((index) => ({
      name: `${role}/${index}`,
      role,
      program: program(role),
      memoryMb: 192,
      needs: {},
      ...extra,
    }));
  const retention = settings(RETENTION_VARIABLES);
  const mail = settings(["HOLDFAST_SMTP", "HOLDFAST_MAIL_FROM"]);
  const inbox: ChildSpec = {
    name: "inbox/1",
    role: "inbox",
    program: program("inbox"),
    env: settings(["HOLDFAST_INBOX_PORT"]),
    memoryMb: 128,
    needs: { network: true },
  };
  const gateway: ChildSpec = {
    name: "gateway/1",
    role: "gateway",
    program: program("gateway"),
    env: settings([
      "HOLDFAST_PORT",
      "HOLDFAST_HOST",
      "HOLDFAST_HOSTNAMES",
      "HOLDFAST_SECRET",
      "HOLDFAST_ACCESS_TOKEN",
      "HOLDFAST_RATE_LIMIT",
    ]),
    memoryMb: 256,
    needs: { network: true, read: [join(options.codeFolder, "apps", "web", "dist", "/")] },
  };
  /** One of them: several would only be in each other's way. */
  const projections: ChildSpec = {
    name: "projection-agent/1",
    role: "projection-agent",
    program: program("projection-agent"),
    memoryMb: 192,
    needs: {},
  };
  const story: ChildSpec = {
    name: STORY,
    role: STORY,
    program: program("cli"),
    args: ["demo", ...(options.story ?? [])],
    memoryMb: 256,
    // It kills an agent in the middle of a booking, which the permission model would not let it.
    needs: { network: true, restricted: false },
    oneShot: true,
    interactive: true,
    heartbeats: false,
  };
  return [
    gateway,
    ...worker("room-agent"),
    ...worker("calendar-agent"),
    ...(options.env.HOLDFAST_SMTP ? [] : [inbox]),
    ...worker("notification-agent", { env: mail, needs: { network: true } }),
    projections,
    ...(options.story ? [story] : []),
  ]
    .map((child) => ({ ...child, env: { ...retention, ...child.env } }))
    .map((child) => withDial(child, options.env))
    .map((child) => withFailpoints(child, options.failpoints ?? failpointsFolder(options.env)))
    .map((child) => withFakedClock(child, options.env));
}

/**
 * Where failpoints may be armed, a test may also let the wall clock jump (libfaketime). What LD_PRELOAD
 * names is handed on as it is, also when that is something else; without failpoints it reaches no child.
 */
const FAKED_CLOCK = [
  ...["LD_PRELOAD", "FAKETIME_TIMESTAMP_FILE", "FAKETIME_NO_CACHE", "DONT_FAKE_MONOTONIC"],
];

function withFakedClock(child: ChildSpec, env: NodeJS.ProcessEnv): ChildSpec {
  if (failpointsFolder(env) === undefined) return child;
  return { ...child, env: { ...child.env, ...pick(env, FAKED_CLOCK) } };
}

/** Those whose guarantees can be turned. */
const DIALLED = ["gateway", "room-agent", "notification-agent"];

function withDial(child: ChildSpec, env: NodeJS.ProcessEnv): ChildSpec {
  if (!DIALLED.includes(child.role)) return child;
  return { ...child, env: { ...child.env, ...pick(env, [DIAL_VARIABLE]) } };
}

/** The folder in which failpoints are armed may be anywhere. */
function withFailpoints(child: ChildSpec, folder: string | undefined): ChildSpec {
  if (folder === undefined) return child;
  const { needs, env } = child;
  const path = resolve(folder);
  return {
    ...child,
    env: { ...env, [FAILPOINTS_VARIABLE]: path },
    needs: { ...needs, write: [...(needs.write ?? []), join(path, "/")] },
  };
}

function pick(env: NodeJS.ProcessEnv, names: readonly string[]): Record<string, string> {
  const found = names.flatMap((name) => {
    const value = env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(found);
}

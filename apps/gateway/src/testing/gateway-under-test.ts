/**
 * The gateway over an engine in memory, with the real agents' handlers at work beside it, and a
 * small office. Time stands still unless a test moves it.
 */

import { attemptSagaTask, type ServedSaga, serve, startWorker } from "@holdfast/agent-runtime";
import { createMemoryStore, memoryEngine } from "@holdfast/engine-memory";
import {
  bookMeeting,
  CLOSURE_QUEUE,
  cancelMeeting,
  moveMeeting,
  type Person,
  READ_CALENDAR,
  type Room,
} from "@holdfast/scheduling";
import {
  DEADLINE_QUEUE,
  openSharedState,
  type Role,
  type SagaTaskPayload,
  type SharedState,
  type Task,
} from "@holdfast/shared-state";
import { ManualClock } from "@holdfast/shared-state/engine";
import type { LightMyRequestResponse } from "fastify";
import { onTestFinished } from "vitest";
import { readCalendarTask } from "../../../calendar-agent/src/read-calendar.ts";
import { calendarAgentRole } from "../../../calendar-agent/src/role.ts";
import { servedSagas as calendarSagas } from "../../../calendar-agent/src/served-sagas.ts";
import { invite } from "../../../notification-agent/src/invite.ts";
import { notificationAgentRole } from "../../../notification-agent/src/role.ts";
import { sendCancellations } from "../../../notification-agent/src/send-cancellations.ts";
import { sendUpdates } from "../../../notification-agent/src/send-updates.ts";
import { closeRoomTask } from "../../../room-agent/src/close-room.ts";
import { roomAgentRole } from "../../../room-agent/src/role.ts";
import { servedSagas as roomSagas } from "../../../room-agent/src/served-sagas.ts";
import { ensureAdminToken } from "../access.ts";
import type { App } from "../app.ts";
import { gatewayRole } from "../role.ts";
import { createServer, type ServerOptions } from "../server.ts";
import { readSettings } from "../settings.ts";
import { checkAnswer } from "./checked-answers.ts";

/** Monday morning. The clocks of Berlin go forward on 29 March. */
export const NOW = Date.UTC(2026, 2, 2, 8);

/** Nobody has built one, whatever has been built in the checkout. */
const NO_PAGE = "/there/is/no/page";

export const ADMIN_TOKEN = "the-access-token-of-the-admin";

const HOURS: Room["openingHours"] = { mon: [["08:00", "18:00"]], tue: [["08:00", "18:00"]] };

export const ROOM: Room = {
  name: "Alan Turing",
  capacity: 6,
  equipment: ["projector"],
  zone: "Europe/Berlin",
  openingHours: HOURS,
};

export function personCalled(name: string): Person {
  const email = `${name}@example.org`;
  return { name, email, zone: "Europe/Berlin", workingHours: HOURS };
}

export interface Answer {
  readonly status: number;
  readonly headers: LightMyRequestResponse["headers"];
  readonly body: Record<string, unknown>;
}

export interface AskOptions {
  readonly token?: string | null;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
export type AgentName = "room-agent" | "calendar-agent" | "notification-agent";

export interface GatewayUnderTest {
  readonly app: App;
  /** The gateway's own: what it writes through it, its role must cover. */
  readonly state: SharedState;
  /** For what a test writes in place of somebody else. */
  readonly outside: SharedState;
  readonly clock: ManualClock;
  ask(method: Method, path: string, options?: AskOptions): Promise<Answer>;
  /** All of them unless it says which. */
  startAgents(...names: AgentName[]): Promise<void>;
  stopAgents(): Promise<void>;
  /** Rooms `turing` (6) and `lovelace` (20, with video), people `ada`, `grace` and `alan`. */
  furnish(): Promise<void>;
  accessToken(person: string, role: string): Promise<string>;
}

const ALL_AGENTS: readonly AgentName[] = ["room-agent", "calendar-agent", "notification-agent"];

const SAGAS: Readonly<Record<AgentName, readonly ServedSaga[]>> = {
  "room-agent": roomSagas,
  "calendar-agent": calendarSagas,
  "notification-agent": [
    serve(bookMeeting, "notification-agent", { invite }),
    serve(moveMeeting, "notification-agent", { "send-updates": sendUpdates }),
    serve(cancelMeeting, "notification-agent", { "send-cancellations": sendCancellations }),
  ],
};

const ROLES: Readonly<Record<AgentName, Role>> = {
  "room-agent": roomAgentRole,
  "calendar-agent": calendarAgentRole,
  "notification-agent": notificationAgentRole,
};

export async function gatewayUnderTest(
  variables: Record<string, string> = {},
  more: Partial<Pick<ServerOptions, "webFolder" | "logger">> = {},
): Promise<GatewayUnderTest> {
  const clock = new ManualClock({ wallMs: NOW });
  const store = createMemoryStore();
  const engine = memoryEngine({ store, clock, retention: { commits: 500 } });
  const state = openSharedState({ engine, actor: "gateway", role: gatewayRole });
  const outside = openSharedState({ engine: memoryEngine({ store, clock }), actor: "outside" });
  await ensureAdminToken(state, ADMIN_TOKEN);
  const settings = readSettings({ HOLDFAST_RATE_LIMIT: "100000", ...variables });
  const app = await createServer({ state, settings, webFolder: NO_PAGE, ...more });
  const drains: (() => Promise<void>)[] = [];
  const stopAgents = async () => {
    await Promise.all(drains.splice(0).map((drain) => drain()));
  };
  onTestFinished(async () => {
    await app.close();
    await stopAgents();
    await state.close();
    await outside.close();
  });

  const ask: GatewayUnderTest["ask"] = (method, path, options) =>
    askApp(app, method, path, options);
  return {
    ...{ app, state, outside, clock, ask, stopAgents },
    async startAgents(...names) {
      for (const name of names.length === 0 ? ALL_AGENTS : names) {
        const agent = openSharedState({
          engine: memoryEngine({ store, clock }),
          actor: `${name}/1`,
          role: ROLES[name],
        });
        const workers = await startAgent(agent, name);
        drains.push(async () => {
          await Promise.all(workers.map((worker) => worker.drain()));
          await agent.close();
        });
      }
    },
    async furnish() {
      await ask("PUT", "/api/rooms/turing", { body: ROOM });
      const large = { ...ROOM, name: "Ada Lovelace", capacity: 20, equipment: ["video"] };
      await ask("PUT", "/api/rooms/lovelace", { body: large });
      for (const id of ["ada", "grace", "alan"]) {
        await ask("PUT", `/api/people/${id}`, { body: personCalled(id) });
      }
    },
    async accessToken(person, role) {
      const created = await ask("POST", "/api/access-tokens", { body: { person, role } });
      return String(created.body.accessToken);
    },
  };
}

async function askApp(
  app: App,
  method: Method,
  path: string,
  { token = ADMIN_TOKEN, body, headers = {} }: AskOptions = {},
): Promise<Answer> {
  const response = await app.inject({
    method,
    url: path,
    headers: { ...(token === null ? {} : { authorization: `Bearer ${token}` }), ...headers },
    ...(body === undefined ? {} : { payload: body as object | string }),
  });
  checkAnswer(response);
  const isJson = String(response.headers["content-type"]).includes("json");
  const parsed = isJson ? response.json() : { text: response.body };
  return { status: response.statusCode, headers: response.headers, body: parsed };
}

function startAgent(state: SharedState, name: AgentName) {
  const onError = () => {};
  const choose = (task: Task) => attemptSagaTask(state, SAGAS[name], task as Task<SagaTaskPayload>);
  const options = { concurrency: 16, onError };
  const chooseOwn = (task: Task) =>
    task.kind === READ_CALENDAR ? () => readCalendarTask(state, task) : choose(task);
  const closing = {
    queue: CLOSURE_QUEUE,
    choose: (task: Task) => () => closeRoomTask(state, task),
  };
  return Promise.all([
    ...(name === "room-agent" ? [startWorker(state, { ...options, ...closing })] : []),
    startWorker(state, { ...options, queue: name, choose: chooseOwn }),
    startWorker(state, { ...options, queue: DEADLINE_QUEUE, choose }),
  ]);
}

const PATIENCE_MS = 4_000;

/** Lets time pass until the promise is settled, for whoever waits in vain. */
export async function passTimeUntil<T>(clock: ManualClock, promise: Promise<T>): Promise<T> {
  let settled = false;
  const noticed = promise.finally(() => {
    settled = true;
  });
  await until(async () => {
    if (!settled) clock.advance(500);
    return settled;
  });
  return noticed;
}

/** Looks again and again until it is so. */
export async function until(isSo: () => Promise<boolean>): Promise<void> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  while (!(await isSo())) {
    if (performance.now() > giveUpAt) throw new Error("It did not come to be so.");
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** Holds commits of one cause back until so many are about to happen. */
export function commitTogether({ engine }: SharedState, cause: string, count: number): void {
  const usual = engine.transact.bind(engine);
  let arrived = 0;
  let open = () => {};
  const all = new Promise<void>((resolve) => {
    open = resolve;
  });
  engine.transact = async (body, note) => {
    if (note?.cause === cause) {
      arrived += 1;
      if (arrived === count) open();
      await all;
    }
    return usual(body, note);
  };
}

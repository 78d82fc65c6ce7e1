/**
 * `/api/break`: orders to break something, for the supervisor to carry out (`orders.ts` in agent-runtime).
 *
 * Only an admin may, and only where the supervisor has said that it takes orders: in a demo, or in a
 * workshop. The gateway writes the order down and answers at once; what came of it is read later.
 */

import {
  type AskedFault,
  BREAKING,
  BREAKING_HERE,
  type Breaking,
  FAULTS,
  type FaultName,
  ORDER_OUTCOMES,
  ORDERS,
  type Order,
  type OrderOutcome,
} from "@holdfast/agent-runtime";
import {
  asOfQuery,
  breakOut,
  ORDERS_KEPT_MAX,
  orderedOut,
  type orderOut,
  ordersOut,
  ordersQuery,
} from "@holdfast/api";
import {
  getDocument,
  granted,
  keyspace,
  putDocument,
  readDocument,
  refused,
  type Snapshot,
  type Transaction,
  toDocument,
} from "@holdfast/shared-state";
import type { FastifyReply } from "fastify";
import { z } from "zod";
import { actorOf } from "./access.ts";
import { AGENTS } from "./agents.ts";
import { type App, type Gateway, otherwiseProblem } from "./app.ts";
import { accessOf } from "./authentication.ts";
import { DESCRIBED, OFFERED } from "./break-faults.ts";
import { commitDurably, readDurably } from "./durably.ts";
import { toInstantOut } from "./instants.ts";
import { invalid, Problem } from "./problems.ts";

const NOT_ENABLED =
  "Nothing is broken here on purpose. Start with 'holdfast start --workshop' (or --demo) for that.";

const faultNames = Object.keys(FAULTS) as [FaultName, ...FaultName[]];

const config = { needs: "admin" } as const;
const tags = ["break it"];

export function addBreakingRoutes(app: App, gateway: Gateway): void {
  app.get(
    "/api/break",
    {
      config,
      schema: {
        ...{ tags, querystring: z.strictObject(asOfQuery) },
        response: { 200: breakOut, ...otherwiseProblem },
      },
    },
    async (_request, reply) => readDurably(gateway, reply, readOffer),
  );

  app.get(
    "/api/break/orders",
    {
      config,
      schema: { tags, querystring: ordersQuery, response: { 200: ordersOut, ...otherwiseProblem } },
    },
    async (request, reply) =>
      readDurably(gateway, reply, async (snapshot) => ({
        orders: await readOrders(snapshot, request.query.limit),
      })),
  );

  for (const fault of faultNames) addOrderRoute(app, gateway, fault);
}

function addOrderRoute(app: App, gateway: Gateway, fault: FaultName): void {
  const body: z.ZodType<AskedFault["asked"]> = FAULTS[fault];
  const response = { 202: orderedOut, ...otherwiseProblem };
  app.post(
    `/api/break/${fault}`,
    { config, schema: { tags, body, response } },
    async (request, reply) => {
      const asked = { fault, asked: request.body } as AskedFault;
      const by = actorOf(accessOf(request));
      const ordered = await placeOrder(gateway, reply, asked, by);
      return reply.code(202).send({ order: ordered });
    },
  );
}

/** @throws Problem `breaking-not-enabled`, `fault-not-available`, `request-invalid` */
async function placeOrder(
  gateway: Gateway,
  reply: FastifyReply,
  asked: AskedFault,
  by: string,
): Promise<z.infer<typeof orderOut>> {
  const { state } = gateway;
  const id = state.newId();
  const order: Order = {
    ...asked,
    ...{ orderedAt: state.clock.wallMs(), by, target: targetOf(asked) },
  };
  const tooMany = await state.read(readOrdersBeyond);
  const placed = await commitDurably(
    gateway,
    reply,
    (tx) => {
      const whyNot = refusalOf(tx, asked);
      if (whyNot) return whyNot;
      for (const old of tooMany) tx.delete(keyspace.document(ORDERS, old));
      putDocument(tx, ORDERS, id, order);
      return granted({});
    },
    { actor: by, cause: `${asked.fault}-ordered`, correlation: id },
  );
  if (placed.ok) return toOrderOut(id, order, undefined);
  switch (placed.reason) {
    case "breaking-not-enabled":
      throw new Problem("breaking-not-enabled", { detail: NOT_ENABLED });
    case "fault-not-available":
      throw new Problem("fault-not-available", { detail: placed.why });
    case "no-such-process":
      throw invalid({ field: "process", message: `there is no process ${placed.process}` });
  }
}

function refusalOf(tx: Transaction, { fault, asked }: AskedFault) {
  const breaking = getDocument<Breaking>(tx, BREAKING, BREAKING_HERE)?.value;
  if (!breaking) return refused("breaking-not-enabled");
  const why = breaking.unavailable[fault];
  if (why !== undefined) return refused("fault-not-available", { why });
  if (!("process" in asked) || getDocument(tx, AGENTS, asked.process)) return undefined;
  return refused("no-such-process", { process: asked.process });
}

/** Whom or what it is about, as far as that is known before. */
function targetOf({ fault, asked }: AskedFault): string {
  switch (fault) {
    case "kill":
    case "stop":
    case "continue":
      return asked.process;
    case "fail-step":
      return asked.kind;
    case "mail-server":
      return asked.is;
    case "lapse-hold":
      return asked.hold;
    case "dial":
      return `${asked.operation}, ${asked.setting}`;
  }
}

async function readOffer(snapshot: Snapshot): Promise<z.infer<typeof breakOut>> {
  const document = await readDocument<Breaking>(snapshot, BREAKING, BREAKING_HERE);
  const unavailable: Readonly<Record<string, string>> = document?.value.unavailable ?? {};
  const faults = OFFERED.map((offered) => {
    const why = document ? unavailable[offered.name] : NOT_ENABLED;
    return { ...offered, available: why === undefined, ...(why !== undefined && { why }) };
  });
  return { enabled: document !== undefined, ...(!document && { why: NOT_ENABLED }), faults };
}

async function readOrders(snapshot: Snapshot, limit: number) {
  const prefix = keyspace.documents(ORDERS);
  const entries = await snapshot.range({ prefix, limit, reverse: true });
  const orders = await Promise.all(
    entries.map(async ({ key, value }) => {
      const id = String(key[2]);
      const order = toDocument<Order>(id, value)?.value;
      const outcome = await readDocument<OrderOutcome>(snapshot, ORDER_OUTCOMES, id);
      return order ? [toOrderOut(id, order, outcome?.value)] : [];
    }),
  );
  return orders.flat();
}

/** With the one that comes, so many are kept: ids begin with their time. */
async function readOrdersBeyond(snapshot: Snapshot): Promise<string[]> {
  const entries = await snapshot.range({ prefix: keyspace.documents(ORDERS), reverse: true });
  return entries.slice(ORDERS_KEPT_MAX - 1, 2 * ORDERS_KEPT_MAX).map(({ key }) => String(key[2]));
}

function toOrderOut(
  id: string,
  { fault, asked, by, orderedAt, target: aimedAt }: Order,
  became: OrderOutcome | undefined,
): z.infer<typeof orderOut> {
  const { state = "ordered", pid, struckAt, endedAt, outcome, figures } = became ?? {};
  const target = became?.target ?? aimedAt;
  return {
    ...{ id, fault, asked, by, state, expect: DESCRIBED[fault].expect },
    orderedAt: toInstantOut(orderedAt),
    ...(target !== undefined && { target }),
    ...(pid !== undefined && { pid }),
    ...(struckAt !== undefined && { struckAt: toInstantOut(struckAt) }),
    ...(endedAt !== undefined && { endedAt: toInstantOut(endedAt) }),
    ...(outcome !== undefined && { outcome }),
    ...(figures !== undefined && { figures: { ...figures } }),
  };
}

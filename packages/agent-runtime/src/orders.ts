/**
 * Orders to break something, and what became of them: documents, by which a person at the gateway
 * reaches the supervisor, which alone has the processes in its hands.
 *
 *     gateway ── order ──▶ shared state ──▶ supervisor strikes, measures, heals
 *        ▲                     │   ▲                      │
 *        └── both, together ───┘   └──────── outcome ─────┘
 *
 * Each side writes documents of its own, so that neither role covers the other's. Orders count only where
 * the supervisor has said that it takes any (`Breaking`): in a demo, or in a workshop.
 */

import type { FailpointName } from "@holdfast/shared-state/engine";
import { z } from "zod";

/** The collections. An order and its outcome have the same id. */
export const ORDERS = "orders";
export const ORDER_OUTCOMES = "order-outcomes";
export const BREAKING = "breaking";
/** The one document of the last. */
export const BREAKING_HERE = "here";

/** No fault lasts longer. */
export const FAULT_MS_MAX = 30_000;

/** What can be made to fail, by the name that people know, and where: at a step, or at a task. */
const FAILING_STEPS = [
  ...["hold-room", "hold-calendars", "confirm", "invite", "exchange", "send-updates"],
  ...["free-slots", "send-cancellations"],
] as const;
const FAILING_TASKS = {
  "send-mail": "mail.before-sending",
  "read-calendar": "calendar.before-record",
  "close-room": "closure.before-next-meeting",
} as const satisfies Record<string, FailpointName>;

type FailingTask = keyof typeof FAILING_TASKS;
export type FailingKind = (typeof FAILING_STEPS)[number] | FailingTask;

export const FAILING_KINDS: readonly FailingKind[] = [
  ...FAILING_STEPS,
  ...(Object.keys(FAILING_TASKS) as FailingTask[]),
];

export function failpointOf(kind: FailingKind): FailpointName {
  return isTask(kind) ? FAILING_TASKS[kind] : "saga-step.before-commit";
}

function isTask(kind: FailingKind): kind is FailingTask {
  return Object.hasOwn(FAILING_TASKS, kind);
}

const process = z
  .string()
  .regex(/^[a-z][a-z0-9-]*\/[a-z0-9-]+$/, "must be a process, such as room-agent/1")
  .describe("The name of a process, as /api/agents tells it");
const forMs = z.int().min(100).max(FAULT_MS_MAX).describe("Healed after so many milliseconds");
const writes = ["transaction", "optimistic", "pessimistic"] as const;
const weakWrites = ["unfenced-lock", "check-then-act", "last-write-wins"] as const;
const reads = ["strong", "at-least", "eventual"] as const;

/** What an order of each kind has to say. */
export const FAULTS = {
  kill: z.strictObject({ process }),
  stop: z.strictObject({ process, forMs }),
  continue: z.strictObject({ process }),
  "fail-step": z.strictObject({
    kind: z.enum(FAILING_KINDS).describe("A step of a saga, or a kind of task"),
  }),
  "mail-server": z.strictObject({ is: z.enum(["refusing", "down", "slow"]), forMs }),
  "lapse-hold": z.strictObject({ hold: z.string().min(1).max(100).describe("A hold's id") }),
  dial: z
    .strictObject({
      operation: z.enum(["place-hold", "edit-meeting", "send-notification", "read-diary"]),
      setting: z.enum([...writes, ...weakWrites, ...reads]),
    })
    .refine(
      ({ operation, setting }) =>
        (operation === "read-diary") === reads.some((each) => each === setting),
      {
        path: ["setting"],
        message: `does not go with that operation: ${reads.join(", ")} are for read-diary`,
      },
    ),
} as const;

export type FaultName = keyof typeof FAULTS;

const faultNames = Object.keys(FAULTS) as FaultName[];

/** The fault's name, and what it has to say. */
export type AskedFault = {
  readonly [Name in FaultName]: {
    readonly fault: Name;
    readonly asked: z.infer<(typeof FAULTS)[Name]>;
  };
}[FaultName];

export type Order = AskedFault & {
  /** Wall time in milliseconds, as all times here. */
  readonly orderedAt: number;
  readonly by: string;
  /** Whom or what it is about, in a word or two. */
  readonly target?: string;
};

export type OrderOf<Name extends FaultName> = Extract<Order, { fault: Name }>;

/** Undefined: it is none that is known here. */
export function readOrder(stored: unknown): Order | undefined {
  const order = stored as Partial<Order> | null | undefined;
  const name = faultNames.find((each) => each === order?.fault);
  const isKnown = name !== undefined && FAULTS[name].safeParse(order?.asked).success;
  return isKnown ? (order as Order) : undefined;
}

export type OrderState = "struck" | "healed" | "done" | "failed";

/** As long as there is none, the order has only been given. */
export interface OrderOutcome {
  readonly state: OrderState;
  /** Who was struck, where that is known only then. */
  readonly target?: string;
  readonly pid?: number;
  readonly struckAt?: number;
  /** Of one that is done, or has failed. */
  readonly endedAt?: number;
  /** What did happen, in a line: measured, not assumed. */
  readonly outcome?: string;
  /** Of the dial: its figures. */
  readonly figures?: DialFigures;
}

/** One setting's row, as `holdfast dial --json` prints it. */
export interface DialFigures {
  readonly operation: string;
  readonly setting: string;
  readonly strength: string;
  /** How many anomalies of each name: with the order of the steps written down, and by chance. */
  readonly staged: Readonly<Record<string, number>>;
  readonly byChance: Readonly<Record<string, number>>;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly retries: number;
  readonly waitedMs: number;
}

/** That a supervisor takes orders here, and which it cannot carry out. */
export interface Breaking {
  readonly mode: BreakingMode;
  readonly unavailable: Readonly<Partial<Record<FaultName, string>>>;
}

export type BreakingMode = "demo" | "workshop";

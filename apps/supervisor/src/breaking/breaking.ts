/**
 * Carries out orders to break something, on the children of this supervisor: takes aim by name, strikes the
 * process that it started itself, heals, and says what did happen.
 *
 *     ordered ──▶ struck ──▶ healed ──▶ done
 *        └──────────┴──────────┴──────▶ failed    (there was nothing to strike, say)
 */

import {
  FailpointControl,
  type FaultName,
  type Order,
  type OrderOutcome,
} from "@holdfast/agent-runtime/process";
import type { Clock, FailpointTask } from "@holdfast/shared-state/engine";
import { ChildTable, Interrupted, type TableRow } from "./child-table.ts";
import { goOn } from "./continue.ts";
import { turnDial } from "./dial.ts";
import { failStep } from "./fail-step.ts";
import { kill } from "./kill.ts";
import { mailServer } from "./mail-server.ts";
import { disarmAll } from "./rule-name.ts";
import { stop } from "./stop.ts";
import type { StrikeContext, StrikeEnd } from "./strike.ts";

export interface BreakingOptions {
  readonly clock: Clock;
  /** The folder in which failpoints are armed; undefined: none may be. */
  readonly failpoints: string | undefined;
  /** The compiled `holdfast` command. */
  readonly commandLine: string;
  readonly settle: (id: string, outcome: OrderOutcome) => void;
  readonly taskEnds: (id: string, task: FailpointTask) => Promise<boolean>;
  readonly start: (name: string) => Promise<void>;
}

export class Breaking {
  readonly #options: BreakingOptions;
  readonly #table = new ChildTable();
  readonly #failpoints: FailpointControl | undefined;
  readonly #standing = new Map<string, () => void>();
  readonly #over = new AbortController();
  readonly #underWay = new Set<Promise<void>>();
  /** Two at once would only measure each other. */
  #dialing: Promise<unknown> = Promise.resolve();
  #closed: Promise<void> | undefined;

  constructor(options: BreakingOptions) {
    this.#options = options;
    const { failpoints, clock } = options;
    if (failpoints !== undefined) this.#failpoints = new FailpointControl(failpoints, { clock });
    if (this.#failpoints) disarmAll(this.#failpoints);
  }

  /** Call it whenever something about the children has changed. */
  update(children: readonly TableRow[]): void {
    this.#table.update(children);
  }

  take(id: string, order: Order): void {
    const work = this.#carryOut(id, order).finally(() => this.#underWay.delete(work));
    this.#underWay.add(work);
  }

  /** Heals what is not healed yet. Resolves once each order has its outcome. */
  close(): Promise<void> {
    this.#closed ??= this.#heal();
    return this.#closed;
  }

  async #heal(): Promise<void> {
    this.#over.abort();
    this.#table.interrupt();
    await Promise.all(this.#underWay);
    if (this.#failpoints) disarmAll(this.#failpoints);
  }

  /** Never rejects. */
  async #carryOut(id: string, order: Order): Promise<void> {
    const { clock, settle } = this.#options;
    let known: Omit<OrderOutcome, "state"> = {};
    const tell: StrikeContext["tell"] = (happened) => {
      known = { ...known, ...happened };
      settle(id, { ...known, ...happened });
    };
    const end = await this.#strike(id, order, tell).catch(whyNot);
    settle(id, { ...known, ...end, endedAt: clock.wallMs() });
  }

  #strike(id: string, order: Order, tell: StrikeContext["tell"]): Promise<StrikeEnd> {
    const context = this.#context(id, tell);
    switch (order.fault) {
      case "kill":
        return kill({ ...order, id }, context);
      case "stop":
        return stop({ ...order, id }, context);
      case "continue":
        return goOn({ ...order, id }, context);
      case "fail-step":
        return failStep({ ...order, id }, context);
      case "mail-server":
        return mailServer({ ...order, id }, context);
      case "dial":
        return this.#afterTheOthers(() => turnDial({ ...order, id }, context));
      default:
        return Promise.reject(new Error(`${order.fault satisfies FaultName} is not struck here.`));
    }
  }

  #afterTheOthers(turn: () => Promise<StrikeEnd>): Promise<StrikeEnd> {
    const turned = this.#dialing.then(() => {
      if (this.#over.signal.aborted) throw new Interrupted("The supervisor stops.");
      return turn();
    });
    this.#dialing = turned.catch(() => {});
    return turned;
  }

  #context(id: string, tell: StrikeContext["tell"]): StrikeContext {
    const { clock, commandLine, start, taskEnds } = this.#options;
    return {
      ...{ clock, commandLine, start, tell },
      table: this.#table,
      failpoints: this.#failpoints,
      standing: this.#standing,
      over: this.#over.signal,
      taskEnds: (task) => taskEnds(id, task),
    };
  }
}

function whyNot(error: unknown): StrikeEnd {
  const why = error instanceof Error ? error.message : String(error);
  return { state: "failed", outcome: `It was not carried out to its end. ${why}` };
}

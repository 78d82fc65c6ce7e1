/**
 * A foreign system under the same scenarios and checkers, through an adapter of a handful of functions.
 * Its store cannot be read: it is judged by what its clients saw.
 */

import type { Operation } from "@holdfast/checker";
import { namedSteps } from "./format/naming.ts";
import type { Scenario } from "./format/scenario.ts";
import { ACTION_NAMES, type ActionName } from "./format/steps.ts";
import type { Answer, OperationInputs, Perform, PlannedOperation, Slot } from "./operation.ts";
import { PartMissing } from "./part-missing.ts";
import type { Office } from "./system/office.ts";
import type { UnderTest } from "./under-test.ts";

/** What a foreign system says: a value, or that it did not happen; no answer at all is thrown. */
export type ForeignAnswer<T> =
  | ({ readonly ok: true } & T)
  | { readonly ok: false; readonly reason: string };

/** All times are milliseconds since the epoch. Who throws does not know what became of the request. */
export interface SystemUnderTest {
  readonly name: string;
  start(office: {
    readonly rooms: readonly string[];
    readonly people: readonly string[];
  }): Promise<void>;
  book(by: string, slot: Slot): Promise<ForeignAnswer<{ readonly meeting: string }>>;
  cancel?(by: string, meeting: string): Promise<ForeignAnswer<unknown>>;
  placeHold?(
    by: string,
    slot: Slot & { readonly forMs: number },
  ): Promise<ForeignAnswer<{ readonly hold: string }>>;
  readDiary?(room: string, from: number, to: number): Promise<readonly Slot[]>;
  stop(): Promise<void>;
}

export class ForeignUnderTest implements UnderTest {
  readonly name: string;
  readonly reach = undefined;
  readonly #system: SystemUnderTest;
  readonly #office: Office;

  /** @throws PartMissing when the scenario needs what the adapter does not have */
  constructor(system: SystemUnderTest, scenario: Scenario, office: Office) {
    this.name = system.name;
    this.#system = system;
    this.#office = office;
    const able = abilities(system);
    const steps = namedSteps(scenario).flatMap(({ step }) =>
      ACTION_NAMES.filter((action) => step[action] !== undefined),
    );
    const missing = [...new Set(steps)].filter((action) => !able.includes(action));
    if (missing.length > 0) throw new PartMissing(`${system.name} cannot ${missing.join(", ")}`);
    if (scenario.dial) throw new PartMissing(`${system.name} has no dial that could be turned`);
    if (scenario.faults.length > 0)
      throw new PartMissing(`${system.name} is out of reach of faults`);
  }

  start(): Promise<void> {
    return this.#system.start(this.#office);
  }

  perform(actor: string): Perform {
    return async (operation) => {
      try {
        return await this.#ask(actor, operation);
      } catch {
        return { outcome: "unknown", answered: false };
      }
    };
  }

  async answersAgain(): Promise<void> {}

  async watch(): Promise<void> {
    throw new PartMissing(`${this.name} cannot be watched`);
  }

  async comeToRest(): Promise<readonly string[]> {
    return [];
  }

  async testify(): Promise<[]> {
    return [];
  }

  stop(): Promise<void> {
    return this.#system.stop();
  }

  async #ask(actor: string, { name, input }: PlannedOperation): Promise<Answer> {
    const system = this.#system;
    if (name === "book") {
      return told(await system.book(actor, slotIn(input)));
    }
    if (name === "cancel" && system.cancel) return told(await system.cancel(actor, input.meeting));
    if (name === "place-hold" && system.placeHold) {
      return told(await system.placeHold(actor, { ...slotIn(input), forMs: input.forMs }));
    }
    if (name === "read-diary" && system.readDiary) {
      const intervals = await system.readDiary(input.room, input.start, input.end);
      return { outcome: "ok", output: { intervals } };
    }
    throw new Error(`${this.name} cannot ${name}.`);
  }
}

function abilities(system: SystemUnderTest): ActionName[] {
  return [
    "book",
    "wait-for",
    ...(system.cancel ? (["cancel"] as const) : []),
    ...(system.placeHold ? (["place-hold"] as const) : []),
    ...(system.readDiary ? (["read-diary"] as const) : []),
  ];
}

function told(answer: ForeignAnswer<unknown>): Answer {
  const { ok, ...output } = answer as { ok: boolean } & Readonly<Record<string, unknown>>;
  const outcome: Operation["outcome"] = ok ? "ok" : "refused";
  return { outcome, output };
}

function slotIn({ room, start, end }: OperationInputs["place-hold"] | Slot): Slot {
  return { room, start, end };
}

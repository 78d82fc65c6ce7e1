/**
 * A saga's definition: names only.
 *
 * Which steps there are, in which order, and which agent does each. How a step is done is bound by
 * the agent that does it (`SagaHandlers`), so that no agent knows another's code. The order is also
 * the order of undoing, reversed.
 *
 *     hold-room ─▶ hold-calendars ─▶ ◆ confirm ─▶ invite
 *     └──── can be compensated ───┘  pivot      └ only forward
 *
 * The *pivot* is the last step that may be refused: before it everything can be undone, after it
 * everything will be done. (Hector Garcia-Molina and Kenneth Salem, "Sagas", SIGMOD 1987; the pivot
 * is Chris Richardson's word.)
 */

export type StepKind = "step" | "pivot" | "after-pivot";

export interface StepDefinition {
  readonly name: string;
  readonly kind: StepKind;
  /** The queue of the agent that does it, for example `room-agent`. */
  readonly by: string;
  /** Has effects outside the store: claimed under a lease, at least once, with an idempotency key. */
  readonly external: boolean;
}

export interface SagaDefinition {
  readonly name: string;
  /** A running saga keeps the version that it began with. */
  readonly version: number;
  /** The pivot must have happened by then, or everything is undone. */
  readonly deadlineMs: number;
  readonly steps: readonly StepDefinition[];
}

interface StepOptions {
  readonly by: string;
  readonly external?: boolean;
}

export function step(name: string, { by, external = false }: StepOptions): StepDefinition {
  return { name, kind: "step", by, external };
}

/** Always one transaction: it confirms everything at once, or nothing. */
export function pivot(name: string, { by }: { by: string }): StepDefinition {
  return { name, kind: "pivot", by, external: false };
}

export function afterPivot(name: string, { by, external = false }: StepOptions): StepDefinition {
  return { name, kind: "after-pivot", by, external };
}

/**
 * @throws Error when the steps are not: any number of steps, one pivot, any number after it; or when
 *   their names could not be told apart in the ids of their tasks.
 */
export function defineSaga(
  name: string,
  { version, deadlineMs }: { version: number; deadlineMs: number },
  steps: readonly StepDefinition[],
): SagaDefinition {
  const shape = steps.map((each) => each.kind).join(" ");
  if (!/^(step )*pivot( after-pivot)*$/.test(shape)) {
    throw new Error(`Saga ${name} must be steps, then one pivot, then steps after it: ${shape}.`);
  }
  if (new Set(steps.map((each) => each.name)).size !== steps.length) {
    throw new Error(`Saga ${name} has two steps of one name.`);
  }
  if (steps.some((each) => each.name === "undo" || !/^[a-z0-9-]+$/.test(each.name))) {
    throw new Error(`Saga ${name}: a step's name is made of a-z, 0-9 and "-", and is not "undo".`);
  }
  return { name, version, deadlineMs, steps };
}

/** Two versions of a definition run side by side while agents are being replaced. */
export function isDefinitionOf(
  definition: SagaDefinition,
  saga: { readonly definition: string; readonly version: number },
): boolean {
  return definition.name === saga.definition && definition.version === saga.version;
}

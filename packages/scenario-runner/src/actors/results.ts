/** What steps were told, for those that refer to them: `$booking.meeting`, `$grace.booking.meeting`. */

import type { Operation } from "@holdfast/checker";

/** What is referred to did not happen, or was not told. */
export class Unresolved extends Error {
  override readonly name = "Unresolved";
}

export class Results {
  /** By actor and step, as `ada.booking`: the latest, of one that was repeated. */
  readonly #operations = new Map<string, Operation>();

  keep(step: string, operation: Operation): void {
    this.#operations.set(step, operation);
  }

  of(step: string): Operation | undefined {
    return this.#operations.get(step);
  }

  /** @throws Unresolved */
  value(reference: string, actor: string): unknown {
    const { step, operation, rest } = this.#find(reference, actor);
    const { input, output, revision } = operation;
    let value: unknown = { ...asRecord(input), revision, ...asRecord(output) };
    for (const part of rest) value = asRecord(value)[part];
    if (value === undefined) throw new Unresolved(`${step} was ${operation.outcome}`);
    return value;
  }

  text(reference: string, actor: string): string {
    return String(this.value(reference, actor));
  }

  number(reference: string, actor: string): number {
    return Number(this.value(reference, actor));
  }

  #find(reference: string, actor: string) {
    const [first = "", second = "", ...others] = reference.slice(1).split(".");
    const own = this.#operations.get(`${actor}.${first}`);
    const [step, operation, rest] = own
      ? [`${actor}.${first}`, own, second === "" ? others : [second, ...others]]
      : [`${first}.${second}`, this.#operations.get(`${first}.${second}`), others];
    if (!operation) throw new Unresolved(`${step} did not come to anything`);
    return { step, operation, rest };
  }
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

/** The sagas, followed commit by commit. */

import type { Saga } from "@holdfast/shared-state";
import type { StoreCommit } from "../history.ts";
import { readKey } from "./store-keys.ts";

export interface SagaTurn {
  readonly before: Saga | undefined;
  readonly after: Saga;
  readonly commit: StoreCommit;
  /** It is the first record of the saga, or `before` is the very one that it took the place of. */
  readonly isNext: boolean;
}

/** A hold that a saga has placed or taken over, and under which fence. */
export interface HoldOfSaga {
  readonly hold: string;
  readonly fence: number;
}

export class SagaRecords {
  readonly #last = new Map<string, SagaTurn>();

  /** Returns the sagas whose records this commit has changed. */
  apply(commit: StoreCommit): SagaTurn[] {
    const turns: SagaTurn[] = [];
    for (const { key, value, before: replaced } of commit.changes) {
      const about = readKey(key);
      if (about?.of !== "saga" || value === undefined) continue;
      const last = this.#last.get(about.id);
      const isNext = replaced === (last?.commit.revision ?? 0);
      const turn = { before: last?.after, after: value as Saga, commit, isNext };
      this.#last.set(about.id, turn);
      turns.push(turn);
    }
    return turns;
  }

  /** The last that the history says of it. */
  get(id: string): SagaTurn | undefined {
    return this.#last.get(id);
  }

  all(): IterableIterator<SagaTurn> {
    return this.#last.values();
  }
}

/** What its steps have returned. */
export function holdsOf({ results }: Saga): HoldOfSaga[] {
  return [...holdsIn(results)];
}

function* holdsIn(value: unknown): Generator<HoldOfSaga> {
  if (typeof value !== "object" || value === null) return;
  const { hold, fence } = value as { hold?: unknown; fence?: unknown };
  if (typeof hold === "string" && typeof fence === "number") yield { hold, fence };
  for (const member of Object.values(value)) yield* holdsIn(member);
}

/** What the one who stages a race tells an agent, and what the agent tells back. */

import type { Operation } from "@holdfast/checker";
import type { DialPosition, READ, WriteName } from "@holdfast/dial/settings";
import type { Replica } from "./reading.ts";

export type WritePosition = Extract<DialPosition, { operation: WriteName }>;
export type ReadPosition = Extract<DialPosition, { operation: typeof READ }>;

export interface WriteOrder {
  readonly kind: "write";
  readonly position: WritePosition;
  readonly race: string;
  readonly number: number;
  /** When there is nothing left to do but to write, the whole process is to stand still. */
  readonly sleeps: boolean;
}

export interface ReadOrder {
  readonly kind: "read";
  readonly position: ReadPosition;
  readonly race: string;
  readonly number: number;
  readonly replica: Replica;
}

/** To do it again and again for a while, with whatever the seed gives in between. */
export interface ChanceOrder {
  readonly kind: "race";
  readonly position: DialPosition;
  readonly race: string;
  readonly seed: number;
  readonly forMs: number;
  /** Which of so many agents this is, from 0. */
  readonly part: number;
  readonly parts: number;
}

export type Order =
  | WriteOrder
  | ReadOrder
  | ChanceOrder
  /** Books a slot of the reader's own, and remembers that it has. */
  | { readonly kind: "book"; readonly race: string; readonly number: number }
  /** Keeps a view up to date, until the next order to do so or to stop. */
  | { readonly kind: "follow"; readonly race: string; readonly replica: Replica }
  | { readonly kind: "stop-following" }
  | { readonly kind: "sleep" };

export type Report =
  | { readonly kind: "ready" }
  /** From here on the process stands still, until it is woken. */
  | { readonly kind: "asleep" }
  /** A view has not come so far yet. */
  | { readonly kind: "waiting" }
  | { readonly kind: "done"; readonly operations: readonly Operation[] }
  | { readonly kind: "failed"; readonly problem: string };

/**
 * The order that was played: each move, and what had happened between the one before it and it. Each
 * is a condition of the scenario's format, so that the order can be written down as one.
 */

import type { Condition } from "../format/conditions.ts";
import type { Stand } from "./stands.ts";

/** Somebody begins a step, or goes on from where they stood. */
export type Moved = { readonly begins: string } | { readonly goesOn: Stand };

export interface PlayedMove {
  readonly moved: Moved;
  readonly after: readonly Condition[];
}

export interface PlayedOrder {
  readonly moves: readonly PlayedMove[];
  /** Whoever stood still when everybody was let go. */
  readonly leftStanding: readonly Stand[];
  /** What had happened between the last move and then. */
  readonly atEnd: readonly Condition[];
  /** Steps that had come to an outcome by then. */
  readonly done: readonly string[];
}

export class OrderBook {
  readonly #moves: PlayedMove[] = [];
  readonly #done: string[] = [];
  #since: Condition[] = [];

  move(moved: Moved): void {
    this.#moves.push({ moved, after: this.#since });
    this.#since = ["begins" in moved ? { begun: moved.begins } : { healed: moved.goesOn.name }];
  }

  struck(fault: string): void {
    this.#since.push({ struck: fault });
  }

  healed(fault: string): void {
    this.#since.push({ healed: fault });
  }

  done(step: string): void {
    this.#done.push(step);
    // What is done has begun.
    this.#since = [...this.#since.filter(({ begun }) => begun !== step), { done: step }];
  }

  close(leftStanding: readonly Stand[]): PlayedOrder {
    return { moves: this.#moves, leftStanding, atEnd: this.#since, done: this.#done };
  }
}

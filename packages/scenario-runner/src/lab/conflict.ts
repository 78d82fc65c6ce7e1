/**
 * What a chapter of the workshop is made of, for whoever writes one.
 *
 *     conflicts.ts   its steps: what is promised, and the conflicts that judge the learner's answer
 *     agent.ts       what an agent can be told to do, by way of that answer
 *     hole.ts        the answer, as it is handed out
 *
 * A conflict is played by agents, each a process of its own, on a state that is thrown away. Whatever an
 * agent does through its tools is an operation of the run's history, and a point before which the
 * stage can have the whole process stand still. So a race is staged without a line in the answer.
 */

import type { Check, Finding, History, Operation } from "@holdfast/checker";
import type { SharedState } from "@holdfast/shared-state";
import type { SeededRandom } from "../seeded-random.ts";

/** One hole, and what judges it. `conflicts.ts` exports them as `steps`. */
export interface LabStep {
  readonly title: string;
  readonly promises: readonly Check[];
  readonly conflicts: readonly Conflict[];
}

export interface Conflict {
  readonly name: string;
  /** In a sentence: what happens, in which order. */
  readonly story: string;
  play(stage: Stage): Promise<void>;
}

/** Their agents stand by; others are started when they are first told to do something. */
export const LAB_PEOPLE = ["ada", "bob", "cleo"] as const;

/** How long the holds of a lab live. */
export const LAB_LEASE_MS = 200;

export interface Stage {
  /** A name of its own, so that no two conflicts meet. */
  readonly about: string;
  readonly random: SeededRandom;
  agent(name: string): StageAgent;
  /** Resolves when every hold that was placed before has lapsed. */
  outwaitHolds(): Promise<void>;
}

export interface StageAgent {
  does(action: string, input: object): Promise<unknown>;
  /** Does it with a little wait before each operation: how long, the seed says. */
  doesByChance(action: string, input: object): Promise<unknown>;
  /**
   * Resolves when the agent stands still before one of these operations, or is done without one. An
   * agent that is killed is replaced by a new process when it is next told to do something.
   */
  doesUntil(before: readonly string[], action: string, input: object): Promise<Begun>;
}

/** What an agent has begun to do. */
export interface Begun {
  /** If it stands still: lets it go on. Resolves when it is done. */
  wake(): Promise<unknown>;
  kill(): Promise<void>;
}

/** What an agent's actions are given. `agent.ts` exports them as `actions`. */
export interface AgentTools<Answer> {
  /** The learner's file. */
  readonly answer: Answer;
  readonly state: SharedState;
  readonly agent: string;
  /** How long a hold should live. */
  readonly leaseMs: number;
  /** Does something, and writes it into the history with what came of it. */
  operation<T>(
    operation: Pick<Operation, "name" | "key" | "input"> & { readonly process?: string },
    run: () => Promise<T>,
    tell: (value: T) => Pick<Operation, "outcome" | "output">,
  ): Promise<T>;
}

export type Action<Answer> = (tools: AgentTools<Answer>, input: object) => Promise<unknown>;

export type StepVerdict =
  | { readonly title: string; readonly verdict: "held"; readonly conflicts: number }
  | { readonly title: string; readonly verdict: "not-judged" }
  | Violated
  | Broken;

/** A promise was broken. */
export interface Violated {
  readonly title: string;
  readonly verdict: "violated";
  readonly conflict: Pick<Conflict, "name" | "story">;
  readonly finding: Finding;
  /** Of that conflict alone. */
  readonly history: History;
}

/** The answer threw, ended its process, or did not come to an end. */
export interface Broken {
  readonly title: string;
  readonly verdict: "broken";
  readonly conflict: Pick<Conflict, "name" | "story">;
  readonly why: "threw" | "never-ended";
  readonly problem: string;
}

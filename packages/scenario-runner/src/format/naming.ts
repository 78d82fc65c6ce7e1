/**
 * How steps and faults are called: as their `as` says or, without one, by what they do; where that
 * name has been given already, with a number behind it.
 */

import { childrenOf } from "./coherence.ts";
import { FAULT_NAMES, type FaultSpec } from "./faults.ts";
import type { Scenario } from "./scenario.ts";
import { ACTION_NAMES, type ActionName, type Step } from "./steps.ts";

export interface NamedStep {
  readonly actor: string;
  readonly name: string;
  readonly step: Step;
}

/** Every action of every actor, in the order of the text; groups have no name of their own. */
export function namedSteps({ actors }: Pick<Scenario, "actors">): NamedStep[] {
  return Object.entries(actors).flatMap(([actor, steps]) => {
    const give = nameGiver();
    const visit = (step: Step): NamedStep[] => {
      const action = actionOf(step);
      if (action) return [{ actor, name: give(step.as ?? action), step }];
      return childrenOf(step).flatMap(({ child }) => visit(child));
    };
    return steps.flatMap(visit);
  });
}

export function nameFaults(faults: readonly FaultSpec[]): string[] {
  const give = nameGiver();
  return faults.map((fault) =>
    give(fault.as ?? FAULT_NAMES.find((kind) => fault[kind] !== undefined) ?? "fault"),
  );
}

export function actionOf(step: Step): ActionName | undefined {
  return ACTION_NAMES.find((action) => step[action] !== undefined);
}

function nameGiver(): (wanted: string) => string {
  const given = new Map<string, number>();
  return (wanted) => {
    const count = (given.get(wanted) ?? 0) + 1;
    given.set(wanted, count);
    return count === 1 ? wanted : `${wanted}-${count}`;
  };
}

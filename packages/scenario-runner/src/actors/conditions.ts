/** Waiting for what a scenario's conditions name. */

import { sleep } from "@holdfast/shared-state";
import type { Condition } from "../format/conditions.ts";
import { namedSteps } from "../format/naming.ts";
import type { Scenario } from "../format/scenario.ts";
import type { Happenings } from "../happenings.ts";
import { clock } from "../patience.ts";
import type { Results } from "./results.ts";

export interface Waiting {
  readonly happenings: Happenings;
  readonly results: Results;
  /** Of each meeting: how many come to it. */
  readonly meetings: ReadonlyMap<string, number>;
}

/** @throws Unresolved when it waits for the lapse of a hold that was not placed */
export async function conditionComes(
  condition: Condition,
  { happenings, results, meetings }: Waiting,
  actor: string,
): Promise<void> {
  const { begun, done, struck, healed, lapsed, met, ms, all } = condition;
  const waiting = { happenings, results, meetings };
  await Promise.all((all ?? []).map((each) => conditionComes(each, waiting, actor)));
  if (begun !== undefined) await happenings.when(`begun ${begun}`);
  if (done !== undefined) await happenings.when(`done ${done}`);
  if (struck !== undefined) await happenings.when(`struck ${struck}`);
  if (healed !== undefined) await happenings.when(`healed ${healed}`);
  if (met !== undefined) await happenings.meet(met, meetings.get(met) ?? 1);
  if (ms !== undefined) await sleep(clock, ms);
  if (lapsed !== undefined) {
    const lapsesAtMs = results.number(`${lapsed}.lapsesAtMs`, actor);
    await sleep(clock, Math.max(0, lapsesAtMs - clock.monotonicMs()) + 1);
  }
}

/** How many steps and faults name each meeting. */
export function countMeetings(scenario: Scenario): Map<string, number> {
  const counts = new Map<string, number>();
  const conditions = [
    ...namedSteps(scenario).map(({ step }) => step["wait-for"]),
    ...scenario.faults.flatMap((fault) => [fault.when, fault["pause-at"]?.until]),
  ];
  for (const { met } of conditions.flatMap((each) => [each ?? {}, ...(each?.all ?? [])])) {
    if (met !== undefined) counts.set(met, (counts.get(met) ?? 0) + 1);
  }
  return counts;
}

export function inWords(condition: Condition): string {
  const { all = [], ...own } = condition;
  const named = Object.entries(own).map(([name, value]) => `${name} ${value}`);
  return [...named, ...all.map(inWords)].join(", ");
}

/**
 * May this process keep less than it promises? Only if its environment says so, and only on a state that
 * was made to be thrown away. What it then does instead is in a package of its own (`packages/dial`), which
 * nobody loads who has not asked here.
 */

import { type AgentEnvironment, EnvironmentError } from "./environment.ts";
import { isThrowAway } from "./throw-away.ts";

export const DIAL_VARIABLE = "HOLDFAST_DIAL";

/**
 * What the dial is to be turned to; undefined: everything is as it is promised.
 * @throws EnvironmentError when the state was not made to be thrown away
 */
export function askedDial({
  dial,
  state,
}: Pick<AgentEnvironment, "dial" | "state">): string | undefined {
  if (dial === undefined) return undefined;
  if (isThrowAway(state)) return dial;
  const message = `the state in ${state} was not made to be thrown away`;
  throw new EnvironmentError([{ path: [DIAL_VARIABLE], message }]);
}

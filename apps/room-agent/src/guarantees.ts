/**
 * Holding a room is looked at and written in one transaction, the step's own. A run on a state that was
 * made to be thrown away can show what happens otherwise: `docs/explanation/dial.md`.
 */

import {
  type AgentEnvironment,
  askedDial,
  type ServedSaga,
  type WorkerAgentProgram,
} from "@holdfast/agent-runtime";
import { servedSagas } from "./served-sagas.ts";

/** Undefined: everything is as it is promised. @throws EnvironmentError */
export async function otherGuarantees(
  environment: AgentEnvironment,
): Promise<Partial<WorkerAgentProgram> | undefined> {
  const asked = askedDial(environment);
  if (asked === undefined) return undefined;
  const { turnDial } = await import("@holdfast/dial");
  const placeHold = turnDial(asked, environment).commit("place-hold");
  if (!placeHold) return undefined;
  const commits = { "hold-room": placeHold };
  return { sagas: servedSagas.map((served): ServedSaga => ({ ...served, commits })) };
}

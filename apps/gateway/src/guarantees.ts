/**
 * The guarantees of what the dial can turn (`docs/explanation/dial.md`), each as a value, so that a run
 * on a state that was made to be thrown away can show what happens without it.
 */

import {
  type AgentEnvironment,
  askedDial,
  type DiaryReading,
  type Guarantee,
  inOneTransaction,
} from "@holdfast/agent-runtime";
import { readDiary } from "@holdfast/shared-state";

export interface Guarantees {
  readonly placeHold: Guarantee;
  readonly editMeeting: Guarantee;
  readonly readDiary: DiaryReading;
}

/** Those of everybody who is served. */
export const PROMISED: Guarantees = {
  placeHold: inOneTransaction,
  editMeeting: inOneTransaction,
  readDiary: ({ snapshot }, slot) => readDiary(snapshot, slot),
};

/** @throws EnvironmentError */
export async function guaranteesFor(environment: AgentEnvironment): Promise<Guarantees> {
  const asked = askedDial(environment);
  if (asked === undefined) return PROMISED;
  const { turnDial } = await import("@holdfast/dial");
  const dial = turnDial(asked, environment);
  return {
    placeHold: dial.commit("place-hold") ?? PROMISED.placeHold,
    editMeeting: dial.commit("edit-meeting") ?? PROMISED.editMeeting,
    readDiary: dial.readDiary ?? PROMISED.readDiary,
  };
}

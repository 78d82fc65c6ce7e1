/**
 * Reads a scenario, plays it on real processes, records what happens and judges it. Also a library for
 * tests: `const { judgement } = await run(readScenario(text))`.
 */

export {
  type DialPosition,
  type DialSettings,
  dialText,
  OPERATIONS as DIAL_OPERATIONS,
  type OperationName as DialOperation,
  positionsOf as dialPositionsOf,
  type Setting as DialSetting,
} from "@holdfast/dial/settings";
export { FAILPOINTS, type FailpointDescription, type FailpointName } from "@holdfast/shared-state";
export { type AnomalyCounts, type DialOptions, type DialRow, turnDial } from "./dial/dial.ts";
export { type DialRun, dialPage, inWords } from "./dial/dial-page.ts";
export { VIOLATED_AS_EXPECTED } from "./ending/expected-violations.ts";
export { judgeHistory } from "./ending/judging.ts";
export { openWitness, type StoreWitness } from "./ending/store-witness.ts";
export { withReads } from "./ending/versions-read.ts";
export type { ForeignAnswer, SystemUnderTest } from "./foreign-under-test.ts";
export { type Complaint, ScenarioError } from "./format/complaints.ts";
export { DialError, readDialOption, withDial } from "./format/dial.ts";
export { readScenario } from "./format/read-scenario.ts";
export { type Scenario, scenarioJsonSchema } from "./format/scenario.ts";
export { type Chapter, chapters, findChapter, hintsFor } from "./lab/chapter.ts";
export { CompileFailed } from "./lab/compile-answer.ts";
export type {
  Action,
  AgentTools,
  Conflict,
  LabStep,
  Stage,
  StepVerdict,
  Violated,
} from "./lab/conflict.ts";
export { judgeAnswer, type LabVerdict } from "./lab/judge-answer.ts";
export { timeline } from "./lab/timeline.ts";
export { PartMissing } from "./part-missing.ts";
export type { Progress } from "./progress.ts";
export { type RunOptions, type RunResult, run } from "./run.ts";
export type { SoakFigures } from "./soak/figures.ts";
export { type SoakOptions, type SoakResult, soak } from "./soak/soak.ts";
export { PLACES_ALL, PLACES_USUAL } from "./step/places.ts";
export { type SavedOrder, saveOrder, whyNotSavable } from "./step/save-order.ts";
export { type Mover, type Scene, Stepping, type SteppingOptions } from "./step/stepping.ts";
export { Processes, type ProcessInfo } from "./system/processes.ts";

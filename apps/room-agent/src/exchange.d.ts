/**
 * Pivot `exchange` of a move: the new slots are confirmed and the old ones freed in one commit, so
 * that there is no moment at which the meeting has neither, or both.
 */
import { type MoveMeetingInput } from "@holdfast/scheduling";
import { type StepHandler } from "@holdfast/shared-state";
export declare const exchange: StepHandler<MoveMeetingInput>;

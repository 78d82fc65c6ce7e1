/**
 * Step `send-updates` of a move: a new invitation for everybody who is invited now, and a cancellation
 * for those who no longer are. The cancellation speaks of the meeting as they knew it, before the
 * move: when and where the others meet is none of their business any more.
 */
import { type MoveMeetingInput } from "@holdfast/scheduling";
import { type StepHandler } from "@holdfast/shared-state";
export declare const sendUpdates: StepHandler<MoveMeetingInput>;

/** Pivot `free-slots` of a cancellation: room and people are free again, and the meeting is cancelled. */
import { type CancelMeetingInput } from "@holdfast/scheduling";
import { type StepHandler } from "@holdfast/shared-state";
export declare const freeSlots: StepHandler<CancelMeetingInput>;

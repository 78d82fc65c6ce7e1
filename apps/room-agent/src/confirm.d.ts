/**
 * Pivot `confirm` of a booking: room and people become bookings and the meeting comes to be, in one
 * commit. If any hold has lapsed, nothing of it happens and the saga compensates.
 */
import { type BookMeetingInput } from "@holdfast/scheduling";
import { type StepHandler } from "@holdfast/shared-state";
export declare const confirm: StepHandler<BookMeetingInput>;

/** Step `invite` of a booking: one invitation is enqueued for everybody, in the step's own commit. */
import { type BookMeetingInput } from "@holdfast/scheduling";
import { type StepHandler } from "@holdfast/shared-state";
export declare const invite: StepHandler<BookMeetingInput>;

/** Step `send-cancellations` of a cancellation: everybody who was invited learns of it. */
import { type CancelMeetingInput } from "@holdfast/scheduling";
import { type StepHandler } from "@holdfast/shared-state";
export declare const sendCancellations: StepHandler<CancelMeetingInput>;

/**
 * Step `hold-calendars`: hold the time of everybody who is required, or of nobody. Whoever is busy,
 * by a booking, somebody's hold, or a commitment in their own calendar, is named in the refusal.
 * Optional attendees are not asked.
 */
import { type HoldingInput } from "@holdfast/scheduling";
import { type StepHandler } from "@holdfast/shared-state";
export declare const holdCalendars: StepHandler<HoldingInput>;

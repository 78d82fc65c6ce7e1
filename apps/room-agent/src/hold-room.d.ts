/**
 * Step `hold-room`: of the rooms that would do, hold the first that is open and free, or take over the
 * person's own hold. Undone by releasing it; a person's hold goes back to the person.
 */
import { type HoldingInput } from "@holdfast/scheduling";
import { type StepHandler } from "@holdfast/shared-state";
export declare const holdRoom: StepHandler<HoldingInput>;

/**
 * Task `read-calendar`: turn an imported calendar into busy months.
 *
 * Series have no end, so they are expanded as far ahead as anybody may book, and again every day. The
 * reading itself may take seconds of computing for a hostile file: it happens in a thread of its own,
 * and only what came of it goes into the transaction.
 */
import { type SharedState, type Task } from "@holdfast/shared-state";
export interface ReadCalendarPayload {
  readonly person: string;
}
export declare function readCalendarTask(state: SharedState, task: Task): Promise<void>;

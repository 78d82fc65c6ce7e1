/**
 * Asking the calendar agent to read a person's calendar (again).
 *
 * Until it has, nobody can say when the person is busy: the commit that asks also says so, and what
 * is unknown is never free.
 */

import {
  CALENDAR_STATUS,
  type CalendarStatus,
  READ_CALENDAR,
  readingTask,
} from "@holdfast/scheduling";
import {
  dropTask,
  enqueueTask,
  getDocument,
  putDocument,
  type Transaction,
} from "@holdfast/shared-state";

const NEVER_READ: CalendarStatus = {
  ...{ importedVersion: 0, readAt: 0, until: 0 },
  ...{ events: 0, warnings: [] },
};

export function requestReading(
  tx: Transaction,
  person: string,
  { now, correlation }: { now: number; correlation: string },
): void {
  const task = readingTask(person);
  dropTask(tx, task);
  enqueueTask(tx, { ...task, kind: READ_CALENDAR, payload: { person }, correlation, now });
  const status = getDocument<CalendarStatus>(tx, CALENDAR_STATUS, person)?.value ?? NEVER_READ;
  putDocument(tx, CALENDAR_STATUS, person, { ...status, until: 0 });
}

/**
 * Task `read-calendar`: turn an imported calendar into busy months.
 *
 * Series have no end, so they are expanded as far ahead as anybody may book, and again every day. The
 * reading itself may take seconds of computing for a hostile file: it happens in a thread of its own,
 * and only what came of it goes into the transaction.
 */

import { recordFailure, underClaim } from "@holdfast/agent-runtime";
import {
  CALENDAR_STATUS,
  CALENDARS,
  type CalendarStatus,
  HORIZON_DAYS,
  type ImportedCalendar,
  PEOPLE,
  type Person,
  putCommitmentMonth,
  READ_CALENDAR,
} from "@holdfast/scheduling";
import {
  type ClaimedTask,
  completeTask,
  enqueueTask,
  failpoint,
  getDocument,
  putDocument,
  readDocument,
  type SharedState,
  type Task,
  type Transaction,
  taskNote,
} from "@holdfast/shared-state";
import { expandInThread } from "./expand-in-thread.ts";
import type { Expanded } from "./expansion.ts";

export interface ReadCalendarPayload {
  readonly person: string;
}

const DAY_MS = 86_400_000;
/** Meetings that have just been are still asked about. */
const PAST_DAYS = 14;
const READ_AGAIN_MS = DAY_MS;

interface Reading {
  readonly person: string;
  readonly importedVersion: number;
  readonly to: number;
  readonly expanded: Expanded;
}

export async function readCalendarTask(state: SharedState, task: Task): Promise<void> {
  await underClaim<ReadCalendarPayload>(state, task, async ({ claimed }) => {
    try {
      const reading = await read(state, claimed.task.payload.person);
      failpoint("calendar.before-record", claimed.task);
      const { now } = state.acting();
      const note = taskNote(task, "calendar-read");
      await state.transact((tx) => record(tx, claimed, reading, now), note);
    } catch (error) {
      await recordFailure(state, claimed.task, error, "calendar-failed");
      throw error;
    }
  });
}

async function read(state: SharedState, person: string): Promise<Reading | undefined> {
  const { calendar, owner } = await state.read(async (snapshot) => ({
    calendar: await readDocument<ImportedCalendar>(snapshot, CALENDARS, person),
    owner: await readDocument<Person>(snapshot, PEOPLE, person),
  }));
  if (!calendar || !owner) return undefined;
  const now = state.clock.wallMs();
  const from = now - PAST_DAYS * DAY_MS;
  const to = now + (HORIZON_DAYS + 2) * DAY_MS;
  const { text } = calendar.value;
  const expanded = await expandInThread({ text, zone: owner.value.zone, from, to });
  return { person, importedVersion: calendar.version, to, expanded };
}

/** Months, status and the next reading, in the commit that completes this one. */
function record(
  tx: Transaction,
  claimed: ClaimedTask,
  reading: Reading | undefined,
  now: number,
): void {
  const completed = completeTask(tx, claimed);
  if (!completed.ok || !reading) return;
  const { person, importedVersion, to, expanded } = reading;
  const imported = getDocument(tx, CALENDARS, person);
  if (imported?.version !== importedVersion) return; // A newer one came; its own task reads it.

  for (const [month, intervals] of Object.entries(expanded.months)) {
    putCommitmentMonth(tx, person, month, intervals);
  }
  const status: CalendarStatus = {
    ...{ importedVersion, readAt: now, until: to },
    ...{ events: expanded.events, warnings: expanded.warnings },
  };
  putDocument(tx, CALENDAR_STATUS, person, status);
  const { queue, id } = claimed.task;
  const payload: ReadCalendarPayload = { person };
  enqueueTask(tx, { queue, id, kind: READ_CALENDAR, payload, delayMs: READ_AGAIN_MS, now });
}

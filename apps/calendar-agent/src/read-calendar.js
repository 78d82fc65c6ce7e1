/**
 * Task `read-calendar`: turn an imported calendar into busy months.
 *
 * Series have no end, so they are expanded as far ahead as anybody may book, and again every day. The
 * reading itself may take seconds of computing for a hostile file: it happens in a thread of its own,
 * and only what came of it goes into the transaction.
 */
import { underClaim } from "@holdfast/agent-runtime";
import {
  CALENDAR_STATUS,
  CALENDARS,
  HORIZON_DAYS,
  PEOPLE,
  putCommitmentMonth,
  READ_CALENDAR,
} from "@holdfast/scheduling";
import {
  completeTask,
  enqueueTask,
  failTask,
  getDocument,
  keyspace,
  putDocument,
  toDocument,
} from "@holdfast/shared-state";
import { expandInThread } from "./expand-in-thread.js";

const DAY_MS = 86_400_000;
/** Meetings that have just been are still asked about. */
const PAST_DAYS = 14;
const READ_AGAIN_MS = DAY_MS;
export async function readCalendarTask(state, task) {
  await underClaim(state, task, async (claimed) => {
    try {
      const reading = await read(state, claimed.task.payload.person);
      const { by, now } = state.acting();
      const note = { actor: by, cause: "calendar-read" };
      await state.transact((tx) => record(tx, claimed, reading, now), note);
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      const { now } = state.acting();
      await state.transact((tx) => failTask(tx, claimed.task, { error: problem, now }));
      throw error;
    }
  });
}
async function read(state, person) {
  const { calendar, owner } = await state.read(async (snapshot) => ({
    calendar: await documentIn(snapshot, CALENDARS, person),
    owner: await documentIn(snapshot, PEOPLE, person),
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
function record(tx, claimed, reading, now) {
  const completed = completeTask(tx, claimed);
  if (!completed.ok || !reading) return;
  const { person, importedVersion, to, expanded } = reading;
  const imported = getDocument(tx, CALENDARS, person);
  if (imported?.version !== importedVersion) return; // A newer one came; its own task reads it.
  for (const [month, intervals] of Object.entries(expanded.months)) {
    putCommitmentMonth(tx, person, month, intervals);
  }
  const status = {
    ...{ importedVersion, readAt: now, until: to },
    ...{ events: expanded.events, warnings: expanded.warnings },
  };
  putDocument(tx, CALENDAR_STATUS, person, status);
  const { queue, id } = claimed.task;
  const payload = { person };
  enqueueTask(tx, { queue, id, kind: READ_CALENDAR, payload, delayMs: READ_AGAIN_MS, now });
}
async function documentIn(snapshot, collection, id) {
  return toDocument(id, await snapshot.get(keyspace.document(collection, id)));
}
//# sourceMappingURL=read-calendar.js.map

/**
 * What a person is still part of, and cannot be erased before: meetings that lie ahead, sagas that are
 * at work on a meeting of theirs, and mail about them that has not left yet.
 */

import {
  HORIZON_DAYS,
  invited,
  MAIL_QUEUE,
  type MailPayload,
  personResource,
} from "@holdfast/scheduling";
import { keyspace, readDiary, type Saga, type Snapshot, type Task } from "@holdfast/shared-state";
import type { Gateway } from "./app.ts";
import { readMeeting } from "./meeting-view.ts";
import { Problem } from "./problems.ts";

const DAY_MS = 86_400_000;
/** Beyond the latest end of any meeting that can be booked now. */
const AHEAD_DAYS = HORIZON_DAYS + 2;

/** Undefined: nothing. Otherwise Problem `person-has-meetings` or `person-busy`, saying what. */
export async function involvements({ state }: Gateway, person: string) {
  const now = state.clock.wallMs();
  return state.read(async (snapshot) => {
    const meetings = await meetingsAhead(snapshot, person, now);
    if (meetings.length > 0) return new Problem("person-has-meetings", { members: { meetings } });
    const sagas = await sagasAbout(snapshot, person);
    const mails = await mailsAbout(snapshot, person);
    if (sagas.length + mails.length === 0) return undefined;
    const headers = { "Retry-After": "1" };
    return new Problem("person-busy", { members: { sagas, mails }, headers });
  });
}

/** The meetings that take their time, the one that they are in just now among them. */
async function meetingsAhead(snapshot: Snapshot, person: string, now: number): Promise<string[]> {
  const window = { start: now, end: now + AHEAD_DAYS * DAY_MS };
  const diary = await readDiary(snapshot, { resource: personResource(person), ...window });
  return [...new Set(diary.flatMap((entry) => ("booking" in entry ? [entry.booking] : [])))];
}

async function sagasAbout(snapshot: Snapshot, person: string): Promise<string[]> {
  const open = await snapshot.range<string>({ prefix: keyspace.openSagas() });
  const found: string[] = [];
  for (const { value: id } of open) {
    const saga = await snapshot.get<Saga<{ meeting: string }>>(keyspace.saga(id));
    if (saga && (await concerns(snapshot, saga, person))) found.push(id);
  }
  return found;
}

/** By what was asked for, or by how the meeting stands. */
async function concerns(
  snapshot: Snapshot,
  { input }: Saga<{ meeting: string }>,
  person: string,
): Promise<boolean> {
  const { required = [], optional = [] } = input as { required?: string[]; optional?: string[] };
  if ([...required, ...optional].includes(person)) return true;
  const { meeting } = await readMeeting(snapshot, input.meeting);
  return meeting !== undefined && invited(meeting).includes(person);
}

/** Mails to them, and those that give their name and address to others. */
async function mailsAbout(snapshot: Snapshot, person: string): Promise<string[]> {
  const entries = await snapshot.range<Task<MailPayload>>({ prefix: keyspace.queue(MAIL_QUEUE) });
  const tasks = entries.filter(({ key }) => key.length === 3).map(({ value }) => value);
  const about = tasks.filter(
    ({ payload: { recipient, meeting } }) =>
      recipient === person || invited(meeting).includes(person),
  );
  return about.map(({ id }) => id);
}

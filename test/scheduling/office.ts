/**
 * An office in one process: rooms and people in an engine in memory, the three agents as workers on
 * handles of their own, and whoever asks for meetings. Time stands still unless a test moves it.
 *
 * Nobody sends mail here: what is due stays in the queue, where it can be looked at.
 */

import {
  attemptSagaTask,
  startWorker,
  type TaskHandler,
  type Worker,
} from "@holdfast/agent-runtime";
import { createMemoryStore, memoryEngine } from "@holdfast/engine-memory";
import {
  type BookMeetingInput,
  bookMeeting,
  type CancelMeetingInput,
  CLOSE_ROOM,
  CLOSURE_QUEUE,
  cancelMeeting,
  everyWorkday,
  invited,
  MAIL_QUEUE,
  type MailPayload,
  type Meeting,
  type MeetingEvent,
  type MoveMeetingInput,
  meetingFold,
  meetingStream,
  meetingSubject,
  moveMeeting,
  PEOPLE,
  type Person,
  personResource,
  READ_CALENDAR,
  ROOMS,
  type Room,
  roomResource,
} from "@holdfast/scheduling";
import {
  DEADLINE_QUEUE,
  type DiaryEntry,
  type Entry,
  foldEvents,
  type Hold,
  type Key,
  keyspace,
  openSharedState,
  putDocument,
  readDiary,
  readStream,
  requestStop,
  type Saga,
  type SagaTaskPayload,
  type SharedState,
  type Task,
  type Transaction,
} from "@holdfast/shared-state";
import { ManualClock } from "@holdfast/shared-state/engine";
import { readCalendarTask } from "../../apps/calendar-agent/src/read-calendar.ts";
import { calendarAgentRole } from "../../apps/calendar-agent/src/role.ts";
import * as calendarAgent from "../../apps/calendar-agent/src/served-sagas.ts";
import { notificationAgentRole } from "../../apps/notification-agent/src/role.ts";
import * as notificationAgent from "../../apps/notification-agent/src/served-sagas.ts";
import { closeRoomTask } from "../../apps/room-agent/src/close-room.ts";
import { roomAgentRole } from "../../apps/room-agent/src/role.ts";
import * as roomAgent from "../../apps/room-agent/src/served-sagas.ts";
import { type Mortal, mortal } from "./mortal-engine.ts";

export const AGENTS = {
  "room-agent": roomAgent.servedSagas,
  "calendar-agent": calendarAgent.servedSagas,
  "notification-agent": notificationAgent.servedSagas,
};

/** What is no step of a saga. */
const HANDLERS: Readonly<Record<string, TaskHandler>> = {
  [READ_CALENDAR]: readCalendarTask,
  [CLOSE_ROOM]: closeRoomTask,
};

export type Role = keyof typeof AGENTS;

/** As in the real processes: whatever an agent does here, it must be allowed to do. */
const ROLES = {
  "room-agent": roomAgentRole,
  "calendar-agent": calendarAgentRole,
  "notification-agent": notificationAgentRole,
};

/** A Monday; meetings are on the Tuesday after it. */
export const MONDAY = Date.UTC(2026, 0, 5);
const TUESDAY = MONDAY + 86_400_000;
/** Longer than anything takes, on a clock that stands still. */
const PATIENCE = { waitMsMax: 3_600_000 };

export const PEOPLE_IDS = ["ada", "grace", "alan", "katherine"];
export const ROOM_IDS = ["turing", "hopper", "noether"];

/** That Tuesday, as `09:30`, in UTC. */
export function at(time: string): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return TUESDAY + (hours * 60 + minutes) * 60_000;
}

export interface Agent {
  readonly role: Role;
  /** As in claims: `room-agent/3`. */
  readonly actor: string;
  /** What it does is cut off, as if by `kill -9`. */
  die(): void;
}

export class Office {
  readonly clock = new ManualClock({ wallMs: MONDAY });
  readonly state: SharedState;
  readonly #store = createMemoryStore();
  #employed = 0;
  readonly #alive = new Map<Agent, { workers: Worker[]; process: Mortal }>();
  /** What the agents have reported as gone wrong. */
  readonly errors: unknown[] = [];

  constructor() {
    const engine = memoryEngine({ store: this.#store, clock: this.clock });
    this.state = openSharedState({ engine, actor: "ada" });
  }

  /** Open from eight to eight on workdays; ready for work, two of each agent unless it says less. */
  static async open(roles: readonly Role[] = twoOfEach): Promise<Office> {
    const office = new Office();
    await office.furnish();
    for (const role of roles) await office.employ(role);
    return office;
  }

  furnish(): Promise<void> {
    return this.transact((tx) => {
      for (const id of ROOM_IDS) commit(putDocument(tx, ROOMS, id, aRoom(id)));
      for (const id of PEOPLE_IDS) commit(putDocument(tx, PEOPLE, id, aPerson(id)));
    });
  }

  async close(): Promise<void> {
    for (const agent of [...this.#alive.keys()]) await this.dismiss(agent);
    await this.state.close();
  }

  async employ(role: Role, pause?: () => Promise<void>): Promise<Agent> {
    const engine = memoryEngine({ store: this.#store, clock: this.clock });
    this.#employed += 1;
    const actor = `${role}/${this.#employed}`;
    const process = mortal(engine, { actor, role: ROLES[role] }, pause);
    const workers = await Promise.all(
      [role, DEADLINE_QUEUE, ...(role === "room-agent" ? [CLOSURE_QUEUE] : [])].map((queue) =>
        startWorker(process.state, {
          ...{ queue, concurrency: 8, onError: (error) => this.errors.push(error) },
          choose: (task) => {
            const handler = HANDLERS[task.kind];
            if (handler) return () => handler(process.state, task);
            return attemptSagaTask(process.state, AGENTS[role], task as Task<SagaTaskPayload>);
          },
        }),
      ),
    );
    const agent: Agent = {
      role,
      actor,
      die: () => {
        this.#alive.delete(agent);
        process.die();
      },
    };
    this.#alive.set(agent, { workers, process });
    return agent;
  }

  agents(role: Role): Agent[] {
    return [...this.#alive.keys()].filter((agent) => agent.role === role);
  }

  /** It finishes what it has in hand, and goes. */
  async dismiss(agent: Agent): Promise<void> {
    const found = this.#alive.get(agent);
    this.#alive.delete(agent);
    await Promise.all(found?.workers.map((worker) => worker.drain()) ?? []);
    await found?.process.state.close();
  }

  async transact<T>(body: (tx: Transaction) => T): Promise<T> {
    return (await this.state.transact(body)).value;
  }

  startBooking(meeting: string, changes: Partial<BookMeetingInput> = {}) {
    const input: BookMeetingInput = {
      ...{ meeting, title: "Planning", description: "", organizer: "ada", zone: "UTC" },
      ...{ start: at("09:00"), end: at("10:00"), rooms: ["turing"] },
      ...{ required: ["ada", "grace"], optional: ["alan"] },
      ...changes,
    };
    const request = { id: `book-${meeting}`, subject: meetingSubject(meeting), input };
    return this.state.sagas.start(bookMeeting, request);
  }

  startMove(meeting: string, changes: Partial<MoveMeetingInput> = {}, id = `move-${meeting}`) {
    const input: MoveMeetingInput = {
      ...{ meeting, zone: "UTC", start: at("11:00"), end: at("12:00"), rooms: ["turing"] },
      ...{ required: ["ada", "grace"], optional: ["alan"] },
      ...changes,
    };
    return this.state.sagas.start(moveMeeting, { id, subject: meetingSubject(meeting), input });
  }

  startCancelling(meeting: string, id = `cancel-${meeting}`) {
    const input: CancelMeetingInput = { meeting, reason: "Rain" };
    return this.state.sagas.start(cancelMeeting, { id, subject: meetingSubject(meeting), input });
  }

  async book(meeting: string, changes?: Partial<BookMeetingInput>): Promise<Saga> {
    await this.startBooking(meeting, changes);
    return this.ended(`book-${meeting}`);
  }

  async move(meeting: string, changes?: Partial<MoveMeetingInput>, id?: string): Promise<Saga> {
    await this.startMove(meeting, changes, id);
    return this.ended(id ?? `move-${meeting}`);
  }

  async cancel(meeting: string, id?: string): Promise<Saga> {
    await this.startCancelling(meeting, id);
    return this.ended(id ?? `cancel-${meeting}`);
  }

  /** Somebody wants the booking gone while it is under way. */
  async stopBooking(meeting: string) {
    const input: CancelMeetingInput = { meeting, reason: "Never mind" };
    const followUp = { definition: cancelMeeting, id: `cancel-${meeting}`, input };
    const request = { ...this.state.acting(), followUp };
    return this.transact((tx) => requestStop(tx, bookMeeting, `book-${meeting}`, request));
  }

  async ended(saga: string): Promise<Saga> {
    const seen = await this.state.sagas.ended(saga, PATIENCE);
    if (!seen) throw new Error(`Saga ${saga} has not ended.`);
    return seen.saga;
  }

  /** The person has held the room, or somebody's time. */
  async hold(resource: string, changes: { start?: number; end?: number; forMs?: number } = {}) {
    const { start = at("09:00"), end = at("10:00"), forMs = 120_000 } = changes;
    const placed = await this.state.holds.place({ resource, start, end }, { by: "ada", forMs });
    if (!placed.ok) throw new Error(`${resource}: ${placed.reason}`);
    return placed.hold;
  }

  async meeting(id: string): Promise<Meeting | undefined> {
    const events = await this.state.read((snapshot) =>
      readStream<MeetingEvent>(snapshot, meetingStream(id)),
    );
    return foldEvents(events, meetingFold);
  }

  entries(resource: string): Promise<DiaryEntry[]> {
    const week = { resource, start: MONDAY, end: MONDAY + 7 * 86_400_000 };
    return this.state.read((snapshot) => readDiary(snapshot, week));
  }

  /** As `09:00–10:00 m1`, or `09:00–10:00 held by ada`. */
  async diary(resource: string): Promise<string[]> {
    return (await this.entries(resource)).map(writtenEntry);
  }

  diaryOfRoom(id: string): Promise<string[]> {
    return this.diary(roomResource(id));
  }

  diaryOfPerson(id: string): Promise<string[]> {
    return this.diary(personResource(id));
  }

  async holds(): Promise<Hold[]> {
    return (await this.#range<Hold>(keyspace.holds())).map(({ value }) => value);
  }

  /** As `REQUEST 0 m1 ada`, with the sequence; sorted. */
  async mails(): Promise<string[]> {
    const tasks = await this.#tasks<MailPayload>(MAIL_QUEUE);
    return tasks.map(({ payload }) => writtenMail(payload)).sort();
  }

  async mailsAbout(meeting: string): Promise<MailPayload[]> {
    const tasks = await this.#tasks<MailPayload>(MAIL_QUEUE);
    return tasks.map(({ payload }) => payload).filter(({ meetingId }) => meetingId === meeting);
  }

  /** Of the agents, and their deadlines: all but the mails. */
  async openTasks(): Promise<string[]> {
    const entries = await this.#range(["task"]);
    return entries.map(({ key }) => key.join("/")).filter((key) => !key.startsWith("task/mail/"));
  }

  /** Nothing is under way and nothing is left over: no task, no hold, no open saga, no dead letter. */
  async leftovers(): Promise<string[]> {
    const prefixes = [keyspace.holds(), keyspace.openSagas(), keyspace.deadLetters()];
    const entries = await Promise.all(prefixes.map((prefix) => this.#range(prefix)));
    return [...(await this.openTasks()), ...entries.flat().map(({ key }) => key.join("/"))];
  }

  async #tasks<Payload>(queue: string): Promise<Task<Payload>[]> {
    const entries = await this.#range<Task<Payload>>(keyspace.queue(queue));
    return entries.filter(({ key }) => key.length === 3).map(({ value }) => value);
  }

  #range<T>(prefix: Key): Promise<readonly Entry<T>[]> {
    return this.state.read((snapshot) => snapshot.range<T>({ prefix }));
  }
}

const twoOfEach: readonly Role[] = [
  ...["room-agent", "calendar-agent", "notification-agent"],
  ...["room-agent", "calendar-agent", "notification-agent"],
] as Role[];

/** The mails that a meeting's events ask for, as `Office.mails` writes them. */
export function mailsDue(id: string, events: readonly MeetingEvent[]): string[] {
  const due: string[] = [];
  let before: Meeting | undefined;
  for (const [index, event] of events.entries()) {
    const happened = events.slice(0, index + 1).map((each, at) => ({
      ...{ ...each, position: at + 1, at: 0, by: "" },
    }));
    const meeting = foldEvents(happened, meetingFold)!;
    const say = (method: string, recipient: string) =>
      due.push(`${method} ${meeting.sequence} ${id} ${recipient}`);
    if (event.type === "cancelled") for (const each of invited(meeting)) say("CANCEL", each);
    if (event.type === "booked" || event.type === "moved") {
      for (const each of invited(meeting)) say("REQUEST", each);
      const left = before ? invited(before).filter((each) => !invited(meeting).includes(each)) : [];
      for (const each of left) say("CANCEL", each);
    }
    before = meeting;
  }
  return due.sort();
}

function writtenMail({ method, meetingId, recipient, meeting }: MailPayload): string {
  return `${method} ${meeting.sequence} ${meetingId} ${recipient}`;
}

function writtenEntry(entry: DiaryEntry): string {
  const [start, end] = [entry.start, entry.end].map((ms) =>
    new Date(ms).toISOString().slice(11, 16),
  );
  return `${start}–${end} ${"booking" in entry ? entry.booking : `held by ${entry.by}`}`;
}

/** For the tests' own writes, which nobody can be quicker than. */
export function commit({ ok }: { readonly ok: boolean }): void {
  if (!ok) throw new Error("The test's own write was refused.");
}

export function aRoom(id: string): Room {
  const openingHours = everyWorkday(["08:00", "20:00"]);
  return { name: id, capacity: 8, equipment: [], zone: "UTC", openingHours };
}

export function aPerson(id: string): Person {
  const workingHours = everyWorkday(["09:00", "17:00"]);
  return { name: id, email: `${id}@example.org`, zone: "UTC", workingHours };
}

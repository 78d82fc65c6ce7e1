/**
 * Random days in the office: bookings, moves, cancellations, stops and people's own holds, as they
 * come, while agents die with work under way and others take their places. Whatever happens, in the
 * end every saga has ended, and the diaries and the mails are what the meetings' pasts ask for.
 */

import {
  type Arrangement,
  bookMeeting,
  cancelMeeting,
  type Meeting,
  type MeetingEvent,
  meetingFold,
  meetingStream,
  moveMeeting,
  resourcesOf,
} from "@holdfast/scheduling";
import {
  foldEvents,
  hasEnded,
  openSagaOn,
  readStream,
  requestStop,
  type Saga,
} from "@holdfast/shared-state";
import { expect, it } from "vitest";
import { seededRandom } from "../end-to-end/seeded-random.ts";
import { at, mailsDue, Office, PEOPLE_IDS, ROOM_IDS, type Role } from "./office.ts";

const DAYS = 12;
const ACTIONS = 70;
const HALF_HOUR_MS = 1_800_000;
const ROLES: readonly Role[] = ["room-agent", "calendar-agent", "notification-agent"];

const given = process.env.HOLDFAST_SEED;
const first = Number(given ?? 20_261_121);
const seeds = Array.from({ length: given === undefined ? DAYS : 1 }, (_, index) => first + index);

it(`random days from seed ${first}: all that was begun has ended, and nothing contradicts it`, async () => {
  const ends: string[] = [];
  for (const seed of seeds) {
    const day = new RandomDay(seed);
    try {
      await day.begin();
      for (let action = 0; action < ACTIONS; action++) await day.act();
      await day.end();
      ends.push(...(await day.verify()));
    } catch (error) {
      throw new Error(`Run it again with HOLDFAST_SEED=${seed}.`, { cause: error });
    } finally {
      await day.close();
    }
  }
  // Else these days would have tested little.
  if (given === undefined) expect(new Set(ends)).toEqual(new Set(ALL_ENDS));
}, 120_000);

const ALL_ENDS = [bookMeeting, moveMeeting, cancelMeeting].flatMap(({ name }) => [
  ...[`${name} completed`, `${name} compensated`],
]);

class RandomDay {
  readonly #random: () => number;
  readonly #office = new Office();
  readonly #sagas: string[] = [];
  readonly #meetings: string[] = [];
  #replacements: Role[] = [];

  constructor(seed: number) {
    this.#random = seededRandom(seed);
  }

  async begin(): Promise<void> {
    await this.#office.furnish();
    for (const role of [...ROLES, ...ROLES]) await this.#employ(role);
  }

  /** Whoever asks for something waits for no answer. */
  async act(): Promise<void> {
    const dice = this.#random();
    if (dice < 0.4) await this.#book();
    else if (dice < 0.6) await this.#move();
    else if (dice < 0.68) await this.#cancel();
    else if (dice < 0.76) await this.#stop();
    else if (dice < 0.8) await this.#holdARoom();
    else if (dice < 0.88) await this.#kill();
    else if (dice < 0.94) await this.#replace();
    else this.#office.clock.advance(this.#pick([10, 100, 1_000, 3_000, 16_000]));
    await this.#turns(this.#upTo(12));
  }

  /** There are agents again, and time passes until nothing is left to do. */
  async end(): Promise<void> {
    for (const role of ROLES) await this.#employ(role);
    for (let second = 0; second < 300; second++) {
      await this.#turns(20);
      if ((await this.#office.leftovers()).length === 0) return;
      this.#office.clock.advance(1_000);
    }
  }

  async verify(): Promise<string[]> {
    expect(await this.#office.leftovers()).toEqual([]);
    expect(this.#office.errors).toEqual([]);
    const sagas = await this.#endedSagas();
    const pasts = await this.#pasts();
    expectSagasAndPastsToAgree(sagas, pasts);
    await this.#expectDiariesOf(pasts);
    const due = [...pasts].flatMap(([id, events]) => mailsDue(id, events));
    expect(await this.#office.mails()).toEqual(due.sort());
    return sagas.map(({ definition, state }) => `${definition} ${state}`);
  }

  close(): Promise<void> {
    return this.#office.close();
  }

  async #book(): Promise<void> {
    const meeting = `m${this.#meetings.length + 1}`;
    this.#meetings.push(meeting);
    const { room, ...arrangement } = this.#arrangement();
    const organizer = arrangement.required[0]!;
    const rooms = this.#several([room, ...ROOM_IDS]);
    const started = await this.#office.startBooking(meeting, { ...arrangement, organizer, rooms });
    if (started.ok) this.#sagas.push(started.saga.id);
  }

  async #move(): Promise<void> {
    const meeting = this.#pick(this.#meetings);
    if (!meeting) return;
    const { room, ...arrangement } = this.#arrangement();
    const id = `move-${meeting}-${this.#sagas.length}`;
    const rooms = this.#several([room, ...ROOM_IDS]);
    const started = await this.#office.startMove(meeting, { ...arrangement, rooms }, id);
    if (started.ok) this.#sagas.push(id);
  }

  async #cancel(): Promise<void> {
    const meeting = this.#pick(this.#meetings);
    if (!meeting) return;
    const id = `cancel-${meeting}-${this.#sagas.length}`;
    const started = await this.#office.startCancelling(meeting, id);
    if (started.ok) this.#sagas.push(id);
  }

  async #stop(): Promise<void> {
    const meeting = this.#pick(this.#meetings);
    const acting = this.#office.state.acting();
    const id = `follow-${meeting}-${this.#sagas.length}`;
    const input = { meeting, reason: "Never mind" };
    const followUp = { definition: cancelMeeting, id, input };
    const stopped = await this.#office.transact((tx) => {
      const saga = openSagaOn(tx, `meeting/${meeting}`);
      const definition = [bookMeeting, moveMeeting].find(({ name }) => name === saga?.definition);
      return saga && definition && requestStop(tx, definition, saga.id, { ...acting, followUp });
    });
    if (stopped?.ok && stopped.outcome === "follow-up") this.#sagas.push(stopped.followUp);
  }

  /** A person's own hold, which the next booking of that slot takes over, or runs into. */
  async #holdARoom(): Promise<void> {
    const { room, ...arrangement } = this.#arrangement();
    const { start, end } = arrangement;
    const slot = { resource: `room/${room}`, start, end };
    const held = await this.#office.state.holds.place(slot, { by: "ada", forMs: 30_000 });
    if (!held.ok || this.#random() < 0.3) return;
    const meeting = `m${this.#meetings.length + 1}`;
    this.#meetings.push(meeting);
    const adopt = { hold: held.hold.id, fence: held.hold.fence };
    const organizer = arrangement.required[0]!;
    const booking = { ...arrangement, organizer, rooms: [room], adopt };
    const started = await this.#office.startBooking(meeting, booking);
    if (started.ok) this.#sagas.push(started.saga.id);
  }

  async #kill(): Promise<void> {
    const role = this.#pick(ROLES);
    const agent = this.#office.agents(role)[0];
    agent?.die();
    if (agent) this.#replacements.push(role);
  }

  async #replace(): Promise<void> {
    const [role, ...others] = this.#replacements;
    this.#replacements = others;
    if (role) await this.#employ(role);
  }

  #employ(role: Role): Promise<unknown> {
    return this.#office.employ(role, () => this.#turns(this.#upTo(4)));
  }

  /** Few rooms, few people, one afternoon: they are often in each other's way. */
  #arrangement(): Arrangement {
    const start = at("09:00") + this.#upTo(12) * HALF_HOUR_MS;
    const people = [...PEOPLE_IDS].sort(() => this.#random() - 0.5);
    const required = people.slice(0, 1 + this.#upTo(2));
    return {
      ...{ room: this.#pick(ROOM_IDS), zone: "UTC" },
      ...{ start, end: start + (1 + this.#upTo(3)) * HALF_HOUR_MS },
      ...{ required, optional: people.slice(3, 3 + this.#upTo(2)) },
    };
  }

  async #endedSagas(): Promise<Saga[]> {
    const ids = [...new Set(this.#sagas)];
    const sagas = await Promise.all(ids.map((id) => this.#office.state.sagas.get(id)));
    for (const saga of sagas) {
      expect(saga).toBeDefined();
      expect(hasEnded(saga!), JSON.stringify(saga)).toBe(true);
      expect(saga!.attention).toBeUndefined();
    }
    return sagas as Saga[];
  }

  async #pasts(): Promise<Map<string, readonly MeetingEvent[]>> {
    const pasts = await Promise.all(
      this.#meetings.map((id) =>
        this.#office.state.read((snapshot) =>
          readStream<MeetingEvent>(snapshot, meetingStream(id)),
        ),
      ),
    );
    return new Map(this.#meetings.map((id, index) => [id, pasts[index]!]));
  }

  async #expectDiariesOf(pasts: ReadonlyMap<string, readonly MeetingEvent[]>): Promise<void> {
    const resources = [
      ...ROOM_IDS.map((id) => `room/${id}`),
      ...PEOPLE_IDS.map((id) => `person/${id}`),
    ];
    for (const resource of resources) {
      const found = await this.#office.entries(resource);
      for (const [index, entry] of found.entries()) {
        const previous = found[index - 1];
        if (previous) expect(entry.start).toBeGreaterThanOrEqual(previous.end);
      }
      expect(found).toEqual(bookingsOf(resource, pasts));
    }
  }

  #pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.#random() * from.length)]!;
  }

  /** The first few of them, each once. */
  #several(ids: readonly string[]): string[] {
    return [...new Set(ids)].slice(0, 1 + this.#upTo(2));
  }

  #upTo(most: number): number {
    return Math.floor(this.#random() * (most + 1));
  }

  /** Lets the others go on, for so many turns of the event loop. */
  async #turns(count: number): Promise<void> {
    for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Each completed saga has left its one event, and a compensated one none. */
function expectSagasAndPastsToAgree(
  sagas: readonly Saga[],
  pasts: ReadonlyMap<string, readonly MeetingEvent[]>,
): void {
  const left = { "book-meeting": "booked", "move-meeting": "moved", "cancel-meeting": "cancelled" };
  const completed = sagas.filter(({ state }) => state === "completed");
  const expected = completed.map(
    ({ subject, definition }) => `${subject} ${left[definition as keyof typeof left]}`,
  );
  const happened = [...pasts].flatMap(([id, events]) =>
    events.map(({ type }) => `meeting/${id} ${type}`),
  );
  expect(happened.sort()).toEqual(expected.sort());
}

function bookingsOf(resource: string, pasts: ReadonlyMap<string, readonly MeetingEvent[]>) {
  return [...pasts]
    .map(([id, events]) => ({ id, meeting: present(events) }))
    .filter(({ meeting }) => meeting?.status === "standing")
    .filter(({ meeting }) => resourcesOf(meeting!).includes(resource))
    .map(({ id, meeting }) => ({ start: meeting!.start, end: meeting!.end, booking: id }))
    .sort((a, b) => a.start - b.start);
}

function present(events: readonly MeetingEvent[]): Meeting | undefined {
  const stored = events.map((event, index) => ({ ...event, position: index + 1, at: 0, by: "" }));
  return foldEvents(stored, meetingFold);
}

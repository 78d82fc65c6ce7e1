/**
 * From outside, over HTTP only, while agents are killed and stopped at random: what must never happen.
 * The run prints its seed; HOLDFAST_SEED repeats its choices (not its timing).
 */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Holdfast, until } from "./holdfast.ts";
import { at, diaryOf, expectNoOverlap, furnish, type Office } from "./office.ts";
import { seededRandom } from "./seeded-random.ts";

const ROOMS = 3;
const PEOPLE = 6;
const CLIENTS = 8;
const FAULTS = 12;

interface Acknowledged {
  readonly id: string;
  readonly room: string;
  readonly start: string;
}

interface Mail {
  readonly uid?: string;
  readonly messageId: string;
}

interface SagaRecord {
  readonly state: string;
}

describe("while agents are killed and stopped at random", () => {
  const seed = Number(process.env.HOLDFAST_SEED ?? 20_261_121);
  const random = seededRandom(seed);
  const acknowledged: Acknowledged[] = [];
  const underWay: string[] = [];
  let holdfast: Holdfast;
  let office: Office;

  beforeAll(async () => {
    console.log(`seed ${seed}`);
    holdfast = await Holdfast.start({ agents: 2 });
    office = await furnish(holdfast, ROOMS, PEOPLE);
    await strikeWhile(clientsBook());
    await until("every process runs again", async () => {
      const agents = await holdfast.agents().catch(() => []);
      return agents.length > 0 && agents.every(({ state }) => state === "running");
    });
  }, 180_000);

  afterAll(() => holdfast?.destroy());

  async function clientsBook(): Promise<void> {
    const client = async () => {
      for (let round = 0; round < 25; round++) {
        const start = Math.floor(random() * 40) * 15;
        const body = {
          title: "A meeting",
          start: at(2, 8, start),
          end: at(2, 8, start + 15 * (1 + Math.floor(random() * 3))),
          room: office.rooms[Math.floor(random() * ROOMS)],
          organizer: office.people[Math.floor(random() * PEOPLE)],
          required: [],
        };
        // A gateway that was killed answers nobody: the request's fate is unknown, which is no promise.
        const reply = await holdfast.request("POST", "/api/meetings", body).catch(() => undefined);
        if (reply?.status === 201) acknowledged.push(reply.body as unknown as Acknowledged);
        if (reply?.status === 202) underWay.push(reply.headers.get("location")!);
      }
    };
    await Promise.all(Array.from({ length: CLIENTS }, client));
  }

  /** Strikes until the work is done: kills and stops, of any process but the supervisor. */
  async function strikeWhile(work: Promise<void>): Promise<void> {
    let over = false;
    const done = work.finally(() => {
      over = true;
    });
    for (let fault = 0; fault < FAULTS && !over; fault++) {
      const agents = await holdfast.agents().catch(() => []);
      const running = agents.filter(({ state, pid }) => state === "running" && pid !== undefined);
      const target = running[Math.floor(random() * running.length)];
      const signal = random() < 0.5 ? "SIGKILL" : "SIGSTOP";
      if (!target?.pid) continue;
      try {
        process.kill(target.pid, signal);
      } catch {
        continue; // It ended a moment ago.
      }
      // The next fault strikes once this one has been noticed: the process has been replaced.
      await until(`${target.name} is replaced`, async () => {
        if (over) return true;
        const now = await holdfast.agents().catch(() => []);
        return now.some(
          ({ name, pid, state }) =>
            name === target.name && pid !== target.pid && state === "running",
        );
      });
    }
    await done;
  }

  it("agents were really struck, and meetings were really booked", async () => {
    const restarts = (await holdfast.agents()).reduce((sum, { restarts }) => sum + restarts, 0);
    expect(restarts).toBeGreaterThan(0);
    expect(acknowledged.length).toBeGreaterThan(10);
  });

  it("no two bookings of a room overlap", async () => {
    for (const room of office.rooms) expectNoOverlap(await diaryOf(holdfast, room));
  });

  it("no person is in two meetings at once", async () => {
    for (const person of office.people) {
      const busy = await holdfast.get<{ intervals: { start: string; end: string }[] }>(
        `/api/people/${person}/busy?from=${at(1, 0)}&to=${at(4, 0)}`,
      );
      expectNoOverlap(busy.body.intervals);
    }
  });

  it("every acknowledged booking stands in its room's diary", async () => {
    const diaries = await Promise.all(office.rooms.map((room) => diaryOf(holdfast, room)));
    const booked = new Set(diaries.flat().map(({ meeting }) => meeting));
    expect(acknowledged.filter(({ id }) => !booked.has(id))).toEqual([]);
  });

  it("every saga comes to an end", async () => {
    const locations = acknowledged.map(({ id }) => `/api/meetings/${id}/saga`).concat(underWay);
    await until("every saga has ended", async () => {
      const sagas = await Promise.all(locations.map((path) => holdfast.get<SagaRecord>(path)));
      return sagas.every(({ body }) => ["completed", "compensated"].includes(body.state));
    });
  });

  it("no hold outlives its saga and its time", async () => {
    await until("no hold is left", async () => {
      const diaries = await Promise.all(office.rooms.map((room) => diaryOf(holdfast, room)));
      return diaries.flat().every(({ status }) => status === "booked");
    });
  });

  it("each meeting that stands has one invitation, under one Message-ID", async () => {
    const diaries = await Promise.all(office.rooms.map((room) => diaryOf(holdfast, room)));
    const booked = diaries.flat().map(({ meeting }) => meeting!);
    for (const id of booked) {
      await until(
        `an invitation to ${id} has arrived`,
        async () => (await mailsAbout(id)).length > 0,
      );
      // Sent twice, after a crash between sending and recording, it has the same Message-ID.
      const sent = await mailsAbout(id);
      expect(new Set(sent.map(({ messageId }) => messageId)).size, id).toBe(1);
    }
  });

  it("nobody gets a mail about a meeting that does not stand", async () => {
    const diaries = await Promise.all(office.rooms.map((room) => diaryOf(holdfast, room)));
    const booked = diaries.flat().map(({ meeting }) => `${meeting}@holdfast`);
    const { body } = await holdfast.get<{ mails: Mail[] }>("/api/inbox");
    expect(body.mails.map(({ uid }) => uid).filter((uid) => !booked.includes(uid!))).toEqual([]);
  });

  async function mailsAbout(meeting: string): Promise<Mail[]> {
    const { body } = await holdfast.get<{ mails: Mail[] }>(`/api/inbox?meeting=${meeting}`);
    return body.mails;
  }
});

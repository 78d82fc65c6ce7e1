import type { Projections, RoomDay, Statistics } from "@holdfast/api";
import { afterEach, describe, expect, it } from "vitest";
import { Holdfast, until } from "./holdfast.ts";
import { at, diaryOf, furnish, meetingsIn } from "./office.ts";

const DAYS = [2, 3, 4, 5];

describe("the projections of the whole system", () => {
  let holdfast: Holdfast;
  afterEach(() => holdfast?.destroy());

  /** Every meeting of a room that its days show, once they cover the revision. */
  async function shownIn(room: string, atLeast: number): Promise<string[]> {
    const shown = await Promise.all(
      DAYS.map(async (days) => {
        const day = at(days, 0).slice(0, 10);
        const path = `/api/rooms/${room}/days/${day}?atLeast=${atLeast}`;
        let reply = await holdfast.get<RoomDay>(path);
        await until(`the day ${day} covers ${atLeast}`, async () => {
          if (reply.status !== 200) reply = await holdfast.get<RoomDay>(path);
          return reply.status === 200;
        });
        return reply.body.meetings.map(({ meeting, start }) => `${start} ${meeting}`);
      }),
    );
    return shown.flat();
  }

  it("catch up when their agent was killed in the middle, and lose nothing", async () => {
    holdfast = await Holdfast.start();
    const { rooms, people } = await furnish(holdfast, 3, 3);
    let revision = 0;
    let booked = 0;
    let ended = false;
    const book = async (client: number) => {
      for (let slot = 0; !ended && slot < 380; slot++) {
        const day = 2 + Math.floor(slot / 95);
        const minute = (slot % 95) * 15;
        const times = { start: at(day, 0, minute), end: at(day, 0, minute + 15) };
        const body = { title: "M", ...times, room: rooms[client], organizer: people[client] };
        const reply = await holdfast.request("POST", "/api/meetings", body);
        expect(reply.status).toBe(201);
        revision = Math.max(revision, Number(reply.headers.get("holdfast-revision")));
        booked += 1;
      }
    };
    const clients = Promise.all(rooms.map((_, index) => book(index)));
    for (let kill = 1; kill <= 2; kill++) {
      await until("more is booked", async () => booked >= kill * 15);
      const agent = await holdfast.agent("projection-agent");
      process.kill(agent.pid, "SIGKILL");
      await until("the agent is a new one", () => holdfast.isReplaced(agent));
    }
    const sofar = booked;
    await until("bookings have gone on", async () => booked > sofar);
    ended = true;
    await clients;

    for (const room of rooms) {
      const diary = await diaryOf(holdfast, room);
      expect(await shownIn(room, revision)).toEqual(
        diary.map((each) => `${each.start} ${meetingsIn([each])}`),
      );
    }
    const { body } = await holdfast.get<Projections>("/api/projections");
    expect(body.projections).toHaveLength(4);
    for (const { state, gaps, serving } of body.projections) {
      expect({ state, gaps, generation: serving?.generation }).toEqual({
        ...{ state: "live", gaps: 0, generation: 1 },
      });
    }
    const days = DAYS.map((day) => at(day, 0).slice(0, 10));
    const path = `/api/statistics?from=${days[0]}&to=${days.at(-1)}&atLeast=${revision}`;
    const statistics = await holdfast.get<Statistics>(path);
    const hours = statistics.body.rooms.reduce((sum, each) => sum + each.bookedHours, 0);
    expect(hours).toBe(booked / 4);
  });
});

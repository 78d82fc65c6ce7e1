import { afterEach, describe, expect, it } from "vitest";
import { Holdfast, isAlive, until } from "./holdfast.ts";
import { at, diaryOf, expectNoOverlap, furnish, meetingsIn } from "./office.ts";

describe("the whole system", () => {
  let holdfast: Holdfast;
  afterEach(() => holdfast?.destroy());

  it("books once when fifty ask at once", async () => {
    holdfast = await Holdfast.start();
    const { rooms, people } = await furnish(holdfast, 1, 50);
    const request = { title: "Stand-up", start: at(2, 9), end: at(2, 9, 30), room: rooms[0] };
    const replies = await Promise.all(
      people.map((organizer) =>
        holdfast.request("POST", "/api/meetings", { ...request, organizer }),
      ),
    );
    const statuses = replies.map(({ status }) => status).sort();
    expect(statuses).toEqual([201, ...Array(49).fill(409)]);
    expect(await diaryOf(holdfast, rooms[0]!)).toHaveLength(1);
  });

  it("keeps every acknowledged booking when everything is killed at once", async () => {
    holdfast = await Holdfast.start();
    const { rooms, people } = await furnish(holdfast, 2, 4);
    const acknowledged: string[] = [];
    let killed = false;
    const book = async (client: number) => {
      for (let slot = client; !killed && slot < 400; slot += 4) {
        const start = { start: at(2 + Math.floor(slot / 90), 0, (slot % 90) * 15) };
        const end = { end: at(2 + Math.floor(slot / 90), 0, (slot % 90) * 15 + 15) };
        const body = {
          title: "M",
          ...start,
          ...end,
          room: rooms[client % 2],
          organizer: people[client],
        };
        const reply = await holdfast.request("POST", "/api/meetings", body).catch(() => undefined);
        if (reply?.status === 201) acknowledged.push(String(reply.body.id));
      }
    };
    const clients = Promise.all([0, 1, 2, 3].map(book));
    await until("some are booked", async () => acknowledged.length >= 20);
    await holdfast.killEverything();
    killed = true;
    await clients;

    await holdfast.start();
    const diaries = await Promise.all(rooms.map((room) => diaryOf(holdfast, room)));
    for (const diary of diaries) expectNoOverlap(diary);
    const booked = meetingsIn(diaries.flat());
    expect(acknowledged.filter((id) => !booked.includes(id))).toEqual([]);
    await until("what was under way has ended", async () => {
      const now = await Promise.all(rooms.map((room) => diaryOf(holdfast, room)));
      return now.flat().every(({ status }) => status === "booked");
    });
  });

  it("loses nothing in a rolling restart of every agent under load", async () => {
    holdfast = await Holdfast.start();
    const { rooms, people } = await furnish(holdfast, 4, 4);
    const before = await holdfast.agents();
    let restarted = false;
    const outcomes: string[] = [];
    const book = async (client: number) => {
      for (let slot = 0; !restarted; slot++) {
        const day = 2 + Math.floor(slot / 90);
        const start = {
          start: at(day, 0, (slot % 90) * 15),
          end: at(day, 0, (slot % 90) * 15 + 15),
        };
        const body = { title: "M", ...start, room: rooms[client], organizer: people[client] };
        const reply = await holdfast.request("POST", "/api/meetings", body).catch(() => undefined);
        if (reply) {
          outcomes.push(reply.status === 201 ? String(reply.body.id) : `status ${reply.status}`);
        } else {
          // The gateway itself is restarted, and nobody listens: ask again when somebody does.
          await until("the gateway answers", () => holdfast.answers());
          slot -= 1;
        }
      }
    };
    const clients = Promise.all([0, 1, 2, 3].map(book));
    process.kill(holdfast.pid, "SIGUSR2");
    const everyProcessIsNew = until(
      "every process is a new one",
      async () => {
        const replaced = await Promise.all(before.map((old) => holdfast.isReplaced(old)));
        return replaced.every(Boolean);
      },
      { waitMsMax: 60_000 },
    );
    // Whatever comes of it, the clients go no further: the next test has a system of its own.
    await everyProcessIsNew.finally(() => {
      restarted = true;
    });
    await clients;

    const diaries = await Promise.all(rooms.map((room) => diaryOf(holdfast, room)));
    const booked = meetingsIn(diaries.flat());
    const ids = outcomes.filter((outcome) => !outcome.startsWith("status"));
    expect(ids.length).toBeGreaterThan(0);
    expect(ids.filter((id) => !booked.includes(id))).toEqual([]);
    for (const diary of diaries) expectNoOverlap(diary);
  });

  it("replaces an agent that is stopped, and books again", async () => {
    holdfast = await Holdfast.start();
    const { rooms, people } = await furnish(holdfast, 1, 1);
    const { pid } = await holdfast.agent("room-agent");
    process.kill(pid, "SIGSTOP");
    const body = {
      title: "M",
      start: at(2, 9),
      end: at(2, 10),
      room: rooms[0],
      organizer: people[0],
    };
    expect((await holdfast.request("POST", "/api/meetings", body)).status).toBe(201);
    expect((await holdfast.agent("room-agent")).pid).not.toBe(pid);
    expect(isAlive(pid)).toBe(false);
  });

  it("leaves no process behind on Ctrl-C, and resumes on the same state", async () => {
    holdfast = await Holdfast.start();
    const { rooms, people } = await furnish(holdfast, 1, 1);
    const body = {
      title: "M",
      start: at(2, 9),
      end: at(2, 10),
      room: rooms[0],
      organizer: people[0],
    };
    expect((await holdfast.request("POST", "/api/meetings", body)).status).toBe(201);
    const pids = (await holdfast.agents()).map(({ pid }) => pid!);
    expect(await holdfast.stop()).toBe(0);
    expect(pids.filter(isAlive)).toEqual([]);

    await holdfast.start();
    expect(await diaryOf(holdfast, rooms[0]!)).toHaveLength(1);
    expect((await holdfast.request("POST", "/api/meetings", body)).status).toBe(409);
  });
});

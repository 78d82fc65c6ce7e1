import { describe, expect, it } from "vitest";
import { gatewayUnderTest, ROOM } from "./testing/gateway-under-test.ts";

describe("rooms", () => {
  it("are created, read and listed, each reply with the revision that it speaks of", async () => {
    const { ask } = await gatewayUnderTest();
    const created = await ask("PUT", "/api/rooms/turing", { body: ROOM });
    expect(created).toMatchObject({ status: 201, body: { id: "turing", version: 1, ...ROOM } });
    expect(created.headers.etag).toBe('"1"');
    const read = await ask("GET", "/api/rooms/turing");
    expect(read).toMatchObject({ status: 200, body: { name: ROOM.name } });
    expect(Number(read.headers["holdfast-revision"])).toBeGreaterThanOrEqual(
      Number(created.headers["holdfast-revision"]),
    );
    const listed = await ask("GET", "/api/rooms");
    expect(listed.body.rooms).toMatchObject([{ id: "turing", capacity: 6 }]);
  });

  it("are replaced only by who has seen them as they are", async () => {
    const { ask } = await gatewayUnderTest();
    await ask("PUT", "/api/rooms/turing", { body: ROOM });
    const larger = { ...ROOM, capacity: 8 };
    expect(await ask("PUT", "/api/rooms/turing", { body: larger })).toMatchObject({ status: 428 });
    const headers = { "if-match": '"1"' };
    const replaced = await ask("PUT", "/api/rooms/turing", { body: larger, headers });
    expect(replaced).toMatchObject({ status: 200, body: { version: 2, capacity: 8 } });
    const late = await ask("PUT", "/api/rooms/turing", { body: ROOM, headers });
    expect(late).toMatchObject({ status: 412, body: { current: '"2"' } });
    expect((await ask("GET", "/api/rooms/turing")).body.capacity).toBe(8);
  });

  it("may be put again as they are, and then nothing changes", async () => {
    const { ask } = await gatewayUnderTest();
    await ask("PUT", "/api/rooms/turing", { body: ROOM });
    const again = await ask("PUT", "/api/rooms/turing", { body: ROOM });
    expect(again).toMatchObject({ status: 200, body: { version: 1 } });
    const headers = { "if-none-match": "*" };
    expect((await ask("PUT", "/api/rooms/turing", { body: ROOM, headers })).status).toBe(412);
  });

  it("that a reader has already are not sent again", async () => {
    const { ask } = await gatewayUnderTest();
    await ask("PUT", "/api/rooms/turing", { body: ROOM });
    const headers = { "if-none-match": 'W/"0", "1"' };
    expect((await ask("GET", "/api/rooms/turing", { headers })).status).toBe(304);
    expect(
      (await ask("GET", "/api/rooms/turing", { headers: { "if-none-match": '"7"' } })).status,
    ).toBe(200);
  });

  it("that are not there are 404, also in the diary", async () => {
    const { ask } = await gatewayUnderTest();
    expect((await ask("GET", "/api/rooms/nowhere")).status).toBe(404);
    expect((await ask("GET", "/api/rooms/nowhere/diary")).status).toBe(404);
    const headers = { "if-match": '"1"' };
    expect((await ask("PUT", "/api/rooms/nowhere", { body: ROOM, headers })).status).toBe(412);
  });

  it.each([
    ["capacity", { ...ROOM, capacity: 0 }],
    ["zone", { ...ROOM, zone: "Europe/Atlantis" }],
    ["name", { ...ROOM, name: "two\r\nlines" }],
    ["equipment[0]", { ...ROOM, equipment: ["Not An Id"] }],
    ["colour", { ...ROOM, colour: "green" }],
    ["openingHours.mon[0]", { ...ROOM, openingHours: { mon: [["18:00", "08:00"]] } }],
  ])("with a wrong %s are refused by name, and nothing is kept", async (field, body) => {
    const { ask } = await gatewayUnderTest();
    const answer = await ask("PUT", "/api/rooms/turing", { body });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ field }] } });
    expect((await ask("GET", "/api/rooms/turing")).status).toBe(404);
  });

  it("have a diary that says which meeting, whose hold, and for how long", async () => {
    const { ask, furnish, startAgents } = await gatewayUnderTest();
    await furnish();
    await startAgents();
    const hold = { room: "turing", start: "2026-03-02T14:00", end: "2026-03-02T15:00" };
    const held = await ask("POST", "/api/holds", { body: { ...hold, forMs: 60_000 } });
    const meeting = { title: "Planning", organizer: "ada", room: "turing" };
    const times = { start: "2026-03-02T10:00", end: "2026-03-02T11:00" };
    const booked = await ask("POST", "/api/meetings", { body: { ...meeting, ...times } });
    const diary = await ask(
      "GET",
      "/api/rooms/turing/diary?from=2026-03-02T00:00&zone=Europe/Berlin",
    );
    expect(diary.body.intervals).toEqual([
      {
        ...{ start: "2026-03-02T09:00:00.000Z", end: "2026-03-02T10:00:00.000Z" },
        ...{ status: "booked", meeting: booked.body.id, title: "Planning", organizer: "ada" },
      },
      {
        ...{ start: "2026-03-02T13:00:00.000Z", end: "2026-03-02T14:00:00.000Z" },
        ...{ status: "held", hold: held.body.id, heldBy: "person/admin" },
        ...{ freeAt: "2026-03-02T08:01:00.000Z" },
      },
    ]);
  });

  it.each([
    ["from", "from=yesterday"],
    ["to", "from=2026-03-03T00:00Z&to=2026-03-02T00:00Z"],
    ["to", "from=2026-03-03T00:00Z&to=2027-03-02T00:00Z"],
    ["zone", "from=2026-03-03T00:00&zone=Nowhere"],
    ["colour", "colour=green"],
  ])("tell which part of a diary's window is wrong: %s", async (field, query) => {
    const { ask, furnish } = await gatewayUnderTest();
    await furnish();
    const answer = await ask("GET", `/api/rooms/turing/diary?${query}`);
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ field }] } });
  });
});

import { describe, expect, it } from "vitest";
import { gatewayUnderTest, ROOM } from "./testing/gateway-under-test.ts";

describe("suggestions", () => {
  it("are times at which everybody can come and a room is free", async () => {
    const { ask, furnish, startAgents } = await gatewayUnderTest();
    await furnish();
    await startAgents();
    const times = { start: "2026-03-02T09:00", end: "2026-03-02T12:00" };
    const body = { title: "Planning", organizer: "grace", room: "turing", ...times };
    await ask("POST", "/api/meetings", { body });
    const query = "durationMinutes=60&people=ada,grace&equipment=projector&limit=2";
    const { body: found } = await ask("GET", `/api/suggestions?${query}`);
    expect(found.suggestions).toMatchObject([
      { start: "2026-03-02T11:00:00.000Z", end: "2026-03-02T12:00:00.000Z", room: "turing" },
      { room: "turing" },
    ]);
  });

  it("lead to a booking", async () => {
    const { ask, furnish, startAgents } = await gatewayUnderTest();
    await furnish();
    await startAgents();
    const { body } = await ask(
      "GET",
      "/api/suggestions?durationMinutes=30&people=ada&optional=alan",
    );
    const [{ start, end, room }] = body.suggestions as [
      { start: string; end: string; room: string },
    ];
    const meeting = { title: "Planning", organizer: "ada", start, end, room };
    expect((await ask("POST", "/api/meetings", { body: meeting })).status).toBe(201);
  });

  it("are of rooms near whoever asks while nobody has to come, if any would do: the smallest first", async () => {
    const { ask, furnish } = await gatewayUnderTest();
    await furnish();
    const sunday = { openingHours: { sun: [["00:00", "24:00"]], mon: [["00:00", "24:00"]] } };
    const far = { ...ROOM, ...sunday, name: "Far", capacity: 1, zone: "Asia/Tokyo" };
    await ask("PUT", "/api/rooms/far", { body: far });
    const roomsFor = async (query: string) => {
      const { body } = await ask("GET", `/api/suggestions?durationMinutes=30&${query}`);
      return [...new Set((body.suggestions as { room: string }[]).map(({ room }) => room))];
    };
    expect(await roomsFor("zone=Europe/Berlin")).toEqual(["turing"]);
    expect(await roomsFor("zone=Europe/Berlin&equipment=video")).toEqual(["lovelace"]);
    expect(await roomsFor("zone=Asia/Tokyo")).toEqual(["far"]);
    expect(await roomsFor("zone=Europe/Berlin&optional=ada")).toEqual(["turing"]);
    expect(await roomsFor("zone=Asia/Tokyo&equipment=video")).toEqual(["lovelace"]);
  });

  it("say why there are none", async () => {
    const { ask, furnish } = await gatewayUnderTest();
    await furnish();
    const { body } = await ask("GET", "/api/suggestions?durationMinutes=30&people=ada&capacity=99");
    expect(body).toMatchObject({ suggestions: [], whyNone: { reason: "no-room-fits" } });
  });

  it.each([
    ["durationMinutes", ""],
    ["durationMinutes", "durationMinutes=0"],
    ["durationMinutes", "durationMinutes=1441"],
    ["people[1]", "durationMinutes=30&people=ada,nobody"],
    ["optional[0]", "durationMinutes=30&optional=nobody"],
    ["people[0]", "durationMinutes=30&people=Not%20An%20Id"],
    ["room", "durationMinutes=30&room=nowhere"],
    ["to", "durationMinutes=30&to=2027-03-02T00:00"],
    ["limit", "durationMinutes=30&limit=1000"],
    ["who", "durationMinutes=30&who=ada"],
  ])("name the parameter that is wrong: %s", async (field, query) => {
    const { ask, furnish } = await gatewayUnderTest();
    await furnish();
    const answer = await ask("GET", `/api/suggestions?${query}`);
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ field }] } });
  });
});

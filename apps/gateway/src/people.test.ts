import { putDocument } from "@holdfast/shared-state";
import { describe, expect, it, vi } from "vitest";
import { AGENTS } from "./agents.ts";
import {
  gatewayUnderTest,
  passTimeUntil,
  personCalled,
  until,
} from "./testing/gateway-under-test.ts";

// Its thread runs compiled code; the work is the same here.
vi.mock("../../calendar-agent/src/expand-in-thread.ts", async () => {
  const { expand } = await import("../../calendar-agent/src/expansion.ts");
  return { expandInThread: async (toExpand: Parameters<typeof expand>[0]) => expand(toExpand) };
});

const ICS = [
  "BEGIN:VCALENDAR",
  "VERSION:2.0",
  "BEGIN:VEVENT",
  "UID:dentist",
  "SUMMARY:Dentist",
  "DTSTART:20260302T090000Z",
  "DTEND:20260302T100000Z",
  "END:VEVENT",
  "END:VCALENDAR",
  "",
].join("\r\n");

const calendar = { "content-type": "text/calendar" };

describe("people", () => {
  it("are created, read, listed, and replaced by who has seen them", async () => {
    const { ask } = await gatewayUnderTest();
    const ada = personCalled("ada");
    expect((await ask("PUT", "/api/people/ada", { body: ada })).status).toBe(201);
    expect((await ask("GET", "/api/people/ada")).body).toEqual({ id: "ada", version: 1, ...ada });
    expect((await ask("GET", "/api/people")).body.people).toHaveLength(1);
    const body = { ...ada, zone: "Asia/Kolkata" };
    expect((await ask("PUT", "/api/people/ada", { body })).status).toBe(428);
    const headers = { "if-match": '"1"' };
    expect((await ask("PUT", "/api/people/ada", { body, headers })).body.version).toBe(2);
  });

  it.each([
    ["email", { email: "no address" }],
    ["email", { email: "a@b.org\r\nBcc: x@y.org" }],
    ["zone", { zone: "" }],
    ["workingHours.mon[0][1]", { workingHours: { mon: [["08:00", "25:00"]] } }],
    ["role", { role: "admin" }],
  ])("with a wrong %s are refused", async (field, change) => {
    const { ask } = await gatewayUnderTest();
    const body = { ...personCalled("ada"), ...change };
    const answer = await ask("PUT", "/api/people/ada", { body });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ field }] } });
  });

  it("change themselves, and not each other", async () => {
    const { ask, furnish, accessToken } = await gatewayUnderTest();
    await furnish();
    const token = await accessToken("ada", "member");
    const headers = { "if-match": '"1"' };
    const body = { ...personCalled("ada"), zone: "UTC" };
    expect((await ask("PUT", "/api/people/ada", { token, body, headers })).status).toBe(200);
    expect((await ask("PUT", "/api/people/grace", { token, body, headers })).status).toBe(403);
    const other = { token, body: ICS, headers: calendar };
    expect((await ask("POST", "/api/people/grace/calendar", other)).status).toBe(403);
  });
});

describe("a person's calendar", () => {
  it("is read, and blocks their time, in bookings too", async () => {
    const { ask, furnish, startAgents } = await gatewayUnderTest();
    await furnish();
    await startAgents();
    const imported = await ask("POST", "/api/people/ada/calendar", {
      body: ICS,
      headers: calendar,
    });
    expect(imported).toMatchObject({
      status: 200,
      body: { importedVersion: 1, reading: { events: 1 } },
    });
    expect((await ask("GET", "/api/people/ada/calendar")).body).toEqual(imported.body);
    const { body } = await ask("GET", "/api/people/ada/busy");
    expect(body.intervals).toEqual([
      {
        ...{ start: "2026-03-02T09:00:00.000Z", end: "2026-03-02T10:00:00.000Z" },
        ...{ why: "busy", summary: "Dentist" },
      },
    ]);
    const times = { start: "2026-03-02T10:30", end: "2026-03-02T11:30" };
    const meeting = { title: "Planning", organizer: "ada", room: "turing", ...times };
    const refused = await ask("POST", "/api/meetings", { body: meeting });
    expect(refused.body).toMatchObject({
      reason: "attendee-busy",
      people: [{ why: "commitment" }],
    });
    expect(JSON.stringify(refused.body)).not.toContain("Dentist");
  });

  it("shows others only that they are busy", async () => {
    const { ask, furnish, startAgents, accessToken } = await gatewayUnderTest();
    await furnish();
    await startAgents();
    await ask("POST", "/api/people/ada/calendar", { body: ICS, headers: calendar });
    const token = await accessToken("grace", "member");
    const { body } = await ask("GET", "/api/people/ada/busy", { token });
    expect(body.intervals).toMatchObject([{ why: "busy" }]);
    expect(JSON.stringify(body)).not.toContain("Dentist");
    expect((await ask("GET", "/api/people/ada/calendar", { token })).status).toBe(403);
  });

  it("replaces the one before", async () => {
    const { ask, furnish, startAgents } = await gatewayUnderTest();
    await furnish();
    await startAgents();
    await ask("POST", "/api/people/ada/calendar", { body: ICS, headers: calendar });
    const moved = ICS.replaceAll("20260302T", "20260303T");
    const again = await ask("POST", "/api/people/ada/calendar", { body: moved, headers: calendar });
    expect(again.body).toMatchObject({ importedVersion: 2, reading: { events: 1 } });
    const { body } = await ask("GET", "/api/people/ada/busy");
    expect(body.intervals).toMatchObject([{ start: "2026-03-03T09:00:00.000Z" }]);
  });

  it("that nobody reads in time is 202, and is read later", async () => {
    const { ask, clock, furnish, startAgents } = await gatewayUnderTest();
    await furnish();
    const asking = ask("POST", "/api/people/ada/calendar", { body: ICS, headers: calendar });
    const waiting = await passTimeUntil(clock, asking);
    expect(waiting).toMatchObject({ status: 202, body: { importedVersion: 1 } });
    expect(waiting.body.reading).toBeUndefined();
    await startAgents("calendar-agent");
    const where = String(waiting.headers.location);
    await until(async () => (await ask("GET", where)).body.reading !== undefined);
  });

  it("that cannot be read is refused with its line, and nothing is kept", async () => {
    const { ask, furnish } = await gatewayUnderTest();
    await furnish();
    const body = ICS.replace("DTSTART:20260302T090000Z", "DTSTART:20261302T090000Z");
    const refused = await ask("POST", "/api/people/ada/calendar", { body, headers: calendar });
    expect(refused).toMatchObject({
      status: 422,
      body: { type: "urn:holdfast:problem:calendar-unreadable", line: 6 },
    });
    expect((await ask("GET", "/api/people/ada/calendar")).status).toBe(404);
  });

  it("of nobody, of another type, too large, or for a calendar agent that is down is refused", async () => {
    const { ask, furnish, outside } = await gatewayUnderTest();
    await furnish();
    const path = "/api/people/ada/calendar";
    const headers = calendar;
    expect((await ask("POST", "/api/people/nobody/calendar", { body: ICS, headers })).status).toBe(
      404,
    );
    expect((await ask("POST", path, { body: { text: ICS } })).status).toBe(422);
    const html = { "content-type": "text/html" };
    expect((await ask("POST", path, { body: ICS, headers: html })).status).toBe(415);
    const large = ICS + "X".repeat(500 * 1024);
    expect((await ask("POST", path, { body: large, headers })).status).toBe(413);
    const agent = { name: "calendar-agent/1", role: "calendar-agent", state: "down" };
    await outside.transact((tx) => putDocument(tx, AGENTS, agent.name, agent));
    expect(await ask("POST", path, { body: ICS, headers })).toMatchObject({
      status: 503,
      body: { agent: "calendar-agent" },
    });
  });
});

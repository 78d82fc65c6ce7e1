import { readViolations } from "@holdfast/shared-state";
import { describe, expect, it } from "vitest";
import { accessTokenId } from "./access.ts";
import {
  ADMIN_TOKEN,
  type GatewayUnderTest,
  gatewayUnderTest,
  ROOM,
} from "./testing/gateway-under-test.ts";

interface Entry {
  readonly revision: number;
  readonly actor?: string;
  readonly process?: string;
  readonly cause?: string;
  readonly correlation?: string;
  readonly keys: readonly (readonly (string | number)[])[];
  readonly changes?: readonly { key: unknown; before?: unknown; after?: unknown; hidden?: true }[];
}

const MEETING = {
  ...{ title: "Planning", organizer: "ada", required: ["grace"], room: "turing" },
  ...{ start: "2026-03-02T10:00", end: "2026-03-02T11:00" },
};

async function audit(gateway: GatewayUnderTest, query = ""): Promise<Entry[]> {
  const answer = await gateway.ask("GET", `/api/audit?order=oldest&limit=500&${query}`);
  expect(answer.status).toBe(200);
  return answer.body.entries as Entry[];
}

async function office() {
  const gateway = await gatewayUnderTest();
  await gateway.furnish();
  await gateway.startAgents();
  return gateway;
}

async function book(gateway: GatewayUnderTest, changes = {}): Promise<string> {
  const booked = await gateway.ask("POST", "/api/meetings", { body: { ...MEETING, ...changes } });
  expect(booked.status).toBe(201);
  return String(booked.body.id);
}

describe("an audit over HTTP", () => {
  it("is for admins only", async () => {
    const { ask, furnish, accessToken } = await gatewayUnderTest();
    await furnish();
    const token = await accessToken("ada", "member");
    for (const path of ["/api/audit", "/api/audit/violations"]) {
      expect(await ask("GET", path, { token })).toMatchObject({
        status: 403,
        body: { type: "urn:holdfast:problem:role-too-low", needs: "admin" },
      });
    }
  });

  it("takes nobody's word for who they are", async () => {
    const gateway = await gatewayUnderTest();
    const headers = { actor: "person/eve", process: "room-agent/1", "x-actor": "person/eve" };
    const forged = { ...ROOM, actor: "person/eve" };
    expect((await gateway.ask("PUT", "/api/rooms/turing", { headers, body: forged })).status).toBe(
      422,
    );
    expect((await gateway.ask("PUT", "/api/rooms/turing", { headers, body: ROOM })).status).toBe(
      201,
    );
    const entries = await audit(gateway, "key=document,room");
    expect(entries).toMatchObject([
      { actor: "person/admin", process: "gateway", cause: "room-replaced" },
    ]);
  });

  it("tells everything about one meeting, across processes, and nothing of another's", async () => {
    const gateway = await office();
    const id = await book(gateway);
    const other = await book(gateway, { start: "2026-03-02T12:00", end: "2026-03-02T13:00" });
    const { headers } = await gateway.ask("GET", `/api/meetings/${id}`);
    const ifMatch = { "if-match": String(headers.etag) };
    await gateway.ask("DELETE", `/api/meetings/${id}`, { headers: ifMatch });
    const entries = await audit(gateway, `meeting=${id}`);
    const processes = new Set(entries.map(({ process }) => process));
    expect([...processes].sort()).toEqual([
      ...["calendar-agent/1", "gateway", "notification-agent/1", "room-agent/1"],
    ]);
    const causes = entries.map(({ cause }) => cause);
    for (const cause of ["booking-started", "hold-room", "hold-calendars", "confirm", "invite"]) {
      expect(
        causes.filter((each) => each === cause),
        cause,
      ).toHaveLength(1);
    }
    expect(causes).toContain("cancellation-started");
    expect(JSON.stringify(entries)).not.toContain(other);
    const saga = `book-${id}`;
    const booking = await audit(gateway, `correlation=${saga}`);
    expect(new Set(booking.map(({ correlation }) => correlation))).toEqual(new Set([saga]));
    expect(booking.length).toBeGreaterThanOrEqual(5);
  });

  it("knows of every commit who made it, through which process, and why", async () => {
    const gateway = await office();
    const id = await book(gateway);
    await gateway.ask("DELETE", `/api/meetings/${id}`, { headers: { "if-match": "*" } });
    const hold = { room: "lovelace", start: MEETING.start, end: MEETING.end };
    await gateway.ask("POST", "/api/holds", { body: hold });
    const token = await gateway.accessToken("ada", "member");
    await gateway.ask("GET", "/api/audit", { token });
    for (const entry of await audit(gateway)) {
      const { actor, process, cause } = entry;
      expect([actor, process, cause], JSON.stringify(entry)).toEqual([
        ...[expect.stringMatching(/./), expect.stringMatching(/./), expect.stringMatching(/./)],
      ]);
    }
  });

  it("filters, and pages without losing or repeating anything", async () => {
    const gateway = await office();
    await book(gateway);
    const everything = await audit(gateway);
    for (const query of ["actor=person/admin", "process=room-agent/1", "cause=invite"]) {
      const [name = "", value] = query.split("=");
      const expected = everything.filter((entry) => entry[name as keyof Entry] === value);
      expect(expected.length, query).toBeGreaterThan(0);
      expect(await audit(gateway, query)).toEqual(expected);
    }
    const seen: Entry[] = [];
    let page: unknown = "";
    do {
      const query = `limit=3${page === "" ? "" : `&page=${page}`}`;
      const { body } = await gateway.ask("GET", `/api/audit?${query}`);
      seen.push(...(body.entries as Entry[]));
      page = body.nextPage;
    } while (page !== undefined);
    expect(seen.map(({ revision }) => revision)).toEqual(
      everything.map(({ revision }) => revision).reverse(),
    );
  });

  it("finds by time, and refuses what is no time", async () => {
    const gateway = await gatewayUnderTest();
    await gateway.furnish();
    gateway.clock.advance(60_000);
    await gateway.ask("PUT", "/api/rooms/late", { body: ROOM });
    const late = await audit(gateway, "key=document&from=2026-03-02T08:00:30Z");
    expect(late.map(({ keys }) => keys)).toEqual([[["document", "room", "late"]]]);
    expect(await audit(gateway, "to=2026-03-02T07:00:00Z")).toEqual([]);
    for (const query of ["from=yesterday", "limit=0", "limit=501", "page=-1", "nonsense=1"]) {
      expect((await gateway.ask("GET", `/api/audit?${query}`)).status, query).toBe(422);
    }
  });

  it("shows what stood there before and after, to whom it may be shown", async () => {
    const gateway = await gatewayUnderTest();
    await gateway.furnish();
    const [change] = await audit(gateway, "values=true&key=document,room,turing");
    expect(change?.changes).toMatchObject([{ after: { version: 1, value: { name: ROOM.name } } }]);
  });

  it("never tells an access token, nor the hash of one, nor a calendar", async () => {
    const gateway = await office();
    const token = await gateway.accessToken("ada", "member");
    const ics = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//secret//\r\nEND:VCALENDAR\r\n";
    const headers = { "content-type": "text/calendar" };
    await gateway.ask("POST", "/api/people/ada/calendar", { body: ics, headers });
    const keyed = { headers: { "idempotency-key": "a-key-of-mine" }, body: MEETING };
    expect((await gateway.ask("POST", "/api/meetings", keyed)).status).toBe(201);
    const entries = await audit(gateway, "values=true");
    const told = JSON.stringify(entries);
    for (const secret of [token, ADMIN_TOKEN, "a-key-of-mine", "//secret//"]) {
      expect(told).not.toContain(secret);
    }
    for (const each of [token, ADMIN_TOKEN]) expect(told).not.toContain(accessTokenId(each));
    expect(told).not.toMatch(/[0-9a-f]{64}/);
    const causes = entries.map(({ cause }) => cause);
    expect(causes).toContain("access-token-created");
    expect(causes).toContain("calendar-imported");
    const imported = entries.find(({ cause }) => cause === "calendar-imported");
    const read = entries.find(({ cause }) => cause === "calendar-read");
    expect(read).toMatchObject({ process: "calendar-agent/1", correlation: imported?.correlation });
  });

  it("says from where on the past is known", async () => {
    const gateway = await gatewayUnderTest();
    for (let n = 0; n < 600; n++) {
      await gateway.outside.transact((tx) => tx.put(["document", "room", "busy"], n));
    }
    const { body } = await gateway.ask("GET", "/api/audit?order=oldest&limit=1");
    expect(body.retainedFrom).toBeGreaterThan(1);
    expect((body.entries as Entry[])[0]?.revision).toBe(body.retainedFrom);
  });
});

describe("violations over HTTP", () => {
  it("are recorded: who, which endpoint, which role it needs, and never a token", async () => {
    const gateway = await gatewayUnderTest();
    await gateway.furnish();
    const token = await gateway.accessToken("ada", "viewer");
    const body = { room: "turing", start: MEETING.start, end: MEETING.end };
    for (let n = 0; n < 20; n++) {
      expect((await gateway.ask("POST", "/api/holds", { token, body })).status).toBe(403);
    }
    const member = await gateway.accessToken("grace", "member");
    const path = "/api/people/ada/calendar";
    expect((await gateway.ask("GET", path, { token: member })).status).toBe(403);
    await gateway.state.violations.close();
    const { body: listed } = await gateway.ask("GET", "/api/audit/violations");
    expect(listed.violations).toMatchObject([
      {
        ...{ code: "not-yours", actor: "person/grace", role: "member", process: "gateway" },
        ...{ route: "GET /api/people/:id/calendar", count: 1 },
      },
      {
        ...{ code: "role-too-low", actor: "person/ada", role: "viewer", needs: "member" },
        ...{ route: "POST /api/holds", count: 20 },
      },
    ]);
    for (const each of [token, accessTokenId(token), member]) {
      expect(JSON.stringify(listed)).not.toContain(each);
    }
    expect(await audit(gateway, "key=violation")).toMatchObject([
      ...[{ cause: "role-violated" }, { cause: "role-violated" }],
    ]);
  });

  it("of strangers, and other refusals, are not recorded", async () => {
    const gateway = await gatewayUnderTest();
    await gateway.ask("GET", "/api/audit", { token: null });
    await gateway.ask("GET", "/api/audit", { token: "guess" });
    await gateway.ask("GET", "/api/rooms/none");
    const recorded = await gateway.state.read((snapshot) => readViolations(snapshot, { limit: 9 }));
    expect(recorded).toEqual([]);
  });

  it("that cannot be recorded are refused all the same", async () => {
    const gateway = await gatewayUnderTest();
    await gateway.furnish();
    const token = await gateway.accessToken("ada", "viewer");
    gateway.state.engine.transact = async () => {
      throw new Error("The disk is full.");
    };
    expect((await gateway.ask("PUT", "/api/rooms/x", { token, body: ROOM })).status).toBe(403);
  });
});

describe("the gateway's own role", () => {
  it("keeps it from confirming, from sending mail and from other processes' records", async () => {
    const { state } = await gatewayUnderTest();
    for (const key of [
      ["document", "sent-mail", "m1"],
      ["document", "agents", "room-agent/1"],
      ["diary", "person/ada", "2026-03-02"],
      ["presence", "room-agent/1"],
    ]) {
      await expect(
        state.transact((tx) => tx.put(key, 1)),
        key.join(),
      ).rejects.toMatchObject({
        code: "role-violation",
      });
    }
  });
});

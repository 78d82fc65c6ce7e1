import { createHash } from "node:crypto";
import { createLogger } from "@holdfast/agent-runtime";
import { type Key, keyspace, type SharedState, type Snapshot } from "@holdfast/shared-state";
import { describe, expect, it } from "vitest";
import { ACCESS_TOKENS, accessTokenId, findAccess } from "./access.ts";
import { builtPage } from "./testing/built-page.ts";
import { ADMIN_TOKEN, gatewayUnderTest, ROOM } from "./testing/gateway-under-test.ts";

describe("an access token", () => {
  it("is needed for everything but health", async () => {
    const { ask } = await gatewayUnderTest();
    for (const path of ["/", "/api/rooms", "/api/changes", "/openapi.json", "/nowhere"]) {
      const refused = await ask("GET", path, { token: null });
      expect(refused, path).toMatchObject({
        status: 401,
        body: { type: "urn:holdfast:problem:access-token-missing" },
      });
      expect(refused.headers["www-authenticate"]).toBe("Bearer");
    }
    expect((await ask("GET", "/health", { token: null })).status).toBe(200);
  });

  it("that is wrong lets nobody in, in whatever form it comes", async () => {
    const { ask } = await gatewayUnderTest();
    const wrong = { status: 401, body: { type: "urn:holdfast:problem:access-token-wrong" } };
    expect(await ask("GET", "/api/rooms", { token: `${ADMIN_TOKEN}x` })).toMatchObject(wrong);
    expect(await ask("GET", "/api/rooms", { token: "__proto__" })).toMatchObject(wrong);
    const headers = { authorization: `Basic ${ADMIN_TOKEN}` };
    expect(await ask("GET", "/api/rooms", { token: null, headers })).toMatchObject(wrong);
    expect(
      (await ask("GET", `/api/rooms?access_token=${ADMIN_TOKEN}`, { token: null })).status,
    ).toBe(401);
  });

  it("can be given to a person, does what its role allows, and can be revoked", async () => {
    const { ask, furnish } = await gatewayUnderTest();
    await furnish();
    const body = { person: "ada", role: "viewer" };
    const created = await ask("POST", "/api/access-tokens", { body });
    expect(created).toMatchObject({ status: 201, body });
    const token = String(created.body.accessToken);
    const hold = { room: "turing", start: "2026-03-02T10:00", end: "2026-03-02T11:00" };
    expect((await ask("GET", "/api/rooms", { token })).status).toBe(200);
    expect(await ask("POST", "/api/holds", { token, body: hold })).toMatchObject({
      status: 403,
      body: { type: "urn:holdfast:problem:role-too-low", needs: "member" },
    });
    expect((await ask("GET", "/api/access-tokens", { token })).status).toBe(403);

    const path = `/api/access-tokens/${created.body.id}`;
    expect((await ask("DELETE", path)).status).toBe(204);
    expect((await ask("DELETE", path)).status).toBe(204);
    expect((await ask("GET", "/api/rooms", { token })).status).toBe(401);
    const listed = await ask("GET", "/api/access-tokens");
    expect(listed.body.accessTokens).toHaveLength(2);
    expect(JSON.stringify(listed.body)).not.toContain(token);
    expect((await ask("DELETE", `/api/access-tokens/${"0".repeat(64)}`)).status).toBe(404);
  });

  it("is not kept in the state", async () => {
    const { state, furnish, accessToken } = await gatewayUnderTest();
    await furnish();
    const token = await accessToken("ada", "member");
    const everything = await state.read((snapshot) => snapshot.range({ prefix: [] }));
    expect(JSON.stringify(everything)).not.toContain(token);
  });

  it("is found by a hash, which is all that is ever compared", async () => {
    // Nobody can choose the hash of what they send, so how long a comparison took tells them nothing.
    const asked: Key[] = [];
    const snapshot = { get: async (key: Key) => void asked.push(key) } as unknown as Snapshot;
    const state = {
      read: (look: (snapshot: Snapshot) => Promise<unknown>) => look(snapshot),
    } as SharedState;
    const hash = createHash("sha256").update(ADMIN_TOKEN).digest("hex");
    expect(accessTokenId(ADMIN_TOKEN)).toBe(hash);
    expect(await findAccess(state, accessTokenId(ADMIN_TOKEN))).toBeUndefined();
    expect(asked).toEqual([keyspace.document(ACCESS_TOKENS, hash)]);
  });

  it("stands in no log, in whatever form it comes and whatever becomes of the request", async () => {
    const lines: string[] = [];
    const destination = { write: (line: string) => void lines.push(line) };
    const logger = createLogger({ actor: "gateway", level: "trace", destination });
    const { app, ask, state } = await gatewayUnderTest({}, { logger });
    const headers = { cookie: `holdfast-access-80=${ADMIN_TOKEN}` };
    await ask("GET", `/?access_token=${ADMIN_TOKEN}`, { token: null });
    await ask("GET", `/api/rooms?access_token=${ADMIN_TOKEN}`, { token: null, headers });
    await ask("GET", `/nowhere?access_token=${ADMIN_TOKEN}`);
    await ask("PUT", "/api/rooms/turing", { body: "{", headers: { "content-type": "text/json" } });
    // What a handler throws is logged, with its request at hand.
    state.engine.snapshot = () => Promise.reject(new Error("The store is on fire."));
    expect((await ask("GET", "/api/rooms")).status).toBe(500);
    app.log.info("the end");
    expect(lines.join("")).toContain("the end");
    expect(lines.join("")).not.toContain(ADMIN_TOKEN);
  });

  it("of a member does not reach what is an admin's", async () => {
    const { ask, furnish, accessToken } = await gatewayUnderTest();
    await furnish();
    const token = await accessToken("ada", "member");
    expect((await ask("PUT", "/api/rooms/new", { token, body: ROOM })).status).toBe(403);
    const body = { person: "ada", role: "admin" };
    expect((await ask("POST", "/api/access-tokens", { token, body })).status).toBe(403);
    const nobody = { person: "nobody", role: "admin" };
    expect(await ask("POST", "/api/access-tokens", { body: nobody })).toMatchObject({
      status: 422,
      body: { errors: [{ field: "person" }] },
    });
  });
});

describe("a browser", () => {
  const cookieAt = (port: number) => `other=1; holdfast-access-${port}=${ADMIN_TOKEN}`;
  const cookie = cookieAt(80);

  it("gets a cookie for the token in its address, which is taken out of it", async () => {
    const { ask } = await gatewayUnderTest({}, { webFolder: builtPage() });
    const first = await ask("GET", `/?access_token=${ADMIN_TOKEN}`, { token: null });
    expect(first).toMatchObject({ status: 303, headers: { location: "/" } });
    expect(first.headers["set-cookie"]).toMatch(/HttpOnly; SameSite=Strict/);
    const page = await ask("GET", "/", { token: null, headers: { cookie } });
    expect(page.status).toBe(200);
    expect((await ask("GET", "/?access_token=wrong", { token: null })).status).toBe(401);
  });

  it("may read with the cookie, and write from a page of ours only", async () => {
    const { ask } = await gatewayUnderTest();
    const write = (headers: Record<string, string>) => {
      const sent = { cookie: cookieAt(headers.host ? 7420 : 80), ...headers };
      return ask("PUT", "/api/rooms/turing", { token: null, body: ROOM, headers: sent });
    };
    expect((await ask("GET", "/api/rooms", { token: null, headers: { cookie } })).status).toBe(200);
    expect((await write({})).status).toBe(401);
    expect((await write({ host: "localhost:7420", origin: "http://localhost:9999" })).status).toBe(
      401,
    );
    expect((await write({ origin: "https://evil.example" })).status).toBe(403);
    expect((await write({ origin: "null" })).status).toBe(403);
    expect((await write({ host: "localhost:7420", origin: "http://localhost:7420" })).status).toBe(
      201,
    );
  });

  it("has a cookie for each gateway of a host, whatever other ports have given it", async () => {
    const { ask } = await gatewayUnderTest({}, { webFolder: builtPage() });
    const opened = async (host: string) => {
      const path = `/?access_token=${ADMIN_TOKEN}`;
      const { headers } = await ask("GET", path, { token: null, headers: { host } });
      return String(headers["set-cookie"]).split(";")[0]!;
    };
    const [first, second] = [await opened("127.0.0.1:7420"), await opened("127.0.0.1:7421")];
    expect(first.split("=")[0]).not.toBe(second.split("=")[0]);
    const elsewhere = second.replace(ADMIN_TOKEN, "of-another-gateway");
    const asked = async (cookie: string, host: string) =>
      (await ask("GET", "/", { token: null, headers: { host, cookie } })).status;
    expect(await asked(`${elsewhere}; ${first}`, "127.0.0.1:7420")).toBe(200);
    expect(await asked(`${first}; ${elsewhere}`, "127.0.0.1:7421")).toBe(401);
    expect(await asked(first, "127.0.0.1:7421")).toBe(401);
    const behindProxy = await opened("127.0.0.1");
    expect(await asked(behindProxy, "127.0.0.1")).toBe(200);
  });

  it("that was led here by another name is turned away", async () => {
    const { ask } = await gatewayUnderTest({ HOLDFAST_HOSTNAMES: "office.example, other.example" });
    const asked = async (host: string) =>
      (await ask("GET", "/api/rooms", { headers: { host } })).status;
    expect(await asked("evil.example")).toBe(403);
    expect(await asked("localhost.evil.example:7420")).toBe(403);
    expect(await asked("@")).toBe(403);
    expect(await asked("office.example")).toBe(200);
    expect(await asked("127.0.0.1:7420")).toBe(200);
    expect(await asked("[::1]:7420")).toBe(200);
  });

  it("is told what people have written as data, and never as a page", async () => {
    const { ask } = await gatewayUnderTest();
    const name = `<script>alert("x")</script>`;
    await ask("PUT", "/api/rooms/turing", { body: { ...ROOM, name } });
    const { body, headers } = await ask("GET", "/api/rooms/turing");
    expect(body.name).toBe(name);
    expect(headers["content-type"]).toMatch(/^application\/json/);
    expect(headers["x-content-type-options"]).toBe("nosniff");
    expect(headers["content-security-policy"]).toMatch(/default-src 'none'/);
  });

  it("tells no other site where it comes from", async () => {
    const { ask } = await gatewayUnderTest({}, { webFolder: builtPage() });
    for (const path of ["/", `/rooms?access_token=${ADMIN_TOKEN}`, "/api/rooms", "/nowhere"]) {
      expect((await ask("GET", path)).headers["referrer-policy"]).toBe("no-referrer");
    }
  });
});

describe("too many requests", () => {
  it("are told when to come back, each caller counted alone", async () => {
    const { ask } = await gatewayUnderTest({ HOLDFAST_RATE_LIMIT: "3" });
    for (let n = 0; n < 3; n++) expect((await ask("GET", "/api/rooms")).status).toBe(200);
    const refused = await ask("GET", "/api/rooms");
    expect(refused).toMatchObject({ status: 429 });
    expect(Number(refused.headers["retry-after"])).toBeGreaterThan(0);
    expect((await ask("GET", "/api/rooms", { token: "guess" })).status).toBe(401);
  });
});

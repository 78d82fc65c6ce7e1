import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { ADMIN_TOKEN, gatewayUnderTest, ROOM } from "./testing/gateway-under-test.ts";

const json = { "content-type": "application/json" };

describe("hostile input", () => {
  it.each([
    ["no JSON", "{", 400],
    ["an empty body", "", 400],
    ["a key that reaches for the prototype", '{"__proto__": {"admin": true}}', 400],
    ["one hidden deeper", '{"openingHours": {"constructor": {"prototype": {}}}}', 400],
    ["an array", "[]", 422],
    ["null", "null", 422],
    ["a string", '"room"', 422],
    ["half a surrogate pair in a key's value", '{"name": "\\ud800"}', 422],
  ])("%s as a body is refused, and changes nothing", async (_what, body, status) => {
    const { ask, state } = await gatewayUnderTest();
    const before = await state.engine.head();
    const answer = await ask("PUT", "/api/rooms/turing", { body, headers: json });
    expect(answer.status).toBe(status);
    expect(answer.headers["content-type"]).toContain("application/problem+json");
    expect(await state.engine.head()).toBe(before);
  });

  it("a body that is too large, or of another type, is refused", async () => {
    const { ask } = await gatewayUnderTest();
    const large = { ...ROOM, name: "x".repeat(300 * 1024) };
    expect((await ask("PUT", "/api/rooms/turing", { body: large })).status).toBe(413);
    const xml = { "content-type": "application/xml" };
    expect((await ask("PUT", "/api/rooms/turing", { body: "<room/>", headers: xml })).status).toBe(
      415,
    );
  });

  it("text of every script survives the way in and out", async () => {
    const { ask } = await gatewayUnderTest();
    const name = "Ṙ̈oom 会議室 🪢 \u202eright";
    await ask("PUT", "/api/rooms/turing", { body: { ...ROOM, name } });
    expect((await ask("GET", "/api/rooms/turing")).body.name).toBe(name);
  });

  it.each([
    "/api/rooms/..%2f..%2fetc",
    "/api/rooms/UPPER",
    "/api/rooms/%00",
    "/api/rooms/a%0d%0ab",
    "/api/rooms/-",
    `/api/rooms/${"x".repeat(65)}`,
    "/api/meetings/a%20b",
    "/api/holds/__proto__",
  ])("the id in %s is refused", async (path) => {
    const { ask } = await gatewayUnderTest();
    expect(await ask("GET", path)).toMatchObject({
      status: 422,
      body: { errors: [{ field: "id" }] },
    });
  });

  it("addresses that are none, and endpoints that are not there, are problems too", async () => {
    const { ask } = await gatewayUnderTest();
    expect((await ask("GET", "/api/rooms/%ff")).status).toBe(400);
    expect((await ask("GET", `/api/rooms/${"x".repeat(500)}`)).status).toBe(400);
    expect((await ask("GET", "/api/nothing")).body.type).toBe(
      "urn:holdfast:problem:no-such-endpoint",
    );
    expect((await ask("DELETE", "/api/rooms")).status).toBe(404);
  });

  it("what is not HTTP, or has too many headers, gets a problem and is cut off", async () => {
    const { app } = await gatewayUnderTest();
    await app.listen({ host: "127.0.0.1", port: 0 });
    const { port } = app.server.address() as AddressInfo;
    expect(await send(port, "NONSENSE\r\n\r\n")).toMatch(/^HTTP\/1.1 400 /);
    const headers = `X-Long: ${"x".repeat(20_000)}\r\n`;
    expect(await send(port, `GET / HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n`)).toMatch(
      /^HTTP\/1.1 431 /,
    );
  });

  it("what fails within tells nobody why", async () => {
    const { ask, state } = await gatewayUnderTest();
    await state.transact((tx) =>
      tx.put(["document", "room", "broken"], { version: 1, value: "secret" }),
    );
    const answer = await ask("GET", "/api/rooms/broken");
    expect(answer).toMatchObject({ status: 500, body: { type: "urn:holdfast:problem:internal" } });
    expect(JSON.stringify(answer.body)).not.toContain("secret");
  });

  it("a state that is closed is 503", async () => {
    const { ask, state } = await gatewayUnderTest();
    await state.close();
    expect(await ask("GET", "/api/rooms", { token: ADMIN_TOKEN })).toMatchObject({ status: 503 });
  });
});

async function send(port: number, text: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  socket.setEncoding("utf8");
  let answer = "";
  socket.on("data", (chunk: string) => {
    answer += chunk;
  });
  socket.write(text);
  await once(socket, "close");
  return answer;
}

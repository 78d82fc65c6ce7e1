/** The access token in a page's address: over a real connection, which changes nothing of what is sent. */

import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { createLogger } from "@holdfast/agent-runtime";
import { beforeEach, expect, it } from "vitest";
import { builtPage, INDEX } from "./testing/built-page.ts";
import { ADMIN_TOKEN, gatewayUnderTest } from "./testing/gateway-under-test.ts";

const GOOD = `access_token=${ADMIN_TOKEN}`;

let origin: string;
/** Whatever was logged, on the most talkative level. */
let log: string[];

beforeEach(async () => {
  log = [];
  const destination = { write: (line: string) => void log.push(line) };
  const logger = createLogger({ actor: "gateway", level: "trace", destination });
  const { app } = await gatewayUnderTest({}, { webFolder: builtPage(), logger });
  await app.listen({ host: "127.0.0.1", port: 0 });
  origin = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
});

/** As a browser does that is given this address, whatever is in it. */
async function open(path: string, headers: Record<string, string> = {}) {
  const sent = request(origin, {
    path,
    agent: false,
    headers: { accept: "text/html", ...headers },
  });
  const [response] = (await once(sent.end(), "response")) as [IncomingMessage];
  const { statusCode: status, headers: received } = response;
  return { status, headers: received, body: await text(response) };
}

/** What a browser that was here before brings along, and what a program does. */
async function credentials(): Promise<Record<string, string>[]> {
  const { headers } = await open(`/?${GOOD}`);
  const cookie = String(headers["set-cookie"]).split(";")[0]!;
  expect((await open("/", { cookie })).body).toBe(INDEX);
  return [{}, { cookie }, { authorization: `Bearer ${ADMIN_TOKEN}` }];
}

it("leads to no other host, however the way there is written", async () => {
  const ways = [
    "/meetings/..\\\\evil.example",
    "/room/.%2e\\\\evil.example",
    "/room/%2e%2e\\/evil.example",
  ];
  const mistyped = [
    "//evil.example/",
    "/\\evil.example",
    "/.//evil.example",
    "http://evil.example/",
  ];
  for (const way of [...ways, ...mistyped]) {
    const { status, headers } = await open(`${way}?${GOOD}`);
    const leadsTo = new URL(headers.location ?? "/", origin).origin;
    expect([way, leadsTo]).toEqual([way, origin]);
    expect(status, way).not.toBe(200);
  }
});

it("is believed in no other form, makes no other cookie, and is never shown the page with", async () => {
  const injected = `${ADMIN_TOKEN}%0d%0aSet-Cookie:%20a=b`;
  const hostile = [
    ...["access_token=", "access_token", "access_token=wrong", `access_token=${"x".repeat(5_000)}`],
    ...[
      `access_token=${injected}`,
      `${GOOD};%20Domain=evil.example`,
      "access_token=%00",
      `${GOOD}%00`,
    ],
    ...[`${GOOD}&access_token=wrong`, `access_token=wrong&${GOOD}`, `${GOOD}&${GOOD}`],
    ...["access_token=__proto__", "access_token=%zz", "access_token=%F0%9F%94%91"],
  ];
  for (const given of await credentials()) {
    for (const query of hostile) {
      const { status, headers } = await open(`/rooms?${query}`, given);
      const about = [Object.keys(given), query.slice(0, 80)];
      expect([about, status, headers["set-cookie"]]).toEqual([about, 401, undefined]);
    }
  }
});

it("is taken out also where its name is written otherwise, and nothing else with it", async () => {
  const { status, headers } = await open(`/rooms?a=1&access%5Ftoken=${ADMIN_TOKEN}&b=%26c`);
  expect([status, headers.location]).toEqual([303, "/rooms?a=1&b=%26c"]);
});

it("stands in no log, no referrer and no answer but the cookie, whatever becomes of it", async () => {
  const paths = [
    "/",
    "/rooms",
    "/nowhere",
    "/api/rooms",
    "/assets/nothing.js",
    "/assets/index-abc.js",
  ];
  const queries = [
    GOOD,
    `${GOOD}&${GOOD}`,
    `${GOOD}%0d%0a`,
    `x=${GOOD}`,
    `access%5Ftoken=${ADMIN_TOKEN}`,
  ];
  for (const path of paths) {
    for (const query of queries) {
      const { body, headers } = await open(`${path}?${query}`);
      const { "set-cookie": _cookie, ...others } = headers;
      expect(headers["referrer-policy"]).toBe("no-referrer");
      expect(JSON.stringify([body, others]), `${path}?${query}`).not.toContain(ADMIN_TOKEN);
    }
  }
  expect(log.join("")).not.toContain(ADMIN_TOKEN);
});

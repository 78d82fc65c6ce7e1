import { get } from "node:http";
import type { AddressInfo } from "node:net";
import type { Changes, Engine } from "@holdfast/shared-state";
import { expect, it } from "vitest";
import { ADMIN_TOKEN, gatewayUnderTest, until } from "./testing/gateway-under-test.ts";

/** Twice that is more than one may follow at once. */
const AT_ONCE = 30;

/** Each feed that is opened from now on, for as long as it is open. */
function openFeeds(engine: Engine): { readonly feeds: Set<Changes>; opened: () => number } {
  const usual = engine.changes.bind(engine);
  const feeds = new Set<Changes>();
  let opened = 0;
  engine.changes = (options) => {
    const feed = usual(options);
    const close = feed.close.bind(feed);
    feeds.add(feed);
    opened += 1;
    feed.close = () => {
      feeds.delete(feed);
      close();
    };
    return feed;
  };
  return { feeds, opened: () => opened };
}

it("a client that left before its stream began leaves none open, and takes up no place", async () => {
  const { app, state } = await gatewayUnderTest();
  await app.listen({ host: "127.0.0.1", port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
  const { feeds, opened } = openFeeds(state.engine);
  const durable = state.engine.durable.bind(state.engine);
  let gone = 0;
  app.server.on("request", (_request, response) => response.on("close", () => (gone += 1)));
  for (let come = AT_ONCE; come <= 2 * AT_ONCE; come += AT_ONCE) {
    const waiting: (() => void)[] = [];
    state.engine.durable = async (revision) => {
      await new Promise<void>((goOn) => waiting.push(goOn));
      return durable(revision);
    };
    const clients = Array.from({ length: AT_ONCE }, () =>
      get({ port, path: "/api/changes", headers, agent: false }).on("error", () => {}),
    );
    await until(async () => waiting.length === AT_ONCE);
    for (const client of clients) client.destroy();
    await until(async () => gone === come);
    for (const goOn of waiting) goOn();
    await until(async () => opened() === come && feeds.size === 0);
  }
  expect(opened()).toBe(2 * AT_ONCE);
});

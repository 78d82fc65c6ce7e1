import { expect, onTestFinished, test } from "vitest";
import { Gateway } from "../http.ts";
import { clockTime } from "../print.ts";
import { sendJson, startFakeGateway } from "../testing/fake-gateway.ts";
import { rememberingContext } from "../testing/remembering-context.ts";
import { lapseAct } from "./acts/lapse.ts";
import { Cast } from "./cast.ts";
import { Narrator } from "./narrator.ts";
import { Ledger } from "./telling.ts";

const FREE_AT = Date.UTC(2020, 10, 25, 9, 0, 2, 100);
const STILL_TO_COME = Date.UTC(2200, 10, 25, 9, 0, 2, 100);
const written = (instant: number) => new Date(instant).toISOString();

/** It measures anew what is left of a hold for each answer, and so may be off by a little. */
function fakeGateway(freeAt: number) {
  const hold = { id: "h1", heldBy: "person/admin", fence: 1, freeAt: written(freeAt) };
  const refusal = { title: "The room is held", rooms: [{ freeAt: written(freeAt + 2) }] };
  const meeting = { id: "m1", room: "ada-lovelace" };
  const saga = {
    state: "completed",
    journal: [{ at: written(freeAt + 50), by: "room-agent/1", did: "ended" }],
  };
  const bookings = [refusal, { title: "The hold has lapsed" }];
  return startFakeGateway(({ method, path }, response) => {
    if (path === "/api/holds") return sendJson(response, 201, hold);
    if (path === "/api/agents") return sendJson(response, 200, { agents: [] });
    if (path.endsWith("/saga")) return sendJson(response, 200, saga);
    if (method === "GET") return sendJson(response, 404, { title: "There is no such hold" });
    const refused = bookings.shift();
    return refused ? sendJson(response, 409, refused) : sendJson(response, 201, meeting);
  });
}

async function tellAct(freeAt: number) {
  const fake = await fakeGateway(freeAt);
  onTestFinished(() => fake.close());
  const gateway = new Gateway({ url: fake.url, accessToken: "t" });
  const { output, lines } = rememberingContext();
  const ledger = new Ledger();
  const week = { monday: "2026-11-23", weeksLater: 0 };
  const narrator = new Narrator(output);
  await lapseAct({ gateway, narrator, week, ledger, cast: new Cast(gateway) });
  return { ledger, story: lines.join("\n").replaceAll(/\s+/g, " ") };
}

test("the deadline of the hold that lapses is told once, as one value", async () => {
  const { ledger, story } = await tellAct(FREE_AT);
  expect(ledger.broken).toEqual([]);
  expect(ledger.booked).toMatchObject([{ id: "m1" }]);
  expect(story.split(clockTime(FREE_AT))).toHaveLength(2);
  expect(story).not.toContain(clockTime(FREE_AT + 2));
});

test("a hold that is gone before its deadline is a broken promise, and not late by less than nothing", async () => {
  const { ledger, story } = await tellAct(STILL_TO_COME);
  expect(ledger.broken).toHaveLength(1);
  expect(story).not.toMatch(/-\d+ ms/);
});

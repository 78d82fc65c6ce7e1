/** The page lives on: agents die, the connection goes, the gateway is killed, and time is travelled in. */

import { createServer } from "node:net";
import type { Audit, MeetingEvents } from "@holdfast/api";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Holdfast, until } from "../end-to-end/holdfast.ts";
import { at, diaryOf, furnish, meetingsIn } from "../end-to-end/office.ts";
import { bookingForm, confirm, fillIn } from "./booking-form.ts";
import { launch, openPage, present } from "./browser.ts";
import { blockOf, dayPath, dragOver, laneOf, moveTo, type Slot } from "./timeline.ts";

const DAYS = 2;
const START_MS_MAX = 60_000;

let holdfast: Holdfast;
let launched: Browser | undefined;
/** When rooms and people were there, and nothing was booked. */
let furnishedAt: number;

beforeAll(async () => {
  launched = await launch();
  if (!launched) return;
  // The gateway that takes the place of a killed one listens where that did.
  holdfast = await Holdfast.start({ workshop: true, port: await freePort() });
  await furnish(holdfast, 4, 4);
  furnishedAt = Date.now();
}, START_MS_MAX);

afterAll(async () => {
  await launched?.close();
  await holdfast?.destroy();
}, START_MS_MAX);

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address ? address.port : 0;
}

/** Books over HTTP, as another client would. */
async function bookElsewhere({ room, from, to }: Slot, organizer: string): Promise<void> {
  const span = { start: at(DAYS, from), end: at(DAYS, to) };
  const meeting = { title: `Of ${organizer}`, room, organizer, ...span };
  const { status } = await holdfast.request("POST", "/api/meetings", meeting);
  expect(status).toBe(201);
}

/** What the page says of its connection. */
function connectionOf(page: Page, is: "live" | "lost"): Locator {
  return page.getByRole("status").filter({ hasText: is === "live" ? "Live" : "Connection lost" });
}

it("shows a booking going on whose room agent is killed, and completes it exactly once", async (context) => {
  const page = await openPage(present(launched, context), holdfast, { path: dayPath(DAYS) });
  const slot = { room: "room-1", from: 9, to: 10 };
  await dragOver(page, slot);
  await page.mouse.up();
  await fillIn(page, { title: "Survivor", organizer: "person-2", required: ["person-3"] });

  const agent = await holdfast.agent("room-agent");
  // From now on it takes up nothing, so that the booking is under way when it dies.
  process.kill(agent.pid, "SIGSTOP");
  await confirm(page);
  const steps = bookingForm(page).getByRole("listitem").filter({ hasText: "room-agent" });
  await steps.filter({ hasText: "at work" }).first().waitFor();
  process.kill(agent.pid, "SIGKILL");

  await blockOf(page, slot, "Booked").waitFor();
  await bookingForm(page).waitFor({ state: "detached" });
  expect(await holdfast.isReplaced(agent)).toBe(true);
  const diary = await diaryOf(holdfast, "room-1");
  expect(diary.map(({ status }) => status)).toEqual(["booked"]);
  const { body } = await holdfast.get<MeetingEvents>(
    `/api/meetings/${meetingsIn(diary)[0]}/events`,
  );
  expect(body.events).toHaveLength(1);
});

it("says that the connection is lost, and shows without a reload what was booked meanwhile", async (context) => {
  const page = await openPage(present(launched, context), holdfast, { path: dayPath(DAYS) });
  const slot = { room: "room-2", from: 9, to: 10 };
  await connectionOf(page, "live").waitFor();
  await laneOf(page, "room-2");
  await page.evaluate("window.sameDocument = true");

  await page.context().setOffline(true);
  await bookElsewhere(slot, "person-1");
  await connectionOf(page, "lost").waitFor();
  expect(await blockOf(page, slot, "Booked").count()).toBe(0);
  await page.context().setOffline(false);
  await blockOf(page, slot, "Booked").waitFor();
  await connectionOf(page, "live").waitFor();
  expect(await page.evaluate("window.sameDocument")).toBe(true);
});

it("goes on when the gateway was killed and is back", async (context) => {
  const page = await openPage(present(launched, context), holdfast, { path: dayPath(DAYS) });
  await connectionOf(page, "live").waitFor();
  await page.evaluate("window.sameDocument = true");
  const gateway = await holdfast.agent("gateway");
  process.kill(gateway.pid, "SIGKILL");
  await connectionOf(page, "lost").waitFor();
  await until("another gateway runs", () => holdfast.isReplaced(gateway));
  await connectionOf(page, "live").waitFor();

  const slot = { room: "room-2", from: 11, to: 12 };
  await bookElsewhere(slot, "person-1");
  await blockOf(page, slot, "Booked").waitFor();
  expect(await page.evaluate("window.sameDocument")).toBe(true);
});

it("shows the rooms as they were before a booking, changes nothing there, and comes back to now", async (context) => {
  const slot = { room: "room-3", from: 9, to: 10 };
  const page = await openPage(present(launched, context), holdfast, { path: dayPath(DAYS) });
  const before = Date.now();
  await bookElsewhere(slot, "person-4");
  const block = blockOf(page, slot, "Booked");
  await block.waitFor();

  const oldest = holdfast.get<Audit>("/api/audit?limit=1&order=oldest");
  const first = Date.parse((await oldest).body.entries[0]!.at);
  const slider = page.getByRole("slider", { name: "Show everything as it was at" });
  await page.getByRole("button", { name: "Travel in time" }).click();
  const wanted = (furnishedAt + before) / 2;
  await slider.fill(String(Math.round(((wanted - first) / (Date.now() - first)) * 1_000)));
  await block.waitFor({ state: "detached" });
  const plus = page.getByRole("button", { name: "Choose a time in room-3" });
  expect(await plus.isDisabled()).toBe(true);
  const requests: string[] = [];
  page.on("request", (request) => requests.push(request.method()));
  const lane = await laneOf(page, "room-3");
  await moveTo(page, lane, 12);
  await page.mouse.down();
  await moveTo(page, lane, 13);
  await page.mouse.up();

  await page.getByRole("button", { name: "Now", exact: true }).click();
  await block.waitFor();
  expect(await plus.isDisabled()).toBe(false);
  expect(requests.filter((method) => method !== "GET")).toEqual([]);
  await dragOver(page, { ...slot, from: 12, to: 13 });
  await page.mouse.up();
  await bookingForm(page).getByRole("timer").waitFor();
});

it("kills an agent when asked to, and tells what came of it", async (context) => {
  const page = await openPage(present(launched, context), holdfast, { path: "/break" });
  const agent = await holdfast.agent("calendar-agent");
  const kill = page.getByRole("region").filter({ has: page.getByRole("button", { name: "Kill" }) });
  await kill.getByLabel("Process").selectOption(agent.name);
  await kill.getByRole("button", { name: "Kill" }).click();

  await kill.getByText(`${agent.name} (${agent.pid})`, { exact: false }).first().waitFor();
  await until("another process runs", () => holdfast.isReplaced(agent));
  const next = await holdfast.agent("calendar-agent");
  await kill
    .getByText(new RegExp(`\\(${agent.pid}\\).*\\b${next.pid}\\b`))
    .first()
    .waitFor();
});

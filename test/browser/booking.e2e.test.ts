/** A room is booked from the page: by mouse, by keyboard, against others, and against the clock. */

import type { Meeting } from "@holdfast/api";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Holdfast, until } from "../end-to-end/holdfast.ts";
import { at, diaryOf, furnish } from "../end-to-end/office.ts";
import { bookingForm, confirm, fillIn } from "./booking-form.ts";
import { launch, openPage, present } from "./browser.ts";
import { Finger } from "./finger.ts";
import { blockOf, dayPath, dragOver, laneOf, moveTo } from "./timeline.ts";

/** Each test has a room of its own. */
const DAYS = 2;
const SECONDS_SEEN = 2;
const TABS_MAX = 60;
const START_MS_MAX = 60_000;

let holdfast: Holdfast;
let launched: Browser | undefined;

beforeAll(async () => {
  launched = await launch();
  if (!launched) return;
  holdfast = await Holdfast.start({ workshop: true });
  await furnish(holdfast, 7, 6);
}, START_MS_MAX);

afterAll(async () => {
  await launched?.close();
  await holdfast?.destroy();
}, START_MS_MAX);

/** What the room's diary says, without what only this reader sees. */
async function stateOf(room: string) {
  const intervals = await diaryOf(holdfast, room);
  return intervals.map(({ start, end, status }) => ({ start, end, status }));
}

/** A person's own access token. */
async function tokenOf(person: string): Promise<string> {
  const asked = { person, role: "member" };
  const { body } = await holdfast.request("POST", "/api/access-tokens", asked);
  return String(body.accessToken);
}

/** Books over HTTP, as another client would. */
async function bookElsewhere(room: string, title: string, organizer = "person-5") {
  const meeting = { title, room, start: at(DAYS, 9), end: at(DAYS, 10), organizer };
  const { status, body } = await holdfast.request("POST", "/api/meetings", meeting);
  expect(status).toBe(201);
  return String(body.id);
}

/** Changes it over HTTP, upon whatever version there is. */
async function changeElsewhere(meeting: string, change: object): Promise<void> {
  const path = `/api/meetings/${meeting}`;
  const { status } = await holdfast.request("PATCH", path, change, { "if-match": "*" });
  expect(status).toBe(200);
}

async function hasTheFocus(page: Page, target: Locator): Promise<void> {
  const focused = page.locator(":focus");
  await until("it has the focus", async () => (await focused.and(target).count()) > 0);
}

it("holds a slot as soon as it was dragged, and books it", async (context) => {
  const page = await openPage(present(launched, context), holdfast, { path: dayPath(DAYS) });
  const slot = { room: "room-1", from: 9, to: 10.5 };
  const refused: string[] = [];
  page.on("response", (reply) => {
    const [method, status] = [reply.request().method(), reply.status()];
    if (status >= 400) refused.push(`${method} ${reply.url()}: ${status}`);
  });
  await dragOver(page, slot);
  expect(await stateOf("room-1")).toEqual([]);
  await page.mouse.up();

  const interval = { start: at(DAYS, 9), end: at(DAYS, 10, 30) };
  await until("the slot is held", async () => (await stateOf("room-1")).length > 0);
  expect(await stateOf("room-1")).toEqual([{ ...interval, status: "held" }]);
  const countdown = bookingForm(page).getByRole("timer");
  const shown = new Set<string | null>();
  await until("the countdown runs", async () => {
    shown.add(await countdown.textContent());
    return shown.size > SECONDS_SEEN;
  });

  await fillIn(page, { title: "Plans", organizer: "person-1", required: ["person-2"] });
  await confirm(page);
  const told = page.getByRole("status").filter({ hasText: /^Booked: Plans, .*09:00–10:30/ });
  await told.waitFor();
  await blockOf(page, slot, "Booked").waitFor();
  expect(await bookingForm(page).count()).toBe(0);
  expect(await stateOf("room-1")).toEqual([{ ...interval, status: "booked" }]);
  await hasTheFocus(page, blockOf(page, slot, "Booked"));
  expect(refused, "nothing is asked for in vain").toEqual([]);

  await page.getByRole("link", { name: "Inbox" }).click();
  const mail = page.getByRole("button", { name: /person-2.*Plans/ });
  await mail.click();
  const invitation = page.getByRole("region", { name: "Invitation" });
  expect(await invitation.textContent()).toContain("09:00–10:30");
});

it("keeps what was typed when the hold lapses under the form, and can hold it again", async (context) => {
  const page = await openPage(present(launched, context), holdfast, { path: dayPath(DAYS) });
  const slot = { room: "room-2", from: 11, to: 12 };
  await dragOver(page, slot);
  const placing = page.waitForResponse((response) => response.url().endsWith("/api/holds"));
  await page.mouse.up();
  const hold = (await (await placing).json()) as { id: string };
  await fillIn(page, { title: "Slowly typed", organizer: "person-2" });

  const order = await holdfast.request("POST", "/api/break/lapse-hold", { hold: hold.id });
  expect(order.status).toBe(202);
  const form = bookingForm(page);
  await form.getByRole("alert").waitFor();
  expect(await form.getByRole("textbox", { name: "Title" }).inputValue()).toBe("Slowly typed");
  expect(await form.getByRole("button", { name: "Book it" }).isDisabled()).toBe(true);
  expect(await stateOf("room-2")).toEqual([]);

  await form.getByRole("button", { name: "Hold it again" }).click();
  await form.getByRole("timer").waitFor();
  await confirm(page);
  await blockOf(page, slot, "Booked").waitFor();
  expect(await page.getByRole("button", { name: /Booked: Slowly typed/ }).count()).toBe(1);
});

it("gives a slot that two want to one of them, and tells the other who has it, and what else would do", async (context) => {
  const browser = present(launched, context);
  const slot = { room: "room-3", from: 9, to: 10 };
  const windows = await Promise.all(
    ["person-3", "person-4"].map(async (person) => {
      const token = await tokenOf(person);
      const page = await openPage(browser, holdfast, { path: dayPath(DAYS), token });
      await dragOver(page, slot);
      return { person, page };
    }),
  );
  await Promise.all(windows.map(({ page }) => page.mouse.up()));

  const forms = () => Promise.all(windows.map(({ page }) => bookingForm(page).count()));
  const alerts = windows.map(({ page }) => page.getByRole("dialog").getByRole("alert"));
  await until("both were answered", async () => {
    const refused = await Promise.all(alerts.map((alert) => alert.count()));
    return [...(await forms()), ...refused].reduce((sum, count) => sum + count, 0) === 2;
  });
  expect((await forms()).sort()).toEqual([0, 1]);
  const winner = (await forms()).indexOf(1);
  const loser = windows[1 - winner]!.page;
  expect(await stateOf("room-3")).toHaveLength(1);
  expect(await alerts[1 - winner]!.textContent()).toContain(windows[winner]!.person);

  await loser.getByRole("dialog").getByRole("listitem").first().getByRole("button").click();
  await bookingForm(loser).getByRole("timer").waitFor();
});

it("explains that somebody else has changed the meeting which one drags, and moves it when asked again", async (context) => {
  const page = await openPage(present(launched, context), holdfast, { path: dayPath(DAYS) });
  const meeting = await bookElsewhere("room-4", "Seen");
  const lane = await laneOf(page, "room-4");
  await blockOf(page, { room: "room-4", from: 9, to: 10 }, "Booked").waitFor();
  await moveTo(page, lane, 9.5);
  await page.mouse.down();
  const read = page.waitForResponse((response) => response.url().endsWith(meeting));
  await moveTo(page, lane, 12.5);
  await (await read).finished();
  await changeElsewhere(meeting, { title: "Changed elsewhere" });
  await page.mouse.up();

  const dialog = page.getByRole("dialog");
  await dialog.getByRole("heading", { name: /Changed elsewhere/ }).waitFor();
  expect((await stateOf("room-4"))[0]!.start).toBe(at(DAYS, 9));
  await dialog.getByRole("button", { name: "Move it all the same" }).click();
  await blockOf(page, { room: "room-4", from: 12, to: 13 }, "Booked").waitFor();
  await until("it was moved", async () => (await stateOf("room-4"))[0]?.start === at(DAYS, 12));
  const { body } = await holdfast.get<Meeting>(`/api/meetings/${meeting}`);
  expect(body.title).toBe("Changed elsewhere");
});

it("is left where it is by a finger that moves at once, which scrolls", async (context) => {
  const onPhone = { viewport: { width: 390, height: 800 }, hasTouch: true, isMobile: true };
  const path = dayPath(DAYS);
  const page = await openPage(present(launched, context), holdfast, { path, ...onPhone });
  await bookElsewhere("room-7", "By hand", "person-4");
  const block = blockOf(page, { room: "room-7", from: 9, to: 10 }, "Booked");
  await block.scrollIntoViewIfNeeded();
  const finger = await Finger.on(page);
  const middle = async () => {
    const { x, y, width, height } = (await block.boundingBox())!;
    return { x: x + width / 2, y: y + height / 2 };
  };
  const before = await middle();
  // At once: however slow the machine is, it does not stay.
  await Promise.all([finger.down(before), finger.moveTo({ x: before.x - 80, y: before.y })]);
  await until("it has scrolled", async () => (await middle()).x < before.x - 20);
  await finger.up();
  expect((await stateOf("room-7"))[0]!.start).toBe(at(DAYS, 9));
});

it("shows on the meeting's page what somebody else has changed, and makes one's change on that", async (context) => {
  const meeting = await bookElsewhere("room-5", "Old words");
  const path = `/meetings/${meeting}`;
  const page = await openPage(present(launched, context), holdfast, { path });
  await page.getByRole("button", { name: "Move", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(/^Begins/).fill(at(DAYS, 14).slice(0, 16));
  await changeElsewhere(meeting, { title: "New words" });
  await dialog.getByRole("button", { name: "Move it" }).click();

  const since = dialog.getByRole("alert");
  await since.getByText("Old words").waitFor();
  await since.getByText("New words").waitFor();
  await since.getByRole("button").click();
  await dialog.waitFor({ state: "detached" });
  expect(await stateOf("room-5")).toEqual([
    { start: at(DAYS, 14), end: at(DAYS, 15), status: "booked" },
  ]);
});

it("is booked with the keyboard alone, and the focus is never lost", async (context) => {
  const page = await openPage(present(launched, context), holdfast, { path: dayPath(DAYS) });
  await laneOf(page, "room-6");
  const focused = page.locator(":focus");
  const hasFocus = () => page.evaluate("document.activeElement !== document.body");
  const press = async (...keys: string[]) => {
    for (const key of keys) {
      await page.keyboard.press(key);
      expect(await hasFocus(), `something has the focus after ${key}`).toBe(true);
    }
  };
  const tabTo = async (target: Locator) => {
    const isThere = async () => (await focused.and(target).count()) > 0;
    for (let tabs = 0; !(await isThere()) && tabs < TABS_MAX; tabs++) await press("Tab");
    expect(await isThere(), String(target)).toBe(true);
  };

  await tabTo(page.getByRole("link", { name: "Skip to content" }));
  await press("Enter");
  await tabTo(page.getByRole("slider", { name: "Time in room-6" }));
  await press("Home", ...Array(9).fill("PageDown"), "Shift+PageDown", "Enter");
  const form = bookingForm(page);
  const title = form.getByRole("textbox", { name: "Title" });
  await hasTheFocus(page, title);
  await page.keyboard.type("Without a mouse");
  await tabTo(form.getByRole("combobox", { name: "Organizer" }));
  await page.keyboard.type("person-6");
  await press("Enter");
  await tabTo(form.getByRole("button", { name: "Book it" }));
  await press("Enter");
  await form.waitFor({ state: "detached" });
  await hasTheFocus(page, blockOf(page, { room: "room-6", from: 9, to: 10.25 }, "Booked"));
  await press("Shift+Tab");
  const cursor = page.getByRole("slider", { name: "Time in room-6" });
  expect(await focused.and(cursor).count(), "beside where it began").toBe(1);
});

/** What has to hold on every page: for those who cannot see well, and against those who mean ill. */

import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Mails } from "@holdfast/api";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Holdfast, until } from "../end-to-end/holdfast.ts";
import { openAllDay } from "../end-to-end/office.ts";
import { root } from "../repository/sources.ts";
import { graveFindings } from "./accessibility.ts";
import { bookingForm } from "./booking-form.ts";
import { launch, openPage, present } from "./browser.ts";

const START_MS_MAX = 60_000;
const MINUTE_MS = 60_000;
const SCRIPT_BYTES_MAX = 150_000;
/** On a machine that is busy with other things; on an idle one it is a tenth of it. */
const FIRST_PAINT_MS_MAX = 3_000;

/** What somebody may have typed who means ill. */
const HOSTILE = `<img src=x onerror=alert(1)><script>alert(2)</script>"'{{7*7}}`;
const ROOM = `Room ${HOSTILE}`;
const PERSON = `Person ${HOSTILE}`;
const TITLE = `Title ${HOSTILE}`;
const REASON = `Reason ${HOSTILE}`;

let holdfast: Holdfast;
let launched: Browser | undefined;
let meeting: string;
let mail: string;

beforeAll(async () => {
  launched = await launch();
  if (!launched) return;
  holdfast = await Holdfast.start({ workshop: true });
  await furnishHostilely();
  meeting = await bookNow();
  await until("the mail has come", async () => (await mails()).length > 0);
  mail = (await mails())[0]!.id;
}, START_MS_MAX);

afterAll(async () => {
  await launched?.close();
  await holdfast?.destroy();
}, START_MS_MAX);

async function furnishHostilely(): Promise<void> {
  const place = { zone: "UTC", capacity: 10, equipment: ["screen"], openingHours: openAllDay };
  await done("PUT", "/api/rooms/never", { ...place, name: "Never", openingHours: {} });
  const work = { zone: "UTC", workingHours: openAllDay };
  const person = { ...work, name: PERSON, email: "person@example.org" };
  const other = { ...work, name: "Ada", email: "ada@example.org" };
  await done("PUT", "/api/rooms/room", { ...place, name: ROOM });
  await done("PUT", "/api/rooms/repaired", { ...place, name: "Repaired", equipment: [] });
  await done("PUT", "/api/people/person", person);
  await done("PUT", "/api/people/ada", other);
  await done("POST", "/api/rooms/repaired/closures", { ...span(0, 60), reason: REASON });
  await done("POST", "/api/holds", { room: "room", ...span(120, 150) });
}

/** The sign at the door shows it: it is now. */
async function bookNow(): Promise<string> {
  const people = { organizer: "person", required: ["ada"] };
  const asked = { title: TITLE, description: HOSTILE, room: "room", ...span(0, 60), ...people };
  return String((await done("POST", "/api/meetings", asked)).id);
}

async function done(method: string, path: string, body: object) {
  const reply = await holdfast.request(method, path, body);
  expect(reply.status, JSON.stringify(reply.body)).toBeLessThan(300);
  return reply.body;
}

/** Minutes from this one on. */
function span(from: number, to: number) {
  const now = Math.floor(Date.now() / MINUTE_MS);
  const [start, end] = [from, to].map((minutes) =>
    new Date((now + minutes) * MINUTE_MS).toISOString(),
  );
  return { start, end };
}

async function mails(): Promise<Mails["mails"]> {
  const { body } = await holdfast.get<Mails>("/api/inbox");
  return body.mails;
}

/** By day and by night, on a screen and on a phone. */
const LOOKS = [
  { colorScheme: "light", width: 1_280 },
  { colorScheme: "dark", width: 1_280 },
  { colorScheme: "dark", width: 390 },
  { colorScheme: "light", width: 390 },
] as const;

interface Shown {
  readonly path: string;
  /** Of what people have typed. */
  readonly shows: readonly string[];
  /** The button that opens a dialog over it. */
  readonly opens?: RegExp;
}

function everyPage(): Shown[] {
  return [
    { path: "/rooms", shows: [ROOM, TITLE] },
    { path: "/rooms", shows: [ROOM, TITLE], opens: /^Booked: Title/ },
    { path: "/rooms?over=week", shows: [ROOM] },
    { path: "/book?required=person%2Cada&equipment=screen", shows: [ROOM, PERSON] },
    { path: "/book?required=person&equipment=screen", shows: [ROOM, PERSON], opens: /^Take it/ },
    { path: "/meetings", shows: [ROOM, TITLE, PERSON] },
    { path: `/meetings/${meeting}`, shows: [ROOM, TITLE, PERSON, HOSTILE] },
    { path: `/meetings/${meeting}`, shows: [TITLE], opens: /^Move$/ },
    { path: "/agents", shows: [] },
    { path: "/break", shows: [] },
    { path: `/inbox?mail=${mail}`, shows: [TITLE] },
    { path: "/room/room", shows: [ROOM, TITLE, PERSON] },
    { path: "/room/repaired", shows: [REASON] },
    { path: "/room/never", shows: ["Closed today"] },
    { path: "/book", shows: ["Who has to come?"] },
    { path: "/no-such/<b>page</b>", shows: ["There is no such page"] },
  ];
}

/** Goes there, and waits until everything has been loaded. */
async function show(page: Page, { path, shows, opens }: Shown): Promise<void> {
  await page.goto(holdfast.url + path);
  await page.getByRole("main").getByRole("heading").first().waitFor();
  for (const text of shows) await page.getByText(text).filter({ visible: true }).first().waitFor();
  await until(`${path} is loaded`, async () => (await page.getByText(/^Loading /).count()) === 0);
  if (!opens) return;
  await page.getByRole("button", { name: opens }).first().click();
  await page.getByRole("dialog").getByRole("button").nth(1).waitFor();
}

it("is perceivable and operable, by day and by night, on a screen and on a phone", async (context) => {
  const page = await openPage(present(launched, context), holdfast, { reducedMotion: "reduce" });
  const found: Record<string, string[]> = {};
  for (const shown of everyPage()) {
    await page.setViewportSize({ width: LOOKS[0].width, height: 800 });
    await page.emulateMedia({ colorScheme: LOOKS[0].colorScheme });
    await show(page, shown);
    for (const { colorScheme, width } of LOOKS) {
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme });
      const findings = await graveFindings(page);
      const overflow = await page.evaluate("document.documentElement.scrollWidth > innerWidth");
      if (overflow) findings.push("it is wider than the screen");
      if (findings.length > 0)
        found[`${shown.path} ${shown.opens ?? ""}, ${colorScheme}, ${width}`] = findings;
    }
  }
  expect(found).toEqual({});
});

it("shows names, titles and reasons as they were typed, and runs nothing of them", async (context) => {
  const page = await openPage(present(launched, context), holdfast);
  const injected = "document.querySelectorAll('img[src=x], script:not([src])').length";
  for (const shown of everyPage()) {
    await show(page, shown);
    expect([shown.path, await page.evaluate(injected)]).toEqual([shown.path, 0]);
  }
  await show(page, {
    path: "/book?required=person&equipment=screen",
    shows: [PERSON],
    opens: /^Take it/,
  });
  const form = bookingForm(page);
  await form.getByText(ROOM).first().waitFor();
  expect(await form.getByRole("textbox", { name: "Title" }).inputValue()).toContain("Person");
  await form.getByRole("button", { name: "Book it" }).click();
  await page.getByRole("heading", { name: "Its life" }).waitFor();
  expect(await page.evaluate(injected)).toBe(0);
});

it("weighs little, and is there at once", async (context) => {
  const assets = join(root, "apps", "web", "dist", "assets");
  const scripts = readdirSync(assets).filter((name) => name.endsWith(".js.br"));
  const bytes = scripts.map((name) => statSync(join(assets, name)).size);
  expect(scripts.length).toBeGreaterThan(0);
  expect(bytes.reduce((sum, each) => sum + each)).toBeLessThan(SCRIPT_BYTES_MAX);

  const page = await openPage(present(launched, context), holdfast);
  await page.reload();
  const painted = await page.evaluate<number>(`new Promise((resolve) => {
    new PerformanceObserver((list) => {
      const paint = list.getEntriesByName("first-contentful-paint")[0];
      if (paint) resolve(paint.startTime);
    }).observe({ type: "paint", buffered: true });
  })`);
  expect(painted).toBeLessThan(FIRST_PAINT_MS_MAX);
});

// The README's pictures, taken from a running system: a small company on a state that is thrown away,
// its story told, and a browser that looks at it. `npm run screenshots` builds first, and comes here.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const cli = join(root, "apps", "cli", "bundle", "main.mjs");
const images = join(root, "docs", "images");
const { chromium } = createRequire(join(root, "test", "package.json"))("playwright-core");

/** The company of the story is in Berlin. */
const ZONE = "Europe/Berlin";
const SIZE = { width: 1280, height: 800 };
const READY_MS_MAX = 60_000;
const RETRY_MS = 100;
const DAY_MS = 24 * 60 * 60 * 1_000;

/** A day of the company after its story: room, from and to by Berlin's clock, title, who comes. */
const DAY = [
  ["ada-lovelace", "09:00", "10:00", "Planning", "jonas", "lena"],
  ["ada-lovelace", "11:00", "12:00", "Interview", "lena"],
  ["ada-lovelace", "14:00", "15:30", "Retrospective", "jonas", "lena"],
  ["alan-turing", "09:00", "10:30", "Roadmap", "kenji", "yui"],
  ["alan-turing", "16:00", "17:00", "Budget", "marcus"],
  ["eiichi-goto", "07:30", "08:30", "Handover", "kenji"],
  ["eiichi-goto", "11:00", "12:00", "Release check", "yui", "kenji"],
  ["grace-hopper", "13:30", "15:00", "Customer call", "marcus", "nora"],
  ["katherine-johnson", "16:00", "17:30", "Hiring", "nora"],
  ["konrad-zuse", "10:00", "11:30", "Architecture", "marcus", "nora"],
  ["konrad-zuse", "16:00", "18:00", "All hands", "lena", "jonas", "yui"],
];

const folder = mkdtempSync(join(tmpdir(), "holdfast-screenshots-"));
const system = holdfast(["start", "--workshop", "--port", "0"]);
const ended = once(system, "exit");
try {
  await until("everything serves", async () => (await ask("/health")).status === "ok");
  const [status] = await once(holdfast(["demo", "--exit"]), "exit");
  if (status !== 0) throw new Error(`The story ended with ${status}.`);
  mkdirSync(images, { recursive: true });
  await takeAll();
} finally {
  system.kill("SIGINT");
  await ended;
  rmSync(folder, { recursive: true, force: true });
}

/** What it says goes to the error output. */
function holdfast(args) {
  const stdio = ["ignore", 2, 2];
  return spawn(process.execPath, [cli, ...args, "--state", folder], { cwd: root, stdio });
}

async function takeAll() {
  const { HOLDFAST_CHROMIUM: executablePath = "/usr/bin/chromium" } = process.env;
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  try {
    const options = { viewport: SIZE, deviceScaleFactor: 1, timezoneId: ZONE, locale: "en-GB" };
    const page = await browser.newPage({ ...options, reducedMotion: "reduce" });
    await page.goto(`${address()}/rooms?access_token=${accessToken()}`);
    const day = nextWednesdayButOne();
    const meeting = await fill(day);
    await takeRooms(page, day);
    await takeBooking(page);
    await takeSaga(page, meeting);
    await takeBreakIt(page);
  } finally {
    await browser.close();
  }
}

async function takeRooms(page, day) {
  await page.goto(`${address()}/rooms?day=${day}`);
  await page.getByRole("button", { name: /^Booked: All hands/ }).waitFor();
  await page.getByRole("button", { name: /projector is repaired/ }).waitFor();
  await take(page, "rooms");
}

/** Half past twelve in the first room, held by a drag. */
async function takeBooking(page) {
  const lane = page.getByRole("slider", { name: "Time in Ada Lovelace", exact: true });
  const { x, y, width, height } = await lane.locator("..").boundingBox();
  const moveTo = (hour) => page.mouse.move(x + (width * hour) / 24, y + height / 2, { steps: 5 });
  await moveTo(12.6);
  await page.mouse.down();
  await moveTo(13.4);
  await page.mouse.up();

  const form = page.getByRole("form", { name: "Book this slot" });
  await form.getByRole("textbox", { name: "Title" }).fill("Design review");
  await choose(form.getByRole("combobox", { name: "Organizer" }), "Lena");
  await choose(form.getByRole("combobox", { name: /^Required/ }), "Jonas");
  await form.getByRole("textbox", { name: "Title" }).focus();
  await loaded(page);
  const said = page.locator("output[aria-live]");
  await until("nothing is announced any more", async () => (await said.textContent()) === "");
  await take(page, "booking");
  await page.keyboard.press("Escape");
}

async function choose(picker, name) {
  await picker.fill(name);
  await picker.press("Enter");
}

async function takeSaga(page, meeting) {
  await page.goto(`${address()}/meetings/${meeting}`);
  const marks = page.getByRole("button", { name: /after the start$/ });
  await marks.last().waitFor();
  await loaded(page);
  await page
    .getByRole("listitem", { name: /^calendar-agent/ })
    .getByRole("button")
    .first()
    .focus();
  const heading = page.getByRole("heading", { name: "Who did what" });
  await heading.evaluate((element) => element.parentElement.scrollIntoView());
  await take(page, "saga");
}

/** With an agent that was killed a moment ago, and is back. */
async function takeBreakIt(page) {
  await page.goto(`${address()}/break`);
  await page.getByRole("button", { name: "Kill", exact: true }).click();
  await until("the agent is back", async () => {
    const { orders } = await ask("/api/break/orders");
    return orders[0]?.state === "done";
  });
  await page.getByText("Did happen").first().waitFor();
  await loaded(page);
  await page.evaluate("document.activeElement.blur(); scrollTo(0, 0)");
  await take(page, "break-it");
}

async function take(page, name) {
  await page.mouse.move(0, 0);
  await page.screenshot({ path: join(images, `${name}.png`), animations: "disabled" });
  console.log(`docs/images/${name}.png`);
}

function loaded(page) {
  const loading = page.getByText(/^Loading /);
  return until("everything is loaded", async () => (await loading.count()) === 0);
}

/** Books the day, while a step fails once: returns the meeting whose saga has that to tell. */
async function fill(day) {
  const span = (from, to) => ({ start: `${day}T${from}:00`, end: `${day}T${to}:00`, zone: ZONE });
  const failing = await ask("/api/break/fail-step", { kind: "hold-calendars" });
  const isOver = async () => {
    const { orders } = await ask("/api/break/orders");
    return orders.find(({ id }) => id === failing.order.id).state !== "ordered";
  };
  let eventful;
  for (const [room, from, to, title, organizer, ...required] of DAY) {
    const meeting = { title, room, organizer, required, ...span(from, to) };
    const { id } = await ask("/api/meetings", meeting);
    if (!eventful && (await isOver())) eventful = id;
  }
  await ask("/api/holds", { room: "alan-turing", ...span("13:00", "14:30") });
  const reason = "The projector is repaired";
  await ask("/api/rooms/katherine-johnson/closures", { ...span("13:00", "15:00"), reason });
  return eventful;
}

/** Nothing of the story is on it. */
function nextWednesdayButOne() {
  const today = new Date();
  const days = ((3 - today.getUTCDay() + 7) % 7 || 7) + 7;
  return new Date(today.getTime() + days * DAY_MS).toISOString().slice(0, 10);
}

/** With a body: posts it. */
async function ask(path, body) {
  const headers = { authorization: `Bearer ${accessToken()}`, "content-type": "application/json" };
  const posted = body && { method: "POST", body: JSON.stringify(body) };
  const response = await fetch(address() + path, { headers, ...posted });
  const reply = await response.json();
  if (!response.ok) throw new Error(`${path}: ${JSON.stringify(reply)}`);
  return reply;
}

function address() {
  const { url } = JSON.parse(readFileSync(join(folder, "gateway.json"), "utf8"));
  return url.replace(/\/$/, "");
}

function accessToken() {
  return readFileSync(join(folder, "access-token"), "utf8").trim();
}

async function until(what, holds) {
  const deadline = performance.now() + READY_MS_MAX;
  while (!(await holds().catch(() => false))) {
    if (performance.now() > deadline) throw new Error(`Waited in vain: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}

/**
 * How many meetings a second through all the processes, from the request to the durable pivot, and how
 * long does one take? Real processes, real HTTP; the mails drain by themselves meanwhile. Beside it,
 * what each process uses: who is busiest is where the time goes.
 */

import { Holdfast } from "@holdfast/test/holdfast";
import { at, furnish, type Office } from "@holdfast/test/office";
import { inFolder } from "./folder.ts";
import { closedLoop, type Measured, summary } from "./measure.ts";
import type { BenchOptions } from "./options.ts";
import { percent, type Usage, usageOf } from "./process-usage.ts";
import { rateAndTimes, table } from "./report.ts";

const ROOMS = 40;
const SLOTS_A_DAY = 48;
const DAYS = 300;
/** Mails are sent and views are up to date long before. */
const REST_MS = 250;

export async function benchBookings({ seconds }: BenchOptions): Promise<void> {
  console.log(
    "A booking: HTTP request, room and one person held, confirmed in one durable commit.",
  );
  await inFolder(async (state) => {
    const holdfast = await Holdfast.start({ state });
    try {
      await measure(holdfast, seconds);
    } finally {
      await holdfast.stop();
    }
  });
}

async function measure(holdfast: Holdfast, seconds: number): Promise<void> {
  const office = await furnish(holdfast, ROOMS, ROOMS);
  const processes = await processesOf(holdfast);
  let taken = 0;
  const book = () => bookOne(holdfast, office, taken++);
  await atRest(book, seconds);
  const resting = await atRest(book, seconds);
  const pause = `one by one, ${REST_MS} ms between`;
  table(
    `bookings, ${pause}`,
    ["per second", "p50 ms", "p99 ms"],
    [["all processes", ...rateAndTimes(resting)]],
  );
  for (const inFlight of [1, 16, 64]) {
    await closedLoop(inFlight, book, { forMs: 1_000, warmUpMs: 0 });
    const [before, started] = [readUsage(processes), performance.now()];
    const measured = await closedLoop(inFlight, book, { forMs: seconds * 1_000, warmUpMs: 0 });
    const elapsedMs = performance.now() - started;
    table(
      `bookings, ${inFlight} in flight`,
      ["per second", "p50 ms", "p99 ms"],
      [["all processes", ...rateAndTimes(measured)]],
    );
    const bookings = measured.latenciesMs.length;
    reportUsage(before, readUsage(processes), { elapsedMs, bookings });
  }
}

/** Now and then somebody books: each booking finds a system at rest. */
async function atRest(book: () => Promise<void>, seconds: number): Promise<Measured> {
  const latenciesMs: number[] = [];
  const started = performance.now();
  while (performance.now() - started < seconds * 1_000) {
    await new Promise((resolve) => setTimeout(resolve, REST_MS));
    const asked = performance.now();
    await book();
    latenciesMs.push(performance.now() - asked);
  }
  return summary(latenciesMs, (latenciesMs.length / (performance.now() - started)) * 1_000);
}

/** A half hour that nobody has: a room, and a person of its own, after the other. */
async function bookOne(holdfast: Holdfast, office: Office, index: number): Promise<void> {
  const which = index % ROOMS;
  const half = Math.floor(index / ROOMS);
  const day = 1 + (Math.floor(half / SLOTS_A_DAY) % DAYS);
  const minute = (half % SLOTS_A_DAY) * 30;
  const { status, body } = await holdfast.request("POST", "/api/meetings", {
    title: `Meeting ${index}`,
    start: at(day, 0, minute),
    end: at(day, 0, minute + 30),
    room: office.rooms[which],
    organizer: office.people[which],
    required: [],
  });
  if (status !== 201) throw new Error(`Status ${status}: ${JSON.stringify(body)}`);
}

async function processesOf(holdfast: Holdfast): Promise<Map<string, number>> {
  const agents = await holdfast.agents();
  return new Map([
    ...agents.flatMap(({ name, pid }) => (pid ? [[name, pid] as const] : [])),
    ["supervisor", holdfast.pid],
    ["this load", process.pid],
  ]);
}

function readUsage(processes: ReadonlyMap<string, number>): Map<string, Usage | undefined> {
  return new Map([...processes].map(([name, pid]) => [name, usageOf(pid)]));
}

function reportUsage(
  before: ReadonlyMap<string, Usage | undefined>,
  after: ReadonlyMap<string, Usage | undefined>,
  { elapsedMs, bookings }: { elapsedMs: number; bookings: number },
): void {
  const rows = [...after].flatMap(([name, usage]) => {
    const earlier = before.get(name);
    if (!usage || !earlier) return [];
    const cpuMs = usage.cpuMs - earlier.cpuMs;
    const memory = [usage.residentMiB.toFixed(0), usage.anonymousMiB.toFixed(0)];
    return [[`  ${name}`, (cpuMs / bookings).toFixed(2), percent(cpuMs / elapsedMs), ...memory]];
  });
  table("", ["ms a booking", "of one core", "resident MiB", "its own MiB"], rows);
}

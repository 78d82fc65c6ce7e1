import {
  CALENDAR_STATUS,
  CALENDARS,
  type CalendarStatus,
  COMMITMENTS,
  type Commitment,
  type CommitmentMonth,
  type ImportedCalendar,
  PEOPLE,
  READ_CALENDAR,
} from "@holdfast/scheduling";
import {
  deleteDocument,
  dropTask,
  enqueueTask,
  keyspace,
  putDocument,
  toDocument,
} from "@holdfast/shared-state";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { aPerson, at, commit, MONDAY, Office } from "./office.ts";

const DAY_MS = 86_400_000;
const TASK = { queue: "calendar-agent", id: `${READ_CALENDAR}/grace` };
/** Reading happens in a thread, which takes a moment to start. */
const WAITING = { timeout: 20_000, interval: 20 };

let office: Office;
beforeEach(async () => {
  office = await Office.open(["room-agent", "calendar-agent", "notification-agent"]);
});
afterEach(() => office.close());

describe("an imported calendar", () => {
  it("keeps its owner from meetings at the time, and from no others", async () => {
    await importAndRead(calendar(event("dentist", "20260106T091500Z", "20260106T093000Z")));
    const saga = await office.book("m1");
    expect(saga.failure).toEqual({
      ...{ step: "hold-calendars", reason: "attendee-busy" },
      detail: {
        people: [{ person: "grace", why: "commitment", start: at("09:15"), end: at("09:30") }],
      },
    });
    expect((await office.book("m2", { required: ["ada"] })).state).toBe("completed");
    const after = { start: at("09:30"), end: at("10:00"), rooms: ["hopper"], required: ["grace"] };
    expect((await office.book("m3", after)).state).toBe("completed");
    expect(await office.leftovers()).toEqual([`task/calendar-agent/${TASK.id}`, delayKey()]);
  });

  it("does not say to others what their meetings are called", async () => {
    await importAndRead(calendar(event("Interview at Initech", "20260106T090000Z")));
    const saga = await office.book("m1");
    expect(JSON.stringify(saga)).not.toContain("Initech");
  });

  it("does not keep those away who are only optional", async () => {
    await importAndRead(calendar(event("dentist", "20260106T090000Z")));
    const saga = await office.book("m1", { required: ["ada"], optional: ["grace"] });
    expect(saga.state).toBe("completed");
  });

  it("of times that cannot be told counts as unclear, never as free", async () => {
    const lost = [
      ...["BEGIN:VEVENT", "UID:lost", "SUMMARY:Lost", "DTSTART;TZID=Mars/Olympus:20260106T090000"],
      ...["DTEND;TZID=Mars/Olympus:20260106T100000", "END:VEVENT"],
    ];
    await importAndRead(calendar(lost));
    expect((await status())?.warnings).toHaveLength(1);
    const saga = await office.book("m1");
    expect(saga.failure?.detail).toMatchObject({
      people: [{ person: "grace", why: "calendar-unclear" }],
    });
  });

  it("that cannot be read at all leaves every time unclear", async () => {
    await importAndRead("This is no calendar.");
    expect((await status())?.warnings).toHaveLength(1);
    const saga = await office.book("m1", { start: at("15:00"), end: at("16:00") });
    expect(saga.failure?.detail).toMatchObject({
      people: [{ person: "grace", why: "calendar-unclear" }],
    });
  });

  it("imported anew replaces all of the one before, in every month", async () => {
    const before = event("weekly", "20260106T090000Z", "20260106T100000Z", "RRULE:FREQ=WEEKLY");
    await importAndRead(calendar(before));
    const months = await busyMonths();
    expect(months.length).toBeGreaterThan(11);
    await importAndRead(calendar(event("dentist", "20260113T090000Z")));
    expect(await busyMonths()).toEqual(["grace/2026-01"]);
    expect((await office.book("m1")).state).toBe("completed");
  });

  it("imported anew while it is being read ends as the newer one says", async () => {
    await importCalendar(calendar(event("old", "20260106T090000Z")));
    await vi.waitFor(async () => expect(await claims()).toHaveLength(1), WAITING);
    await importCalendar(calendar(event("new", "20260106T150000Z")));
    await readUpTo(2);
    expect((await office.book("m1")).state).toBe("completed");
    const saga = await office.book("m2", { start: at("15:00"), end: at("16:00") });
    expect(saga.failure?.reason).toBe("attendee-busy");
    expect(await office.openTasks()).toEqual([`task/calendar-agent/${TASK.id}`, delayKey()]);
  });
});

describe("a calendar is read again", () => {
  it("every day, so that a series without end is known as far ahead as before", async () => {
    const series = event("standup", "20260105T083000Z", "20260105T084500Z", "RRULE:FREQ=DAILY");
    await importAndRead(calendar(series));
    const first = await status();
    office.clock.advance(DAY_MS - 1);
    expect(await status()).toEqual(first);
    for (let day = 1; day <= 2; day++) {
      office.clock.advance(day === 1 ? 1 : DAY_MS);
      await vi.waitFor(async () => {
        expect((await status())?.readAt).toBe(MONDAY + day * DAY_MS);
      }, WAITING);
    }
    expect((await status())!.until).toBe(first!.until + 2 * DAY_MS);
    const ahead = MONDAY + 366 * DAY_MS;
    const late = { start: ahead + 8.5 * 3_600_000, end: ahead + 9 * 3_600_000 };
    expect((await office.book("m1", late)).failure?.reason).toBe("attendee-busy");
  });

  it("by another agent, when the one that read it has died", async () => {
    await importCalendar(calendar(event("dentist", "20260106T090000Z")));
    await vi.waitFor(async () => expect(await claims()).toHaveLength(1), WAITING);
    const [reader] = office.agents("calendar-agent");
    await office.employ("calendar-agent");
    expect((await claims())[0]!.worker).toBe(reader!.actor);
    reader!.die();
    office.clock.advance(3_000);
    await readUpTo(1);
    expect((await office.book("m1")).failure?.reason).toBe("attendee-busy");
  });

  it("no more once its owner is gone", async () => {
    await importAndRead(calendar(event("dentist", "20260106T090000Z")));
    await office.transact((tx) => commit(deleteDocument(tx, PEOPLE, "grace")));
    office.clock.advance(DAY_MS);
    await vi.waitFor(async () => expect(await office.openTasks()).toEqual([]), WAITING);
  });

  it("in the owner's zone of that day", async () => {
    const floating = event("lunch", "20260107T120000", "20260107T130000");
    await importAndRead(calendar(floating));
    const moved = { ...aPerson("grace"), zone: "America/New_York" };
    await office.transact((tx) => commit(putDocument(tx, PEOPLE, "grace", moved)));
    office.clock.advance(DAY_MS);
    await vi.waitFor(async () => {
      expect((await status())?.readAt).toBe(MONDAY + DAY_MS);
    }, WAITING);
    const noonInUtc = { start: at("36:00"), end: at("37:00") };
    expect((await office.book("m1", noonInUtc)).state).toBe("completed");
    const noonInNewYork = { start: at("41:00"), end: at("42:00") };
    expect((await office.book("m2", noonInNewYork)).failure?.reason).toBe("attendee-busy");
  });
});

describe("a hostile calendar", () => {
  it("of more than a month can hold leaves that month unclear, and is read in time", async () => {
    const name = "x".repeat(50_000);
    const everyMinute = [
      ...["BEGIN:VEVENT", "UID:flood", `SUMMARY:${name}`, "DTSTART:20260301T000000Z"],
      ...["DURATION:PT30S", "RRULE:FREQ=MINUTELY;COUNT=20000", "END:VEVENT"],
    ];
    await importAndRead(calendar(everyMinute, event("dentist", "20260106T090000Z")));
    const { warnings } = (await status())!;
    expect(warnings.length).toBeGreaterThan(0);
    const march = { start: at("09:00") + 70 * DAY_MS, end: at("10:00") + 70 * DAY_MS };
    expect((await office.book("m1", march)).failure?.detail).toMatchObject({
      people: [{ person: "grace", why: "calendar-unclear" }],
    });
    expect((await office.book("m2")).failure?.detail).toMatchObject({
      people: [{ person: "grace", why: "commitment" }],
    });
    expect((await office.book("m3", { start: at("14:00"), end: at("15:00") })).state).toBe(
      "completed",
    );
  });

  it("of long names keeps the beginning of each", async () => {
    const name = `${"é".repeat(199)}👩 and much more`;
    const daily = event(name, "20260106T090000Z", "20260106T093000Z", "RRULE:FREQ=DAILY");
    await importAndRead(calendar(daily));
    const [{ summary }] = (await months()).flatMap(({ value }) => value.intervals) as [Commitment];
    expect(summary.startsWith("é".repeat(199))).toBe(true);
    expect(summary.length).toBeLessThanOrEqual(200);
    expect(summary.isWellFormed()).toBe(true);
  });
});

/** As the gateway does. */
async function importCalendar(text: string): Promise<void> {
  const now = office.clock.wallMs();
  const imported: ImportedCalendar = { text, importedAt: now };
  await office.transact((tx) => {
    commit(putDocument(tx, CALENDARS, "grace", imported));
    dropTask(tx, TASK);
    commit(enqueueTask(tx, { ...TASK, kind: READ_CALENDAR, payload: { person: "grace" }, now }));
  });
}

async function importAndRead(text: string): Promise<void> {
  const version = ((await status())?.importedVersion ?? 0) + 1;
  await importCalendar(text);
  await readUpTo(version);
}

async function readUpTo(version: number): Promise<void> {
  await vi.waitFor(async () => expect((await status())?.importedVersion).toBe(version), WAITING);
}

async function status(): Promise<CalendarStatus | undefined> {
  const key = keyspace.document(CALENDAR_STATUS, "grace");
  const stored = await office.state.read((snapshot) => snapshot.get(key));
  return toDocument<CalendarStatus>("grace", stored)?.value;
}

async function months() {
  const prefix = keyspace.documents(COMMITMENTS);
  const entries = await office.state.read((snapshot) => snapshot.range({ prefix }));
  return entries.map(({ key, value }) => toDocument<CommitmentMonth>(String(key[2]), value)!);
}

async function busyMonths(): Promise<string[]> {
  const busy = (await months()).filter(({ value }) => value.intervals.length > 0);
  return busy.map(({ id }) => id);
}

async function claims(): Promise<{ worker: string }[]> {
  const key = keyspace.claim(TASK.queue, TASK.id);
  const claim = await office.state.read((snapshot) => snapshot.get<{ worker: string }>(key));
  return claim ? [claim] : [];
}

function delayKey(): string {
  return `task/calendar-agent/${TASK.id}/delay`;
}

function calendar(...events: string[][]): string {
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:test",
    ...events.flat(),
    "END:VCALENDAR",
  ];
  return `${lines.join("\r\n")}\r\n`;
}

/** An hour long unless it says otherwise. */
function event(name: string, start: string, end?: string, ...more: string[]): string[] {
  const until = end ? `DTEND:${end}` : "DURATION:PT1H";
  return [
    ...["BEGIN:VEVENT", `UID:${name}`, `SUMMARY:${name}`, `DTSTART:${start}`, until],
    ...[...more, "END:VEVENT"],
  ];
}

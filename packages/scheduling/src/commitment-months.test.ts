import { createMemoryStore, memoryEngine } from "@holdfast/engine-memory";
import { putDocument, type Transaction } from "@holdfast/shared-state";
import { describe, expect, it } from "vitest";
import {
  CALENDAR_STATUS,
  type CalendarStatus,
  commitmentMonthId,
  commitmentsDuring,
  putCommitmentMonth,
  utcMonths,
} from "./commitment-months.ts";
import { byMonth, type Commitment } from "./commitments.ts";
import type { Interval } from "./interval.ts";

const lunch = commitment("lunch", "2026-11-23T11:00Z", "2026-11-23T12:00Z");
const newYear = commitment("new year", "2026-12-31T20:00Z", "2027-01-01T03:00Z");
const sabbatical = commitment("sabbatical", "2026-10-20T00:00Z", "2027-02-03T00:00Z");

describe("months", () => {
  it.each([
    ["a moment of one", "2026-11-30T23:59Z", "2026-12-01T00:00Z", ["2026-11"]],
    ["two that meet", "2026-11-30T23:59Z", "2026-12-01T00:01Z", ["2026-11", "2026-12"]],
    ["all of three", "2026-12-15T00:00Z", "2027-02-15T00:00Z", ["2026-12", "2027-01", "2027-02"]],
    ["none of what is empty", "2026-12-15T00:00Z", "2026-12-15T00:00Z", []],
  ])("are counted in UTC: %s", (_which, start, end, months) => {
    expect(utcMonths(span(start, end))).toEqual(months);
  });

  it("of two people are never one document", () => {
    expect(commitmentMonthId("a", "2026-11")).not.toBe(commitmentMonthId("b", "2026-11"));
  });
});

describe("a person's commitments", () => {
  it("are none when no calendar was imported", async () => {
    expect(await during("2026-11-23T11:00Z", "2026-11-23T12:00Z", { person: "grace" })).toEqual([]);
  });

  it("count while they overlap, and not where they touch", async () => {
    expect(await during("2026-11-23T10:00Z", "2026-11-23T11:00Z")).toEqual(["sabbatical"]);
    expect(await during("2026-11-23T12:00Z", "2026-11-23T13:00Z")).toEqual(["sabbatical"]);
    const found = await during("2026-11-23T10:59Z", "2026-11-23T11:01Z");
    expect(found.sort()).toEqual(["lunch", "sabbatical"]);
  });

  it("that cross months are found from either side, and once from both", async () => {
    expect(await during("2026-12-31T23:00Z", "2027-01-01T00:00Z")).toContain("new year");
    expect(await during("2027-01-01T00:00Z", "2027-01-01T01:00Z")).toContain("new year");
    const across = await during("2026-12-31T23:00Z", "2027-01-01T01:00Z");
    expect(across.sort()).toEqual(["new year", "sabbatical"]);
  });

  it("are unknown further ahead than the calendar has been read", async () => {
    const until = "2027-01-10T12:00Z";
    expect(await during("2027-01-10T11:00Z", until, { until })).toEqual(["sabbatical"]);
    const beyond = await commitments("2027-01-10T11:00Z", "2027-01-10T13:00Z", { until });
    expect(beyond.filter(({ status }) => status === "unknown")).toEqual([
      { ...span(until, "2027-01-10T13:00Z"), status: "unknown", summary: "", uid: "" },
    ]);
  });
});

interface Asked {
  readonly person?: string;
  /** Up to when the calendar of `ada` has been read. */
  readonly until?: string;
}

async function during(start: string, end: string, asked: Asked = {}): Promise<string[]> {
  return (await commitments(start, end, asked)).map(({ summary }) => summary);
}

async function commitments(
  start: string,
  end: string,
  { person = "ada", until = "2028-01-01T00:00Z" }: Asked,
): Promise<readonly Commitment[]> {
  const engine = memoryEngine({ store: createMemoryStore() });
  await engine.transact((tx) => importCalendar(tx, Date.parse(until)));
  const { value } = await engine.transact((tx) => commitmentsDuring(tx, person, span(start, end)));
  await engine.close();
  return value;
}

function importCalendar(tx: Transaction, until: number): void {
  const months = byMonth([lunch, newYear, sabbatical]);
  for (const [month, intervals] of Object.entries(months)) {
    putCommitmentMonth(tx, "ada", month, intervals);
  }
  const status: CalendarStatus = { importedVersion: 1, readAt: 0, until, events: 3, warnings: [] };
  putDocument(tx, CALENDAR_STATUS, "ada", status);
}

function commitment(summary: string, start: string, end: string): Commitment {
  return { ...span(start, end), status: "busy", summary, uid: summary };
}

function span(start: string, end: string): Interval {
  return { start: Date.parse(start), end: Date.parse(end) };
}

import type { WeekHours } from "@holdfast/api";
import { describe, expect, it } from "vitest";
import { firstDay, nextOpenDay, opensOn } from "./open-days.ts";

const BERLIN = "Europe/Berlin";
const DAY = [["08:00", "18:00"]] as const;
const office: WeekHours = { mon: DAY, tue: DAY, wed: DAY, thu: DAY, fri: DAY };
const berlin = { openingHours: office, zone: BERLIN };
const tokyo = { openingHours: office, zone: "Asia/Tokyo" };
const newYork = { openingHours: office, zone: "America/New_York" };
const never = { openingHours: {}, zone: BERLIN };
const first = (now: string, rooms = [berlin]) => firstDay(rooms, Date.parse(now), BERLIN);

describe("the day that is shown first", () => {
  it("is today while a room is open still, or is going to be", () => {
    expect(first("2026-11-23T06:00:00+01:00")).toBe("2026-11-23");
    expect(first("2026-11-23T17:59:59+01:00")).toBe("2026-11-23");
  });

  it("is the next day from the moment on at which the last room closes", () => {
    expect(first("2026-11-23T18:00:00+01:00")).toBe("2026-11-24");
  });

  it("is Monday from Friday evening on, over the whole weekend", () => {
    expect(first("2026-11-20T18:00:00+01:00")).toBe("2026-11-23");
    expect(first("2026-11-21T12:00:00+01:00")).toBe("2026-11-23");
    expect(first("2026-11-22T23:59:00+01:00")).toBe("2026-11-23");
  });

  it("is no Sunday because Monday begins sooner elsewhere", () => {
    const monday = ["2026-11-21T12:00:00+01:00", "2026-11-22T23:30:00+01:00"];
    const earlyTokyo = { ...tokyo, openingHours: { mon: [["06:00", "18:00"]] } as WeekHours };
    for (const now of monday) expect(first(now, [berlin, earlyTokyo])).toBe("2026-11-23");
  });

  it("is today while yesterday goes on elsewhere", () => {
    const late = { ...newYork, openingHours: { fri: [["08:00", "20:00"]] } as WeekHours };
    expect(first("2026-11-21T01:59:00+01:00", [berlin, late])).toBe("2026-11-21");
    expect(first("2026-11-21T02:00:00+01:00", [berlin, late])).toBe("2026-11-23");
  });

  it("is today when there is no room, or none that ever opens", () => {
    expect(first("2026-11-21T12:00:00+01:00", [])).toBe("2026-11-21");
    expect(first("2026-11-21T12:00:00+01:00", [never])).toBe("2026-11-21");
    expect(nextOpenDay([never], "2026-11-21")).toBeUndefined();
  });
});

it("a room that opens on one day of the week opens again a week later", () => {
  const mondays = { openingHours: { mon: DAY }, zone: BERLIN };
  expect(nextOpenDay([mondays], "2026-11-23")).toBe("2026-11-30");
  expect(opensOn([never, mondays], "2026-11-23")).toBe(true);
  expect(opensOn([never, mondays], "2026-11-24")).toBe(false);
});

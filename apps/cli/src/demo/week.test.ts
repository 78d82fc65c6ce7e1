import type { Interval } from "@holdfast/scheduling";
import { describe, expect, test } from "vitest";
import { PLAN, type PlannedMeeting, slotIn } from "./plan.ts";
import { firstFreeWeek, nextMonday, WEEKS_MAX } from "./week.ts";

const MONDAY = "2026-11-23";
const MEETING: PlannedMeeting = {
  ...{ weekday: "tue", time: "15:00", minutes: 30, zone: "Europe/Berlin" },
  ...{ room: "alan-turing", people: ["jonas"] },
};
const [SLOT, NEXT_SLOT] = [MONDAY, "2026-11-30"].map((monday) => slotIn(monday, MEETING)) as [
  Interval,
  Interval,
];

function takenBy(taken: Record<string, Interval[]>) {
  return async (resource: string) => taken[resource] ?? [];
}

describe("the week of the story", () => {
  test("is the next one when nothing is taken", async () => {
    const week = await firstFreeWeek(PLAN, MONDAY, takenBy({}));
    expect(week).toEqual({ monday: MONDAY, weeksLater: 0 });
  });

  test("is a later one when a room or a person is taken by a minute of it", async () => {
    const minute = { start: SLOT.end - 60_000, end: SLOT.end };
    for (const resource of ["room/alan-turing", "person/jonas"]) {
      const week = await firstFreeWeek([MEETING], MONDAY, takenBy({ [resource]: [minute] }));
      expect(week).toEqual({ monday: "2026-11-30", weeksLater: 1 });
    }
  });

  test("is not put off by what only touches, or by other rooms and people", async () => {
    const before = { start: SLOT.start - 60_000, end: SLOT.start };
    const after = { start: SLOT.end, end: SLOT.end + 60_000 };
    const taken = { "room/alan-turing": [before, after], "room/ada-lovelace": [SLOT] };
    const week = await firstFreeWeek([MEETING], MONDAY, takenBy(taken));
    expect(week?.weeksLater).toBe(0);
  });

  test("is found beyond the weeks that are looked at together", async () => {
    const sixteenWeeks = { start: SLOT.start, end: SLOT.start + 16 * 7 * 86_400_000 - 1 };
    const week = await firstFreeWeek(
      [MEETING],
      MONDAY,
      takenBy({ "person/jonas": [sixteenWeeks] }),
    );
    expect(week?.weeksLater).toBe(16);
  });

  test("is none when everything is taken", async () => {
    const always = { start: 0, end: Number.MAX_SAFE_INTEGER };
    expect(await firstFreeWeek(PLAN, MONDAY, takenBy({ "person/ada": [always] }))).toBeUndefined();
  });

  test("asks for no more time than the gateway gives at once, and for all of it", async () => {
    const asked: Interval[] = [];
    await firstFreeWeek([MEETING], MONDAY, async (_, during) => {
      asked.push(during);
      return [{ start: 0, end: Number.MAX_SAFE_INTEGER }];
    });
    const longest = Math.max(...asked.map(({ start, end }) => end - start));
    expect(longest).toBeLessThanOrEqual(62 * 86_400_000);
    const last = Math.max(...asked.map(({ end }) => end));
    expect(last).toBeGreaterThan(slotIn(MONDAY, MEETING).end + (WEEKS_MAX - 1) * 7 * 86_400_000);
  });

  test("begins after today: on a Monday, the next Monday is a week from now", () => {
    expect(nextMonday(Date.parse("2026-11-21T12:00Z"), "UTC")).toBe("2026-11-23");
    expect(nextMonday(Date.parse("2026-11-23T12:00Z"), "UTC")).toBe("2026-11-30");
    expect(nextMonday(Date.parse("2026-11-22T15:30Z"), "Asia/Tokyo")).toBe("2026-11-30");
  });
});

describe("the plan", () => {
  test("has a slot of the same local time in every week of two years, clock changes or not", () => {
    for (let week = 0; week < 104; week += 1) {
      const monday = new Date(Date.parse(`${MONDAY}T00:00Z`) + week * 7 * 86_400_000);
      const slot = slotIn(monday.toISOString().slice(0, 10), MEETING);
      const berlin = new Date(slot.start).toLocaleTimeString("en-GB", { timeZone: MEETING.zone });
      expect(berlin).toBe("15:00:00");
    }
  });

  test("never needs a room or a person twice at once", () => {
    for (const [index, one] of PLAN.entries()) {
      for (const other of PLAN.slice(index + 1)) {
        const [a, b] = [slotIn(MONDAY, one), slotIn(MONDAY, other)];
        const together = a.start < b.end && b.start < a.end;
        const shared =
          one.room === other.room || one.people.some((id) => other.people.includes(id));
        expect(together && shared).toBe(false);
      }
    }
  });

  test("uses up one week with each telling", () => {
    expect(NEXT_SLOT.start - SLOT.start).toBe(7 * 86_400_000);
  });
});

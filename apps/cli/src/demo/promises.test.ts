import { describe, expect, test } from "vitest";
import { stageAt } from "./acts/kill.ts";
import { countOverlaps, invitationFaults } from "./promises.ts";
import { tally } from "./tally.ts";

describe("the reckoning", () => {
  test("counts bookings that overlap, also behind a long one, and not those that touch", () => {
    expect(countOverlaps([])).toBe(0);
    expect(countOverlaps([at(10, 20), at(0, 10), at(20, 30)])).toBe(0);
    expect(countOverlaps([at(0, 100), at(10, 20), at(30, 40)])).toBe(2);
    expect(countOverlaps([at(5, 6), at(5, 6)])).toBe(1);
  });

  const meeting = { required: ["ada", "grace"], optional: ["lena"], sequence: 1 };
  const addresses = new Map(["ada", "grace", "lena"].map((id) => [id, `${id}@x.example`]));
  const request = (person: string, messageId: string, sequence = 1) => ({
    ...{ to: [`${person}@x.example`], method: "REQUEST", sequence, messageId },
  });
  const all = [request("ada", "1"), request("grace", "2"), request("lena", "3")];

  test("is content when everybody has one invitation to the meeting as it stands", () => {
    expect(invitationFaults(meeting, [...all, request("ada", "0", 0)], addresses)).toEqual([]);
  });

  test("names who has none, one for an earlier arrangement only, or two", () => {
    const outdated = [...all.slice(0, 2), request("lena", "3", 0)];
    expect(invitationFaults(meeting, all.slice(1), addresses)).toEqual(["ada"]);
    expect(invitationFaults(meeting, outdated, addresses)).toEqual(["lena"]);
    expect(invitationFaults(meeting, [...all, request("grace", "4")], addresses)).toEqual([
      "grace",
    ]);
    expect(invitationFaults(meeting, [...all, request("grace", "2")], addresses)).toEqual([
      "grace",
    ]);
  });
});

describe("a kill", () => {
  const victim = { name: "room-agent/1", role: "room-agent", state: "running", present: true };
  const killedAt = Date.parse("2026-11-21T10:00:00.010Z");
  const did = (ms: number, by: string) => ({
    ...{ at: new Date(killedAt - 10 + ms).toISOString(), by, did: "performed" },
  });
  const stage = (...journal: ReturnType<typeof did>[]) =>
    stageAt({ journal }, { victim, killedAt });

  test("finds each booking where its journal says that it was", () => {
    const [gateway, room, calendar] = ["person/admin", "room-agent/1", "calendar-agent/1"] as const;
    expect(stage(did(20, gateway), did(30, room))).toBe("not begun");
    expect(stage(did(1, gateway), did(30, room))).toBe("waiting");
    expect(stage(did(1, gateway), did(2, room), did(30, calendar), did(40, room))).toBe("in hand");
    expect(stage(did(1, gateway), did(2, room), did(3, room), did(30, calendar))).toBe("over");
  });
});

test("words are counted, the most frequent first", () => {
  expect(tally(["a", "b", "b"])).toBe("2 b, 1 a");
});

function at(start: number, end: number) {
  return { start, end };
}

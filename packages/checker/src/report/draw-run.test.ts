import { describe, expect, it } from "vitest";
import type { History, HistoryEntry, Operation } from "../history.ts";
import { judge } from "../judge.ts";
import { busyMorning } from "../testing/busy-morning.ts";
import type { Judgement } from "../verdict.ts";
import { drawRun } from "./draw-run.ts";

const HELD: Judgement = { verdict: "ok", findings: [] };
const morning = busyMorning();
const drawing = drawRun(morning, judge(morning));

function marksOfTrack(name: string) {
  return drawing.marks.filter(({ track }) => drawing.tracks[track]?.name === name);
}

describe("what is drawn", () => {
  it("is every entry of the history, each once where the table leads to", () => {
    const lines = drawing.marks.filter(({ main }) => main).flatMap((mark) => mark.lines);
    const all = morning.map((_, index) => index + 1);
    expect(lines.sort((a, b) => a - b)).toEqual(all);
  });

  it("lies within the run, on a row that its track has", () => {
    for (const { fromMs, toMs, track, row } of drawing.marks) {
      expect(fromMs).toBeGreaterThanOrEqual(0);
      expect(toMs).toBeGreaterThanOrEqual(fromMs);
      expect(toMs).toBeLessThanOrEqual(drawing.endMs);
      expect(row).toBeLessThan(drawing.tracks[track]!.rows);
    }
  });

  it("tells outcomes apart, and leaves open what got no answer", () => {
    const operations = drawing.marks.filter(({ shape, main }) => shape === "bar" && main);
    const looks = new Set(operations.map(({ look }) => look));
    expect(looks).toEqual(new Set(["ok", "refused", "failed", "unknown"]));
    expect(operations.every(({ open, look }) => (open === true) === (look === "unknown"))).toBe(
      true,
    );
  });

  it("shows where a fault was announced, struck and healed, on the track of whom it hit", () => {
    const stop = marksOfTrack("calendar-agent/1").find(({ look }) => look === "fault");
    expect(stop?.shape).toBe("band");
    expect(stop?.lines).toHaveLength(3);
    expect(stop!.turnsMs! - stop!.fromMs).toBeCloseTo(1);
    expect(stop!.toMs - stop!.fromMs).toBeCloseTo(605);
  });

  it("shows each hold from when it was placed to what became of it", () => {
    const ofRoom = marksOfTrack("room/hopper-1").map(({ look, label }) => `${look} ${label}`);
    expect(ofRoom).toContain("held hold: confirmed");
    expect(ofRoom).toContain("lapsed hold: lapsed");
    const lapsed = marksOfTrack("room/hopper-1").find(({ look }) => look === "lapsed");
    expect(lapsed!.turnsMs! - lapsed!.fromMs).toBeCloseTo(250, 0);
  });

  it("has the witness, step by step, in every track that shows it", () => {
    const [witness] = drawing.witnesses;
    expect(witness?.check).toBe("no-double-booking");
    const tracks = witness!.steps.map((ids) =>
      ids.map((id) => {
        const { track } = drawing.marks.find((mark) => mark.id === id)!;
        return drawing.tracks[track]!.name;
      }),
    );
    expect(tracks).toEqual([
      expect.arrayContaining(["commits", "room-agent/1", "room/lovelace"]),
      expect.arrayContaining(["commits", "room-agent/2", "room/lovelace"]),
    ]);
  });

  it("puts first, of all resources, the one that the witness is about", () => {
    const resources = drawing.tracks.filter(({ group }) => group === "Held and booked");
    expect(resources[0]?.name).toBe("room/lovelace");
  });

  it("never covers one bar with another", () => {
    const bars = drawing.marks.filter(({ shape }) => shape === "bar");
    const rows = new Map<string, number>();
    for (const { track, row, fromMs, toMs } of bars.sort((a, b) => a.fromMs - b.fromMs)) {
      const name = `${track} ${row}`;
      expect(fromMs, name).toBeGreaterThanOrEqual(rows.get(name) ?? 0);
      rows.set(name, toMs);
    }
  });
});

describe("histories that have little in common with that", () => {
  it("an empty one is drawn", () => {
    expect(drawRun([], HELD)).toMatchObject({ tracks: [], marks: [], witnesses: [] });
  });

  it("diaries and holds that nobody can read are left out, their commits are not", () => {
    const values: unknown[] = [
      null,
      7,
      "nonsense",
      "5..3 held h;",
      "0..9e99 held h;",
      `0..${10 ** 18} booked m;`,
      {},
      { resource: "r" },
      { resource: "r", start: 0, end: 1e18 },
    ];
    const commits = values.flatMap((value, index): HistoryEntry[] => [
      commit(2 * index + 1, ["diary", "room/a", "2026-11-23"], value),
      commit(2 * index + 2, ["hold", `h${index}`], value),
    ]);
    const { marks, tracks } = drawRun(commits, HELD);
    expect(marks.filter(({ main }) => main)).toHaveLength(commits.length);
    expect(tracks.map(({ group }) => group)).not.toContain("Held and booked");
  });

  it("a fault that names its target only by role is found by its process id", () => {
    const announced = { kind: "commit", revision: 1, at: 10, process: "gateway/2" } as const;
    const presence = { key: ["presence", "gateway/2"], before: 0, value: { pid: 77 } };
    const other = commit(2, ["document", "a", "b"], 1, "gateway/1");
    const drawn = drawRun(
      [{ ...announced, changes: [presence] }, other, ...crash("gateway")],
      HELD,
    );
    expect(trackOfFault(drawn)).toEqual(["gateway/2"]);
  });

  it("a fault that hits several is drawn with each of them", () => {
    const agents = ["room-agent/1", "room-agent/2", "supervisor"];
    const commits = agents.map((name, index) =>
      commit(index + 1, ["document", "a", name], 1, name),
    );
    expect(trackOfFault(drawRun([...commits, ...crash("every process")], HELD))).toEqual(agents);
    expect(trackOfFault(drawRun([...commits, ...crash(agents.join(", "))], HELD))).toEqual(agents);
  });

  it("a room that is booked two hundred times keeps a few rows", () => {
    const day = "2026-11-23";
    const bookings = Array.from(
      { length: 200 },
      (_, n) => `${n * 60_000}..${n * 60_000 + 9} booked m${n};`,
    );
    const commits = bookings.map((_, n) =>
      commit(n + 1, ["diary", "room/a", day], bookings.slice(0, n + 1).join("")),
    );
    const { tracks } = drawRun(commits, HELD);
    expect(tracks.find(({ name }) => name === "room/a")?.rows).toBeLessThanOrEqual(5);
  });
});

describe("one time for all", () => {
  const run = { kind: "run", format: 1, scenario: "times", seed: 1, system: "holdfast" } as const;

  function told(revision: number, completedMs: number): Operation {
    return {
      ...{
        kind: "operation",
        id: `o${revision}`,
        process: "ada",
        name: "book",
        key: "k",
        input: {},
      },
      ...{ invokedMs: completedMs - 10, completedMs, outcome: "ok", revision },
    };
  }

  function timesOf(history: History): number[] {
    const { marks } = drawRun(history, HELD);
    return marks.filter(({ look, main }) => look === "commit" && main).map(({ fromMs }) => fromMs);
  }

  it("no commit comes after an answer that speaks of it, and none before an earlier one", () => {
    const history: History = [
      { ...run, startedAt: 1_000 },
      commit(1, ["a"], 1, "p", 2_000),
      commit(2, ["b"], 1, "p", 2_500),
      told(1, 70_030),
      told(2, 70_510),
    ];
    expect(timesOf(history)).toEqual([1_010, 1_510].map((ms) => ms - 10));
  });

  it("a wall clock that jumps an hour ahead, or back, moves no commit by that much", () => {
    for (const jumpMs of [3_600_000, -3_600_000]) {
      const fault = {
        kind: "fault",
        id: "f",
        fault: "clock-jump",
        target: "every process",
      } as const;
      const history: History = [
        { ...run, startedAt: 1_000 },
        commit(1, ["a"], 1, "p", 2_000),
        told(1, 70_000),
        { ...fault, phase: "struck", atMs: 70_100 },
        commit(2, ["b"], 1, "p", Math.max(2_000, 2_200 + jumpMs)),
        told(2, 70_205),
        { kind: "end", atMs: 71_000, outcome: "finished" },
      ];
      const [first, second] = timesOf(history);
      expect(second! - first!).toBe(205);
    }
  });
});

function commit(
  revision: number,
  key: readonly string[],
  value: unknown,
  process = "room-agent/1",
  at = revision,
): HistoryEntry {
  return { kind: "commit", revision, at, process, changes: [{ key, before: 0, value }] };
}

function crash(target: string): HistoryEntry[] {
  const fault = { kind: "fault", id: "f", fault: "crash-at", target } as const;
  return [
    { ...fault, phase: "announced", atMs: 10 },
    { ...fault, phase: "struck", atMs: 12, pid: 77 },
  ];
}

function trackOfFault({ marks, tracks }: ReturnType<typeof drawRun>): string[] {
  return marks.filter(({ look }) => look === "fault").map(({ track }) => tracks[track]!.name);
}

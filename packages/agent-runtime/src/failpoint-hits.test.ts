import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ArrivalLine, FailpointHits, hitsFile, struckBy } from "./failpoint-hits.ts";
import type { FailpointRule } from "./failpoint-rules.ts";

let folder: string;
let hits: FailpointHits;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "holdfast-hits-"));
  hits = new FailpointHits(folder);
});
afterEach(() => rmSync(folder, { recursive: true }));

const POINT = "claim.after-commit";
const PAUSE: FailpointRule = { id: "p", failpoint: POINT, action: "pause" };
const MEETING = { name: "m", size: 2 };
const MEET: FailpointRule = { id: "m", failpoint: POINT, action: "meet", meeting: MEETING };

function lineOf(arrival: string, rule: FailpointRule, process = "room-agent/1"): ArrivalLine {
  const { id, failpoint, action, meeting } = rule;
  const what = { event: "arrived", arrival, rule: id, failpoint, action, process } as const;
  return { ...what, pid: 7, atMs: 1, ...struckBy(rule), ...(meeting && { meeting }) };
}

/** By another process, which reads for itself. */
function arrives(arrival: string, rule: FailpointRule, process?: string): FailpointHits {
  const other = new FailpointHits(folder);
  other.append(lineOf(arrival, rule, process));
  return other.refresh();
}

const ordinals = () =>
  hits
    .refresh()
    .struck()
    .map(({ ordinal }) => ordinal);

describe("what a full disk has left of a line", () => {
  const torn = JSON.stringify(lineOf("torn", PAUSE)).slice(0, 40);

  it("is nothing, alone in its line, however it ends", () => {
    for (const left of [torn, `${torn}1`, "null", "{"]) {
      appendFileSync(hitsFile(folder), `${left}\n`);
    }
    expect(arrives("a", PAUSE).strikes("a")).toBe(true);
    expect(ordinals()).toEqual([1]);
  });

  it("takes nobody along who writes behind it", () => {
    appendFileSync(hitsFile(folder), torn);
    expect(arrives("a", PAUSE).strikes("a")).toBe(true);
    hits.append({ event: "went-on", arrival: "a", because: "released", atMs: 2 });
    expect(hits.refresh().struck()).toMatchObject([
      { ordinal: 1, wentOn: { because: "released" } },
    ]);
  });

  it("takes nobody along who writes behind it, whatever their task is called", () => {
    appendFileSync(hitsFile(folder), torn);
    const task = { kind: `{"event":"`, queue: "q", id: `\\{"event":"went-on"` };
    const other = new FailpointHits(folder);
    other.append({ ...lineOf("a", PAUSE), task });
    expect(other.refresh().strikes("a")).toBe(true);
    expect(hits.refresh().struck()).toMatchObject([{ task }]);
  });
});

describe("a pause", () => {
  it("strikes at the arrivals that its rule says, in one order for every process", () => {
    const late: FailpointRule = { ...PAUSE, hit: 2, times: 2 };
    const struck = ["a", "b", "c", "d"].filter((arrival, index) =>
      arrives(arrival, late, `room-agent/${index}`).strikes(arrival),
    );
    expect(struck).toEqual(["b", "c"]);
    expect(ordinals()).toEqual([2, 3]);
    expect(hits.arrivedBy("p")).toBe(4);
    expect(hits.strikes("never-came")).toBe(false);
  });

  it("is over for who went on, and for nobody else; of who never came nothing is known", () => {
    const twice: FailpointRule = { ...PAUSE, times: 2 };
    arrives("a", twice);
    arrives("b", twice);
    for (const arrival of ["never-came", "b"]) {
      hits.append({ event: "went-on", arrival, because: "gave-up", atMs: 5 });
    }
    const ends = hits.refresh().struck();
    expect(ends.map(({ wentOn }) => wentOn)).toEqual([undefined, { because: "gave-up", atMs: 5 }]);
  });
});

describe("a meeting", () => {
  it("of two to which four come is two meetings, and who comes fifth waits", () => {
    const often: FailpointRule = { ...MEET, times: 5 };
    const complete = (...arrivals: string[]) =>
      arrivals.map((arrival) => hits.refresh().isMeetingComplete(arrival));
    const found: boolean[][] = [];
    for (const arrival of ["a", "b", "c", "d", "e"]) {
      arrives(arrival, often);
      found.push(complete("a", "b", "c", "d", "e").slice(0, found.length + 1));
    }
    expect(found).toEqual([
      [false],
      [true, true],
      [true, true, false],
      [true, true, true, true],
      [true, true, true, true, false],
    ]);
  });

  it("is for those who are struck: who comes too early or too often is not there", () => {
    const second: FailpointRule = { ...MEET, hit: 2, times: 1 };
    const other: FailpointRule = { ...second, id: "other", hit: 1 };
    arrives("early", second);
    arrives("there", second);
    arrives("late", second);
    expect(hits.refresh().isMeetingComplete("there")).toBe(false);
    arrives("other", other);
    expect(hits.refresh().isMeetingComplete("there")).toBe(true);
    expect(hits.struck().map(({ rule }) => rule)).toEqual(["m", "other"]);
  });

  it("is one for each name", () => {
    arrives("a", MEET);
    arrives("b", { ...MEET, id: "n", meeting: { name: "n", size: 2 } });
    hits.refresh();
    expect([hits.isMeetingComplete("a"), hits.isMeetingComplete("b")]).toEqual([false, false]);
  });
});

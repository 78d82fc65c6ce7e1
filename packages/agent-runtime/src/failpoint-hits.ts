/**
 * What has happened at armed failpoints: `hits.jsonl`, to which every process appends.
 *
 * A process appends a line for its arrival before anything happens to it, and then reads how many had
 * arrived by the same rule before: lines have one order for everybody, so "the third arrival" is one
 * arrival, also among processes that come at once, and one that a crash has ended stays counted.
 */

import { appendFileSync, closeSync, fstatSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import type { FailpointName, FailpointTask } from "@holdfast/shared-state/engine";
import type { FailpointAction, FailpointRule } from "./failpoint-rules.ts";

/** An arrival. Its rule's numbers stand with it, so that the file can be read without the rule. */
export interface ArrivalLine {
  readonly event: "arrived";
  /** Names the arrival. */
  readonly arrival: string;
  readonly rule: string;
  readonly failpoint: FailpointName;
  readonly action: FailpointAction;
  readonly process: string;
  readonly pid: number;
  /** What the process is at, where that is known there. */
  readonly task?: FailpointTask;
  /** Milliseconds on the machine's monotonic clock. */
  readonly atMs: number;
  /** It strikes if it is one of these arrivals by its rule. */
  readonly first: number;
  readonly last: number;
  readonly meeting?: { readonly name: string; readonly size: number };
}

/** How the waiting ended: as it should, because somebody said so, or because it took too long. */
export type WaitEnd = "over" | "released" | "gave-up";

export interface WentOnLine {
  readonly event: "went-on";
  readonly arrival: string;
  readonly because: WaitEnd;
  readonly atMs: number;
}

export interface FailpointHit {
  readonly rule: string;
  readonly failpoint: FailpointName;
  readonly action: FailpointAction;
  readonly process: string;
  readonly pid: number;
  readonly task?: FailpointTask;
  readonly atMs: number;
  /** Which arrival by its rule it was, of all processes, from 1. */
  readonly ordinal: number;
  /** Of one that waited, and waits no more. */
  readonly wentOn?: { readonly because: WaitEnd; readonly atMs: number };
}

interface Arrival {
  readonly line: ArrivalLine;
  readonly ordinal: number;
  readonly strikes: boolean;
  /** Of one that strikes: which of those who came to the meeting, from 1; 0: there is none. */
  readonly atMeeting: number;
  wentOn?: WentOnLine;
}

/** Which arrivals a rule strikes at. */
export function struckBy({ hit = 1, times, meeting }: FailpointRule) {
  return { first: hit, last: hit + (times ?? meeting?.size ?? 1) - 1 };
}

export function hitsFile(folder: string): string {
  return join(folder, "hits.jsonl");
}

/** The file as far as it has been read: `refresh` reads on. */
export class FailpointHits {
  readonly #file: string;
  #readBytes = 0;
  readonly #arrivals = new Map<string, Arrival>();
  readonly #byRule = new Map<string, number>();
  readonly #atMeeting = new Map<string, number>();

  constructor(folder: string) {
    this.#file = hitsFile(folder);
  }

  /** One write, so that lines of several processes never mix, nor come between these. */
  append(...lines: readonly (ArrivalLine | WentOnLine)[]): void {
    appendFileSync(this.#file, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  }

  refresh(): this {
    const text = this.#readOn();
    for (const line of text.split("\n")) {
      const read = readLine(line);
      if (read) this.#take(read);
    }
    return this;
  }

  strikes(arrival: string): boolean {
    return this.#arrivals.get(arrival)?.strikes ?? false;
  }

  /** Which arrival by its rule it is, from 1. */
  ordinalOf(arrival: string): number {
    return this.#arrivals.get(arrival)?.ordinal ?? 0;
  }

  /** Is everybody there whom this one waits for? A meeting of two to which four come is two. */
  isMeetingComplete(arrival: string): boolean {
    const { line, atMeeting = 0 } = this.#arrivals.get(arrival) ?? {};
    if (!line?.meeting) return true;
    const { name, size } = line.meeting;
    return this.#arrivedAt(name) >= Math.ceil(atMeeting / size) * size;
  }

  /** How many have arrived by this rule. */
  arrivedBy(rule: string): number {
    return this.#byRule.get(rule) ?? 0;
  }

  /** In their order; without the arrivals to which nothing happened. */
  struck(): FailpointHit[] {
    return [...this.#arrivals.values()].filter(({ strikes }) => strikes).map(toHit);
  }

  #take(line: ArrivalLine | WentOnLine): void {
    if (line.event === "went-on") {
      const arrival = this.#arrivals.get(line.arrival);
      if (arrival) arrival.wentOn = line;
      return;
    }
    const ordinal = this.arrivedBy(line.rule) + 1;
    const strikes = ordinal >= line.first && ordinal <= line.last;
    this.#byRule.set(line.rule, ordinal);
    const meeting = strikes ? line.meeting?.name : undefined;
    const atMeeting = meeting === undefined ? 0 : this.#arrivedAt(meeting) + 1;
    if (meeting !== undefined) this.#atMeeting.set(meeting, atMeeting);
    this.#arrivals.set(line.arrival, { line, ordinal, strikes, atMeeting });
  }

  #arrivedAt(meeting: string): number {
    return this.#atMeeting.get(meeting) ?? 0;
  }

  /** Whole lines only: the last one may just be being written. */
  #readOn(): string {
    let file: number;
    try {
      file = openSync(this.#file, "r");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
      throw error;
    }
    try {
      const unread = Buffer.alloc(fstatSync(file).size - this.#readBytes);
      const bytes = readSync(file, unread, 0, unread.length, this.#readBytes);
      const whole = unread.subarray(0, bytes).lastIndexOf("\n") + 1;
      this.#readBytes += whole;
      return unread.toString("utf8", 0, whole);
    } finally {
      closeSync(file);
    }
  }
}

function toHit({ line, ordinal, wentOn }: Arrival): FailpointHit {
  const { rule, failpoint, action, process, pid, task, atMs } = line;
  const where = { rule, failpoint, action, process, pid, ...(task && { task }) };
  const hit = { ...where, atMs, ordinal };
  if (!wentOn) return hit;
  return { ...hit, wentOn: { because: wentOn.because, atMs: wentOn.atMs } };
}

/** How a line begins, and nothing in it: within a text, quotes are escaped. */
const BEGINNING = '{"event":"';

/** Undefined: nothing, or what a full disk has left of a line. A whole one may stand behind that. */
function readLine(line: string): ArrivalLine | WentOnLine | undefined {
  return parseLine(line) ?? parseLine(line.slice(Math.max(line.lastIndexOf(BEGINNING), 0)));
}

function parseLine(text: string): ArrivalLine | WentOnLine | undefined {
  try {
    return JSON.parse(text) as ArrivalLine | WentOnLine;
  } catch {
    return undefined;
  }
}

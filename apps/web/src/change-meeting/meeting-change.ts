/** A change that somebody wants of a meeting, and what has happened to it since they looked. */

import type { Meeting, MeetingChange } from "@holdfast/api";
import type { Names } from "../directory/names.ts";
import { MINUTE_MS } from "../time/ranges.ts";
import { eventFacts } from "./event-words.ts";

const CHANGEABLE = [
  ...["title", "description", "start", "end", "room", "required", "optional"],
] as const satisfies readonly string[];

/** Only what differs from the meeting that they have seen: the rest is not theirs to change back. */
export function changeOf(seen: Meeting, wanted: MeetingChange): MeetingChange {
  const entries = Object.entries(wanted).filter(
    ([name, value]) => !isSame(value, seen[name as keyof Meeting]),
  );
  return Object.fromEntries(entries);
}

export function isEmptyChange(change: MeetingChange): boolean {
  return Object.keys(change).length === 0;
}

interface Difference {
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

/** What somebody else has changed meanwhile, in words. */
export function differences(
  before: Meeting,
  after: Meeting,
  names: Names,
  zone: string,
): Difference[] {
  const told = (meeting: Meeting) => {
    const data = Object.fromEntries(
      CHANGEABLE.map((name) => [name, meeting[name as keyof Meeting]]),
    );
    const facts = eventFacts({ data }, names, zone, meeting.organizer);
    return new Map(facts.map(({ name, value }) => [name, value]));
  };
  const [then, now] = [told(before), told(after)];
  const found = [...new Set([...then.keys(), ...now.keys()])].flatMap((name): Difference[] => {
    const was = then.get(name) ?? "none";
    const is = now.get(name) ?? "none";
    return was === is ? [] : [{ name, before: was, after: is }];
  });
  if (before.status === after.status) return found;
  return [...found, { name: "Status", before: before.status, after: after.status }];
}

export function minutesOf({ start, end }: Pick<Meeting, "start" | "end">): number {
  return Math.round((Date.parse(end) - Date.parse(start)) / MINUTE_MS);
}

function isSame(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((each) => b.includes(each));
  }
  return a === b;
}

/**
 * The outer form of a calendar file (RFC 5545, 3.1): folded lines, and components inside components.
 *
 *     BEGIN:VEVENT                      component VEVENT
 *     SUMMARY:A long                      property SUMMARY, on line 2
 *       title                             (a folded line: goes on where the last one stopped)
 *     END:VEVENT
 *
 * Only the structure is read here, so that every problem has a line number and a hostile file costs
 * no more than its size. What a property means is left to ical.js, one property at a time and only
 * for those that matter: junk in the others does no harm.
 */

import ICAL from "ical.js";
import { z } from "zod";

export const CALENDAR_CHARS_MAX = 5_000_000;
const DEPTH_MAX = 8;
const COMPONENTS_MAX = 50_000;
const PROPERTY_CHARS_MAX = 100_000;

export interface ContentLine {
  /** In upper case. */
  readonly name: string;
  readonly text: string;
  readonly line: number;
}

export interface Component {
  readonly name: string;
  readonly line: number;
  readonly properties: ContentLine[];
  readonly components: Component[];
}

export interface Property {
  readonly parameters: Readonly<Record<string, unknown>>;
  /** As jCal names it: `date-time`, `date`, `period`, `text`. */
  readonly type: string;
  readonly values: readonly unknown[];
}

/** What is wrong with a calendar file, and on which line. */
export class CalendarProblem extends Error {
  readonly line: number | undefined;

  constructor(problem: string, line?: number) {
    super(problem);
    this.line = line;
  }
}

/** The outermost components. @throws CalendarProblem */
export function readComponents(text: string): Component[] {
  if (text.length > CALENDAR_CHARS_MAX) {
    throw new CalendarProblem(`The file has more than ${CALENDAR_CHARS_MAX} characters.`);
  }
  const outermost: Component = { name: "", line: 0, properties: [], components: [] };
  const open = [outermost];
  let count = 0;
  for (const line of unfold(text)) {
    if (line.name === "BEGIN") {
      count += 1;
      if (count > COMPONENTS_MAX || open.length > DEPTH_MAX) {
        throw new CalendarProblem(
          "There are too many components, or too deeply nested.",
          line.line,
        );
      }
      const component = { name: rawValue(line), line: line.line, properties: [], components: [] };
      open.at(-1)!.components.push(component);
      open.push(component);
    } else if (line.name === "END") {
      const ended = open.pop();
      if (ended === outermost || ended?.name !== rawValue(line)) {
        throw new CalendarProblem(`END:${rawValue(line)} ends nothing that began.`, line.line);
      }
    } else {
      open.at(-1)!.properties.push(line);
    }
  }
  const unfinished = open.at(-1)!;
  if (unfinished !== outermost) {
    throw new CalendarProblem(`${unfinished.name} begins and never ends.`, unfinished.line);
  }
  return outermost.components;
}

/** The content lines, whole again. Empty lines are left out. */
function* unfold(text: string): Generator<ContentLine> {
  let current: { text: string; line: number } | undefined;
  let number = 0;
  for (const line of text.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/)) {
    number += 1;
    if (current && /^[ \t]/.test(line)) {
      current.text += line.slice(1);
    } else if (line.trim() !== "") {
      if (current) yield named(current);
      current = { text: line, line: number };
    }
  }
  if (current) yield named(current);
}

function named({ text, line }: { text: string; line: number }): ContentLine {
  const name = /^[A-Za-z0-9-]+(?=[;:])/.exec(text)?.[0];
  if (!name) throw new CalendarProblem("This is not a calendar line: it has no name.", line);
  return { name: name.toUpperCase(), text, line };
}

/** What follows the name, for properties without parameters. */
function rawValue({ name, text }: ContentLine): string {
  return text
    .slice(name.length + 1)
    .trim()
    .toUpperCase();
}

const jCalProperty = z
  .tuple([z.string(), z.record(z.string(), z.unknown()), z.string()])
  .rest(z.unknown());

/** @throws CalendarProblem */
export function readProperty({ text, line, name }: ContentLine): Property {
  if (text.length > PROPERTY_CHARS_MAX) {
    throw new CalendarProblem(`${name} has more than ${PROPERTY_CHARS_MAX} characters.`, line);
  }
  try {
    const [, parameters, type, ...values] = jCalProperty.parse(
      ICAL.parse.property(text, ICAL.design.icalendar),
    );
    return { parameters, type, values };
  } catch {
    throw new CalendarProblem(`${name} cannot be read.`, line);
  }
}

export function findLine(component: Component, name: string): ContentLine | undefined {
  return component.properties.find((line) => line.name === name);
}

export function findLines(component: Component, name: string): ContentLine[] {
  return component.properties.filter((line) => line.name === name);
}

/** The first value of that property, when it is a text. @throws CalendarProblem */
export function readText(component: Component, name: string): string | undefined {
  const line = findLine(component, name);
  const value = line && readProperty(line).values[0];
  return typeof value === "string" ? value.trim() : undefined;
}

/** The text after the parameters, as written; for values that ical.js is not asked about. */
export function valueAsWritten({ text }: ContentLine): string {
  return /^[^:"]*(?:"[^"]*"[^:"]*)*:(.*)$/s.exec(text)?.[1]?.trim() ?? "";
}

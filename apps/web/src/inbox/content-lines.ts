/**
 * The lines of a calendar as a mail carries it (RFC 5545, 3.1): folded ones joined, each taken apart.
 *
 *     ATTENDEE;CN="Reed, Marcus";RSVP=TRUE:mailto:marcus@example.org
 *     name     parameters                  value
 *
 * It is only there to be shown: what makes no sense is left out, and never refused.
 */

export interface ContentLine {
  /** In capitals. */
  readonly name: string;
  /** By their names in capitals; of one that is said twice, the last. */
  readonly parameters: ReadonlyMap<string, string>;
  /** As it stands there: only some properties are texts (`unescapeText`). */
  readonly value: string;
}

export function readLines(calendar: string): ContentLine[] {
  return unfold(calendar).flatMap((line) => readLine(line) ?? []);
}

/** A line that begins with a space or a tab goes on with the one before it. */
function unfold(calendar: string): string[] {
  return calendar.replace(/\r?\n[ \t]/g, "").split(/\r?\n/);
}

function readLine(line: string): ContentLine | undefined {
  const [head = "", ...parameters] = splitOutsideQuotes(line.slice(0, valueStart(line)), ";");
  const start = valueStart(line);
  if (start === line.length || !/^[\w-]+$/.test(head)) return undefined;
  return {
    name: head.toUpperCase(),
    parameters: new Map(parameters.flatMap(readParameter)),
    value: line.slice(start + 1),
  };
}

/** Where the first colon is that no quotes surround; the line's length when there is none. */
function valueStart(line: string): number {
  let quoted = false;
  for (let index = 0; index < line.length; index += 1) {
    if (line[index] === '"') quoted = !quoted;
    if (line[index] === ":" && !quoted) return index;
  }
  return line.length;
}

function splitOutsideQuotes(text: string, separator: string): string[] {
  const parts = [""];
  let quoted = false;
  for (const character of text) {
    if (character === '"') quoted = !quoted;
    if (character === separator && !quoted) parts.push("");
    else parts[parts.length - 1] += character;
  }
  return parts;
}

function readParameter(text: string): [string, string][] {
  const [, name, value] = /^([\w-]+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) return [];
  return [[name.toUpperCase(), unescapeParameter(value.replaceAll('"', ""))]];
}

/** RFC 6868. */
function unescapeParameter(value: string): string {
  return value.replace(/\^([n^'])/g, (_, mark) => ({ n: "\n", "^": "^" })[mark as string] ?? '"');
}

/** RFC 5545, 3.3.11. */
export function unescapeText(value: string): string {
  return value.replace(/\\([\\;,nN])/g, (_, mark) => (/n/i.test(mark) ? "\n" : mark));
}

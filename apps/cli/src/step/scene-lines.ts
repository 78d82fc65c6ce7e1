/** A scene for a person: what has happened since the last one, and who can move now. */

import type { Mover, Progress, Scene } from "@holdfast/scenario-runner";
import { type Colours, wrap } from "../print.ts";
import { faultInWords, operationInWords } from "../scenario/wording.ts";

const WIDTH = 98;
/** As wide as `notification-agent/1`. */
const NAME_WIDTH = 20;
const INDENT = " ".repeat(6);

/** What has happened since the last scene. */
export function happenedLines({ happened }: Scene, colours: Colours): string[] {
  return inOneLineEach(happened.flatMap((each) => happenedLine(each, colours) ?? []));
}

/** @param told stands that were described before */
export function moversLines(scene: Scene, told: Set<string>, colours: Colours): string[] {
  return [
    "",
    ...scene.movers.flatMap((mover, index) => moverLines(mover, index + 1, told, colours)),
    ...scene.unanswered.map((client) => colours.dim(`     ${client} waits to be answered`)),
  ];
}

function moverLines(mover: Mover, number: number, told: Set<string>, colours: Colours): string[] {
  const front = `${String(number).padStart(3)}  ${colours.bold(mover.name)}`;
  if (mover.kind === "actor") return [`${front} would: ${mover.would}`];
  const { stand, when, reason } = mover;
  const place = `${front} stands at ${stand.failpoint}`;
  if (told.has(stand.name)) return [place];
  told.add(stand.name);
  const about = wrap(`${when}; ${reason}`, WIDTH - INDENT.length);
  return [`${place}:`, ...about.map((line) => INDENT + colours.dim(line))];
}

/** What somebody does several times in a row is told once. */
function inOneLineEach(lines: readonly Told[]): string[] {
  return lines.flatMap(({ line, about = "" }, index) => {
    if (lines[index - 1]?.line === line) return [];
    const next = lines.findIndex((other, later) => later > index && other.line !== line);
    const times = (next === -1 ? lines.length : next) - index;
    return [times === 1 ? `${line} ${about}`.trimEnd() : `${line}, ${times} times`];
  });
}

interface Told {
  readonly line: string;
  /** What is left out when it is told of several. */
  readonly about?: string;
}

function happenedLine(happened: Scene["happened"][number], colours: Colours): Told | undefined {
  if ("revision" in happened) {
    const { revision, by, cause, about = "" } = happened;
    const what = cause === "" ? "commits" : `commits ${cause}`;
    const where = colours.dim(`${about} (revision ${revision})`.trim());
    return { line: `  ${by.padEnd(NAME_WIDTH)} ${what}`, about: where };
  }
  const line = progressLine(happened, colours);
  return line === undefined ? undefined : { line };
}

/** Undefined: a person who says who moves knows it. */
export function progressLine(progress: Progress, colours: Colours): string | undefined {
  switch (progress.kind) {
    case "begun":
      return `  ${progress.actor.padEnd(NAME_WIDTH)} asks: ${progress.doing}`;
    case "operation": {
      const { operation } = progress;
      const told = operationInWords(operation, colours);
      return `  ${operation.process.padEnd(NAME_WIDTH)} is told: ${told}`;
    }
    case "fault":
      return `  ${"fault".padEnd(NAME_WIDTH)} ${faultInWords(progress.fault)}`;
    case "note":
      return `  ${progress.actor.padEnd(NAME_WIDTH)} ${colours.dim(progress.note)}`;
    case "phase":
      return undefined;
  }
}

/** What a person reads: colours only on a terminal, plain lines for a pipe or a file. */

import pc from "picocolors";

export interface Colours {
  bold(text: string): string;
  dim(text: string): string;
  good(text: string): string;
  bad(text: string): string;
  heading(text: string): string;
}

export interface Output {
  readonly colours: Colours;
  line(text?: string): void;
  json(value: unknown): void;
}

/** A cell knows its text apart from its colour, so that colours do not count as width. */
export type Cell = string | { readonly text: string; readonly paint: (text: string) => string };

export function coloursFor(wanted: boolean): Colours {
  const colours = pc.createColors(wanted);
  return {
    bold: colours.bold,
    dim: colours.dim,
    good: colours.green,
    bad: colours.red,
    heading: (text) => colours.bold(colours.cyan(text)),
  };
}

export function standardOutput(): Output {
  const { stdout, env } = process;
  const wanted = stdout.isTTY === true && (env.NO_COLOR ?? "") === "" && env.TERM !== "dumb";
  return {
    colours: coloursFor(wanted),
    line: (text = "") => void stdout.write(`${text}\n`),
    json: (value) => void stdout.write(`${JSON.stringify(value, undefined, 2)}\n`),
  };
}

/** Rows in aligned columns, two spaces apart, with nothing after the last cell. */
export function table(rows: readonly (readonly Cell[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, textOf(cell).length);
    });
  }
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const gap = " ".repeat(widths[column]! - textOf(cell).length);
        const painted = typeof cell === "string" ? cell : cell.paint(cell.text);
        return column === row.length - 1 ? painted : `${painted}${gap}`;
      })
      .join("  "),
  );
}

/** Breaks a sentence at spaces; blanks before it stay, and the lines after the first are indented. */
export function wrap(text: string, width: number, indent = ""): string[] {
  const lines: string[] = [];
  let line: string | undefined;
  for (const word of text.split(" ")) {
    const longer = line === undefined ? word : `${line} ${word}`;
    const room = lines.length === 0 ? width : width - indent.length;
    if (line?.trim() && longer.length > room) {
      lines.push(line);
      line = word || undefined;
    } else line = longer;
  }
  lines.push(line ?? "");
  return lines.map((each, index) => (index === 0 ? each : indent + each));
}

/** The wall time of an instant where this process is, to the millisecond: `14:03:07.125`. */
export function clockTime(instant: number): string {
  const at = new Date(instant);
  const two = (part: number) => String(part).padStart(2, "0");
  const seconds = `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
  return `${seconds}.${String(at.getMilliseconds()).padStart(3, "0")}`;
}

function textOf(cell: Cell): string {
  return typeof cell === "string" ? cell : cell.text;
}

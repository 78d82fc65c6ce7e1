/**
 * The run as it is at this moment, for a terminal: one line for each actor and each fault, which change
 * where they stand.
 *
 *     two-actors-one-room  seed 1  playing …
 *       ada     book room/alan-turing …
 *       grace   book room/alan-turing: refused (room-held)
 */

import type { Progress, Scenario } from "@holdfast/scenario-runner";
import type { Colours } from "../print.ts";
import type { Played, Show } from "./play-one.ts";
import { closingLines } from "./summary.ts";
import { faultInWords, operationInWords } from "./wording.ts";

export interface Screen {
  write(text: string): void;
  readonly columns: number;
}

const NAME_WIDTH = 12;

export class LiveBoard implements Show {
  readonly #colours: Colours;
  readonly #screen: Screen;
  #title = "";
  #phase = "";
  /** In the order in which they were first heard of. */
  readonly #lines = new Map<string, string>();
  #drawn = 0;

  constructor(colours: Colours, screen: Screen) {
    this.#colours = colours;
    this.#screen = screen;
  }

  begin({ name, actors }: Scenario, seed: number): void {
    this.#title = `${this.#colours.heading(name)} ${this.#colours.dim(`seed ${seed}`)}`;
    for (const actor of Object.keys(actors)) this.#lines.set(actor, "");
    this.#draw();
  }

  progress(progress: Progress): void {
    const { dim } = this.#colours;
    if (progress.kind === "phase") this.#phase = progress.phase;
    if (progress.kind === "begun") this.#lines.set(progress.actor, dim(`${progress.doing} …`));
    if (progress.kind === "note") this.#lines.set(progress.actor, dim(progress.note));
    if (progress.kind === "operation") {
      const { operation } = progress;
      this.#lines.set(operation.process, operationInWords(operation, this.#colours));
    }
    if (progress.kind === "fault") this.#lines.set(progress.fault.id, faultInWords(progress.fault));
    this.#draw();
  }

  end(played: Played): void {
    this.#erase();
    const text = closingLines(played, this.#colours).map((line) => `${line}\n`);
    this.#screen.write(text.join(""));
  }

  #draw(): void {
    this.#erase();
    const rows = [...this.#lines].map(([name, line]) => `  ${name.padEnd(NAME_WIDTH)} ${line}`);
    const all = [`${this.#title} ${this.#colours.dim(`${this.#phase} …`)}`, ...rows];
    this.#screen.write(all.map((line) => `${cut(line, this.#screen.columns)}\n`).join(""));
    this.#drawn = all.length;
  }

  /** Goes up to where the board began, and clears the screen from there. */
  #erase(): void {
    if (this.#drawn > 0) this.#screen.write(`\x1b[${this.#drawn}A\x1b[J`);
    this.#drawn = 0;
  }
}

/** A line that wraps would be two. Colours take no room. */
function cut(line: string, columns: number): string {
  let width = 0;
  return line.replace(COLOUR_OR_LETTER, (piece) => {
    if (piece.length > 1 && piece.startsWith("\u001b")) return piece;
    width += 1;
    return width < columns ? piece : "";
  });
}

const COLOUR_OR_LETTER = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m|[^]`, "g");

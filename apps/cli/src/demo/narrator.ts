/**
 * Tells the story: headings, lines with the time and the process that acted, and sentences.
 *
 *     14:03:07.125  room-agent/1      4711  held the room
 */

import { clockTime, type Output, wrap } from "../print.ts";

const WIDTH = 96;
const INDENT = "   ";
const TEXT_WIDTH = WIDTH - INDENT.length;
const ACTOR_WIDTH = 20;
const PID_WIDTH = 10;

export class Narrator {
  readonly #output: Output;
  readonly #waitForKey: () => Promise<void>;
  #acts = 0;

  constructor(output: Output, waitForKey: () => Promise<void> = async () => {}) {
    this.#output = output;
    this.#waitForKey = waitForKey;
  }

  async act(title: string, idea: string): Promise<void> {
    await this.#waitForKey();
    this.#acts += 1;
    this.#output.line();
    this.#output.line(this.#output.colours.heading(`${this.#acts}. ${title}`));
    for (const line of wrap(idea, WIDTH)) this.#output.line(this.#output.colours.dim(line));
  }

  heading(title: string): void {
    this.#output.line();
    this.#output.line(this.#output.colours.heading(title));
  }

  say(sentence: string): void {
    this.lines(wrap(sentence, TEXT_WIDTH, "  "));
  }

  /** Something that explains, or is less important. */
  aside(sentence: string): void {
    this.lines(wrap(sentence, TEXT_WIDTH, "  ").map(this.#output.colours.dim));
  }

  /** One of several outcomes. */
  item(sentence: string): void {
    this.#marked("·", sentence);
  }

  /** What somebody did, and when. */
  did(at: number, who: string, pid: number | undefined, what: string): void {
    const { colours } = this.#output;
    const process = colours.dim((pid === undefined ? "" : `pid ${pid}`).padEnd(PID_WIDTH));
    const time = colours.dim(clockTime(at));
    this.#output.line(`${INDENT}${time}  ${who.padEnd(ACTOR_WIDTH)} ${process} ${what}`);
  }

  good(sentence: string): void {
    this.#marked(this.#output.colours.good("✓"), sentence);
  }

  bad(sentence: string): void {
    this.#marked(this.#output.colours.bad("✗"), sentence);
  }

  lines(lines: readonly string[]): void {
    for (const line of lines) this.#output.line(INDENT + line);
  }

  /** Exactly as it is: what somebody may want to copy. */
  verbatim(line: string): void {
    this.#output.line(line);
  }

  get colours(): Output["colours"] {
    return this.#output.colours;
  }

  #marked(mark: string, sentence: string): void {
    const [first = "", ...rest] = wrap(sentence, TEXT_WIDTH - 2);
    this.lines([`${mark} ${first}`, ...rest.map((line) => `  ${line}`)]);
  }
}

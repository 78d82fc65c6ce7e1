/** A line for each thing that happens, as it happens, for files and pipes. */

import type { Progress, Scenario } from "@holdfast/scenario-runner";
import type { Output } from "../print.ts";
import type { Played, Show } from "./play-one.ts";
import { closingLines } from "./summary.ts";
import { faultInWords, operationInWords } from "./wording.ts";

export class PlainLines implements Show {
  readonly #output: Output;

  constructor(output: Output) {
    this.#output = output;
  }

  begin({ name, story }: Scenario, seed: number): void {
    const { colours } = this.#output;
    this.#output.line(`${colours.heading(name)} ${colours.dim(`seed ${seed}`)}`);
    this.#output.line(`  ${story}`);
  }

  progress(progress: Progress): void {
    const line = this.#lineFor(progress);
    if (line !== undefined) this.#output.line(`  ${line}`);
  }

  end(played: Played): void {
    for (const line of closingLines(played, this.#output.colours)) this.#output.line(line);
  }

  #lineFor(progress: Progress): string | undefined {
    const { colours } = this.#output;
    switch (progress.kind) {
      case "operation": {
        const { operation } = progress;
        return `${operation.process.padEnd(10)} ${operationInWords(operation, colours)}`;
      }
      case "fault":
        return `${"fault".padEnd(10)} ${faultInWords(progress.fault)}`;
      case "note":
        return `${progress.actor.padEnd(10)} ${colours.dim(progress.note)}`;
      case "phase":
        return colours.dim(`${progress.phase} …`);
      case "begun":
        return undefined;
    }
  }
}

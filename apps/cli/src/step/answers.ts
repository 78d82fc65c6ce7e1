/** What a person answers, line by line: in a terminal after a prompt, from a pipe as the lines come. */

import { createInterface } from "node:readline";

export interface Answers {
  /** What is typed is to be seen already. */
  readonly areSeen: boolean;
  /** Undefined: there are no more. */
  next(): Promise<string | undefined>;
  /** Ctrl-C while somebody is asked. */
  onInterrupt(interrupt: () => void): void;
  close(): void;
}

const PROMPT = "who moves? ";

export function answersFrom(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): Answers {
  const isTerminal = "isTTY" in input && input.isTTY === true;
  const lines = createInterface({ input, output, terminal: isTerminal, prompt: PROMPT });
  const waiting: string[] = [];
  let take: ((line: string | undefined) => void) | undefined;
  let ended = false;
  const give = (line: string | undefined) => {
    const taker = take;
    take = undefined;
    if (taker) taker(line);
    else if (line !== undefined) waiting.push(line);
    lines.pause();
  };
  lines.on("line", give);
  lines.on("close", () => {
    ended = true;
    give(undefined);
  });
  return {
    areSeen: isTerminal,
    next() {
      if (isTerminal) lines.prompt();
      const line = waiting.shift();
      if (line !== undefined || ended) return Promise.resolve(line);
      lines.resume();
      return new Promise((resolve) => {
        take = resolve;
      });
    },
    onInterrupt: (interrupt) => void lines.on("SIGINT", interrupt),
    close: () => lines.close(),
  };
}

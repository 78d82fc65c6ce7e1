/**
 * Waits for a person. On a terminal any key will do; from a pipe it is a line. When there is nobody
 * (the input has ended), nothing is waited for.
 */

import type { ReadStream } from "node:tty";

const CTRL_C = "\u0003";

interface Printer {
  write(text: string): unknown;
}

export function keyWaiter(
  input: NodeJS.ReadStream | NodeJS.ReadableStream,
  output: Printer,
): () => Promise<void> {
  let ended = false;
  let presses = 0;
  input.once("end", () => {
    ended = true;
  });
  return async () => {
    if (ended) return;
    const terminal = "isTTY" in input && input.isTTY ? (input as ReadStream) : undefined;
    presses += 1;
    output.write(presses === 1 ? "\n(any key goes on)" : "\n…");
    terminal?.setRawMode(true);
    const pressed = await nextPiece(input);
    terminal?.setRawMode(false);
    output.write(terminal ? "\r" : "\n");
    // In raw mode the terminal sends no signal: do what it would have done.
    if (terminal && pressed === CTRL_C) process.kill(0, "SIGINT");
  };
}

function nextPiece(input: NodeJS.ReadableStream): Promise<string> {
  return new Promise((resolve) => {
    const done = (piece: Buffer | string = "") => {
      input.removeListener("data", done);
      input.removeListener("end", done);
      input.pause();
      resolve(String(piece));
    };
    input.on("data", done);
    input.once("end", done);
    input.resume();
  });
}

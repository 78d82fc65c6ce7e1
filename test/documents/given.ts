/** What every sample of a document is given. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createMemoryStore, memoryEngine } from "@holdfast/engine-memory";
import { isHoldfastError, openSharedState, type SharedState } from "@holdfast/shared-state";
import { expect } from "vitest";

export interface Given {
  /** Open and empty, on the engine in memory and the machine's clock. */
  readonly state: SharedState;
  /** Another process's handle on the same state. */
  readonly another: SharedState;
  /** Empty, and removed afterwards: for samples that keep a state on disk. */
  readonly folder: string;
  /** Prints nothing: a line is a value, about which the sample can claim something. */
  readonly console: { log(...words: unknown[]): string };
  claim(where: string, value: unknown, expected: unknown): void;
  claimThrows(where: string, run: () => Promise<unknown>, code: string): Promise<void>;
}

export async function withGiven(use: (given: Given) => Promise<void>): Promise<void> {
  const store = createMemoryStore();
  const open = (actor: string) => openSharedState({ engine: memoryEngine({ store }), actor });
  const [state, another] = [open("sample/1"), open("sample/2")];
  const folder = await mkdtemp(join(tmpdir(), "holdfast-sample-"));
  const log = (...words: unknown[]) => words.join(" ");
  try {
    await use({ state, another, folder, console: { log }, claim, claimThrows });
  } finally {
    await state.close();
    await another.close();
    await rm(folder, { recursive: true });
  }
}

function claim(where: string, value: unknown, expected: unknown): void {
  const isObject = typeof expected === "object" && expected !== null;
  if (isObject) expect(value, where).toMatchObject(expected);
  else expect(value, where).toBe(expected);
}

async function claimThrows(
  where: string,
  run: () => Promise<unknown>,
  code: string,
): Promise<void> {
  const thrown = await run().then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(isHoldfastError(thrown) ? thrown.code : thrown, where).toBe(code);
}

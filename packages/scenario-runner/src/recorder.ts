/**
 * The run history as it comes into being: each entry is in its file when it is known, so that a run that
 * dies leaves what it has seen.
 */

import { rmSync } from "node:fs";
import { type Fault, type HistoryEntry, HistoryFile, type Operation } from "@holdfast/checker";
import { clock } from "./patience.ts";
import type { Progress } from "./progress.ts";

export type AskedOperation = Omit<Operation, "outcome" | "completedMs">;

const PORTION = 1_000;

export class Recorder {
  readonly entries: HistoryEntry[] = [];
  readonly #file: HistoryFile;
  readonly #pending = new Map<string, AskedOperation>();
  readonly #onProgress: (progress: Progress) => void;

  /** A history that is there already is replaced. */
  constructor(path: string, onProgress: (progress: Progress) => void) {
    rmSync(path, { force: true });
    this.#file = new HistoryFile(path);
    this.#onProgress = onProgress;
  }

  record(...entries: readonly HistoryEntry[]): void {
    for (const entry of entries) this.entries.push(entry);
    this.#file.add(...entries);
  }

  /** However many they are: no call takes that many arguments, and no string is that long. */
  recordAll(entries: readonly HistoryEntry[]): void {
    for (let at = 0; at < entries.length; at += PORTION) {
      this.record(...entries.slice(at, at + PORTION));
    }
  }

  /** An operation is asked for. */
  begin(asked: AskedOperation): void {
    this.#pending.set(asked.id, asked);
  }

  /** It was answered, or given up by whoever asked. After `giveUp` nothing is recorded of it. */
  finish(operation: Operation): void {
    if (!this.#pending.delete(operation.id)) return;
    this.record(operation);
    this.tell({ kind: "operation", operation });
  }

  /** Nobody waits for answers any more: of what was asked for, nobody knows what became. */
  giveUp(): void {
    const open = [...this.#pending.values()];
    this.#pending.clear();
    this.record(...open.map((asked): Operation => ({ ...asked, outcome: "unknown" })));
  }

  fault(fault: Omit<Fault, "kind" | "atMs">): void {
    const entry: Fault = { kind: "fault", ...fault, atMs: clock.monotonicMs() };
    this.record(entry);
    this.tell({ kind: "fault", fault: entry });
  }

  tell(progress: Progress): void {
    this.#onProgress(progress);
  }

  close(): void {
    this.#file.close();
  }
}

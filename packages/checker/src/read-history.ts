/**
 * A history from its file: a JSON text a line, read as a stream, each line looked at.
 *
 * A run may have been killed while it wrote. A last line that was never finished is left out and
 * reported; anything else that is wrong is an error, which names the line and the field.
 */

import { createReadStream } from "node:fs";
import { HoldfastError } from "@holdfast/shared-state";
import { badField } from "./entry-shapes.ts";
import type { History, HistoryEntry } from "./history.ts";

export interface ReadHistory {
  readonly history: History;
  /** The number of a last line that was cut short, if it was; from 1. */
  readonly tornLine?: number;
}

/** Where a history is not one. `field` is empty when the whole line is meant. */
export class HistoryInvalid extends HoldfastError {
  readonly line: number;
  readonly field: string;

  constructor(line: number, field: string, problem: string) {
    super("history-invalid", { problem: `Line ${line}: ${problem}` });
    this.line = line;
    this.field = field;
  }
}

/** @throws HistoryInvalid */
export async function readHistory(file: string): Promise<ReadHistory> {
  const lines = new HistoryLines();
  for await (const chunk of createReadStream(file, { encoding: "utf8" })) lines.add(String(chunk));
  return lines.end();
}

/** @throws HistoryInvalid */
export function parseHistory(text: string): ReadHistory {
  const lines = new HistoryLines();
  lines.add(text);
  return lines.end();
}

class HistoryLines {
  readonly #entries: HistoryEntry[] = [];
  readonly #operations = new Set<string>();
  #line = 0;
  /** What has come of a line whose end has not. */
  #begun = "";

  add(chunk: string): void {
    const lines = (this.#begun + chunk).split("\n");
    this.#begun = lines.pop() ?? "";
    for (const line of lines) this.#read(line);
  }

  end(): ReadHistory {
    const history = this.#entries;
    const rest = this.#begun;
    if (rest.trim() !== "" && isTorn(rest)) return { history, tornLine: this.#line + 1 };
    this.#read(rest);
    return { history };
  }

  #read(text: string): void {
    this.#line += 1;
    if (text.trim() === "") return;
    const entry = this.#parse(text);
    const bad = badField(entry);
    if (bad) throw this.#invalid(bad.field, `${bad.field || "it"}: ${bad.problem}.`);
    this.#keep(entry as HistoryEntry);
  }

  #parse(text: string): unknown {
    try {
      return JSON.parse(text);
    } catch {
      throw this.#invalid("", "it is not JSON.");
    }
  }

  #keep(entry: HistoryEntry): void {
    if (entry.kind === "operation") {
      if (this.#operations.has(entry.id)) throw this.#invalid("id", `${entry.id} is used twice.`);
      this.#operations.add(entry.id);
    }
    this.#entries.push(entry);
  }

  #invalid(field: string, problem: string): HistoryInvalid {
    return new HistoryInvalid(this.#line, field, problem);
  }
}

/** An entry is an object, and an object that was cut short is no JSON. */
function isTorn(text: string): boolean {
  try {
    JSON.parse(text);
    return false;
  } catch {
    return true;
  }
}

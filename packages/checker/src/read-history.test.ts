import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isHoldfastError } from "@holdfast/shared-state";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { HISTORY_FORMAT, type History, type Operation } from "./history.ts";
import { HistoryInvalid, parseHistory, readHistory } from "./read-history.ts";
import { HistoryFile } from "./write-history.ts";

const history: History = [
  {
    ...{ kind: "run", format: HISTORY_FORMAT, scenario: "two actors — one room", seed: 1 },
    ...{ startedAt: 1, system: "holdfast", dial: { "place-hold": "transaction" } },
  },
  {
    ...{ kind: "operation", id: "o1", process: "ada", name: "book", key: "room/turing" },
    ...{ input: { title: "a\nb" }, invokedMs: 1.5, completedMs: 2, outcome: "ok", output: null },
    revision: 3,
  },
  {
    ...{ kind: "operation", id: "o2", process: "bob", name: "book", key: "room/turing" },
    ...{ input: {}, invokedMs: 2, outcome: "unknown" },
  },
  { kind: "fault", id: "f1", fault: "kill", target: "room-agent/1", phase: "struck", atMs: 2 },
  {
    ...{ kind: "commit", revision: 3, at: 9, cause: "hold-placed" },
    changes: [
      { key: ["a", 1], before: 0, value: { b: null } },
      { key: ["c"], before: 2 },
    ],
    reads: [{ key: ["c"], revision: 2 }],
  },
  { kind: "seen", watcher: "w", prefix: ["a"], after: 0, revision: 3, atMs: 3 },
  { kind: "watch-closed", watcher: "w", prefix: ["a"], after: 0, revision: 3, atMs: 4 },
  {
    ...{ kind: "mail", messageId: "<1>", method: "REQUEST", meeting: "m1", recipient: "ada" },
    ...{ sequence: 0, atMs: 4 },
  },
  { kind: "view", projection: "agenda", operation: "o1", revision: 3, shows: {}, folds: [] },
  { kind: "end", atMs: 5, outcome: "stuck", unfinished: ["saga s1"] },
];

const text = history.map((entry) => `${JSON.stringify(entry)}\n`).join("");

describe("a history's file", () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "holdfast-history-"));
    file = join(folder, "history.jsonl");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("gives back what was added, entry by entry and over several openings", async () => {
    const first = new HistoryFile(file);
    first.add(...history.slice(0, 4));
    first.close();
    const second = new HistoryFile(file);
    for (const entry of history.slice(4)) second.add(entry);
    second.close();
    expect(await readHistory(file)).toEqual({ history });
  });

  it("has lost only the line that was being written when its writer was killed", async () => {
    const writer = new HistoryFile(file);
    writer.add(...history.slice(0, 3));
    writer.close();
    appendFileSync(file, JSON.stringify(history[3]).slice(0, -5));
    expect(await readHistory(file)).toEqual({ history: history.slice(0, 3), tornLine: 4 });
    const next = new HistoryFile(file);
    next.add(...history.slice(3));
    next.close();
    expect(await readHistory(file)).toEqual({ history });
  });

  it("that was never more than the beginning of a line is empty again", () => {
    appendFileSync(file, '{"kind":');
    new HistoryFile(file).close();
    expect(readFileSync(file, "utf8")).toBe("");
  });
});

describe("a history's text", () => {
  it("may end without a newline, have empty lines, and lines that end as on Windows", () => {
    expect(parseHistory(text.trimEnd())).toEqual({ history });
    expect(parseHistory(`${text.replaceAll("\n", "\r\n")}\r\n\r\n`)).toEqual({ history });
    expect(parseHistory("")).toEqual({ history: [] });
  });

  it("may have members that nobody knows yet, and lack an input that was none", () => {
    const later = { ...history[3], since: "the next version" };
    const { input: _none, ...asked } = history[2] as Operation;
    const lines = [later, asked].map((entry) => JSON.stringify(entry));
    expect(parseHistory(lines.join("\n")).history).toEqual([later, asked]);
  });

  const bad: readonly (readonly [string, number, object, string])[] = [
    ["a kind that there is not", 3, { kind: "fautl" }, "kind"],
    ["an outcome that there is not", 1, { outcome: "maybe" }, "outcome"],
    ["a time that is none", 1, { invokedMs: "soon" }, "invokedMs"],
    ["an answer before the question", 1, { completedMs: 1 }, "completedMs"],
    ["another format", 0, { format: 2 }, "format"],
    ["a setting that is no text", 0, { dial: { "place-hold": 1 } }, "dial.place-hold"],
    ["a revision that is no whole number", 4, { revision: 1.5 }, "revision"],
    ["a key with a hole", 4, { changes: [{ key: ["a", null], before: 0 }] }, "changes[0].key[1]"],
    ["a read of no version", 4, { reads: [{ key: ["a"] }] }, "reads[0].revision"],
    [
      "a change that says of nothing what was before",
      4,
      { changes: [{ key: [] }] },
      "changes[0].before",
    ],
    ["changes that are no list", 4, { changes: {} }, "changes"],
    ["a prefix that is no key", 5, { prefix: "a" }, "prefix"],
  ];
  it.each(bad)("with %s is refused, by line and field", (_, index, change, field) => {
    const lines = history.map((entry, at) =>
      JSON.stringify(at === index ? { ...entry, ...change } : entry),
    );
    expect(errorOf(lines.join("\n"))).toMatchObject({ line: index + 1, field });
  });

  it("with a line that is not JSON, or no object, or an id used twice, is refused", () => {
    expect(errorOf(`${text}{"kind"\n`)).toMatchObject({ line: 11, field: "" });
    expect(errorOf(`${text}[1]\n`)).toMatchObject({ line: 11, field: "" });
    expect(errorOf(`${text}${JSON.stringify(history[1])}`)).toMatchObject({
      line: 11,
      field: "id",
    });
  });
});

function errorOf(text: string): HistoryInvalid {
  try {
    parseHistory(text);
  } catch (error) {
    expect(isHoldfastError(error, "history-invalid")).toBe(true);
    if (error instanceof HistoryInvalid) return error;
  }
  throw new Error("It was read.");
}

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { EXIT } from "./exit-codes.ts";
import { runCommand } from "./program.ts";
import { rememberingContext } from "./testing/remembering-context.ts";

const HISTORY = [
  { kind: "run", format: 1, scenario: "two-rooms", seed: 1, startedAt: 1, system: "holdfast" },
  { kind: "end", atMs: 5, outcome: "stuck", unfinished: ["a booking"] },
];

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "holdfast-report-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

async function report(text: string, ...options: string[]) {
  const file = join(folder, "run.jsonl");
  writeFileSync(file, text);
  const context = rememberingContext();
  return { ...context, status: await runCommand(["report", file, ...options], context) };
}

describe("holdfast report", () => {
  const text = HISTORY.map((entry) => `${JSON.stringify(entry)}\n`).join("");

  it("writes the page beside the history", async () => {
    expect((await report(text)).status).toBe(EXIT.ok);
    expect(readFileSync(join(folder, "run.html"), "utf8")).toContain("two-rooms");
  });

  it("writes it where it is told to, and says what was found", async () => {
    const out = join(folder, "page.html");
    const { status, values } = await report(text, "--out", out, "--json");
    expect(status).toBe(EXIT.ok);
    expect(values).toMatchObject([{ page: out, verdict: "violated" }]);
    expect(readFileSync(out, "utf8")).toContain("everything-ends");
  });

  it("draws what there is of a history that was cut short, and says so", async () => {
    const { status, complaints } = await report(text.slice(0, -5));
    expect(status).toBe(EXIT.ok);
    expect(complaints).toHaveLength(1);
  });

  it("refuses what is no history, and a place where nothing can be written", async () => {
    expect((await report("nonsense\n{}\n")).status).toBe(EXIT.usage);
    expect((await report(text, "--out", join(folder, "no", "page.html"))).status).toBe(EXIT.usage);
    const missing = ["report", join(folder, "missing.jsonl")];
    expect(await runCommand(missing, rememberingContext())).toBe(EXIT.usage);
  });
});

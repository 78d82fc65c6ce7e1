import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runCommand } from "./program.ts";
import { rememberingContext } from "./testing/remembering-context.ts";

const HISTORIES = fileURLToPath(new URL("../../../packages/checker/histories/", import.meta.url));
const GOOD = join(HISTORIES, "etcd_018.log");
const BAD = join(HISTORIES, "etcd_000.log");

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "holdfast-check-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function fileWith(text: string): string {
  const file = join(folder, "history");
  writeFileSync(file, text);
  return file;
}

async function check(format: string, ...files: string[]) {
  const context = rememberingContext();
  const status = await runCommand(["check", "--format", format, ...files], context);
  return { ...context, status };
}

describe("checking histories of other projects", () => {
  it("prints one line for each file, and ends with 0 when all are ok", async () => {
    const empty = fileWith("");
    const { status, lines, complaints } = await check("etcd-register", GOOD, empty);
    expect(lines).toEqual([`${GOOD} ok`, `${empty} ok`]);
    expect({ status, complaints }).toEqual({ status: 0, complaints: [] });
  });

  it("ends with 1 when one is violated, whatever the others are", async () => {
    const { status, lines } = await check("etcd-register", BAD, GOOD);
    expect(lines).toEqual([`${BAD} violated`, `${GOOD} ok`]);
    expect(status).toBe(1);
  });

  it("judges each key of a key-value store", async () => {
    const files = ["kv_c01-bad.txt", "kv_c10-ok.txt"].map((name) => join(HISTORIES, name));
    const { status, lines } = await check("key-value", ...files);
    expect(lines).toEqual([`${files[0]} violated`, `${files[1]} ok`]);
    expect(status).toBe(1);
  });

  it("ends with 2 when one cannot be read, names file and line, and judges the others", async () => {
    const broken = fileWith("INFO  jepsen.util - 0 :invoke :write 1\nnonsense\n");
    const { status, lines, complaints } = await check("etcd-register", broken, BAD);
    expect(lines).toEqual([`${broken} unknown`, `${BAD} violated`]);
    expect(complaints).toEqual([expect.stringContaining(`${broken}:2`)]);
    expect(status).toBe(2);
  });

  it("ends with 2 for a file that is not there, and for a format that there is not", async () => {
    expect((await check("etcd-register", join(folder, "none"))).status).toBe(2);
    expect((await check("no-such-format", GOOD)).status).toBe(2);
  });
});

const RUN = { kind: "run", format: 1, scenario: "a", seed: 1, startedAt: 1_795_514_400_000 };

/** Ada and Grace book the same hour, and are told so. */
function runHistory(system: string, graceIs: "ok" | "refused"): string {
  const input = { room: "turing", start: 1_795_597_200_000, end: 1_795_600_800_000 };
  const book = (process: string, invokedMs: number, outcome: string) => ({
    ...{ kind: "operation", id: `${process}#1`, process, name: "book", key: "room/turing" },
    ...{ input, invokedMs, completedMs: invokedMs + 5, outcome, output: { meeting: process } },
  });
  const end = { kind: "end", atMs: 30, outcome: "finished" };
  const entries = [{ ...RUN, system }, book("ada", 1, "ok"), book("grace", 11, graceIs), end];
  return entries.map((entry) => `${JSON.stringify(entry)}\n`).join("");
}

async function judge(...args: string[]) {
  const context = rememberingContext();
  const status = await runCommand(["check", ...args], context);
  return { ...context, status };
}

describe("judging a recorded run again", () => {
  it("ends with 0 when everything held, and says of each promise what was looked at", async () => {
    const file = fileWith(runHistory("naive", "refused"));
    const { status, lines } = await judge(file);
    expect(status).toBe(0);
    expect(lines[0]).toBe(`${file} ok`);
    expect(lines.join()).toContain("rooms-linearizable");
  });

  it("ends with 1 when one was violated, and tells the witness: who, what and when", async () => {
    const file = fileWith(runHistory("naive", "ok"));
    const { status, lines } = await judge(file);
    expect(status).toBe(1);
    expect(lines[0]).toBe(`${file} violated`);
    const witness = lines.join(" ").replaceAll(/\s+/g, " ");
    for (const words of ["+10.0 ms", "ada asks: book room/turing", "grace asks"]) {
      expect(witness).toContain(words);
    }
  });

  it("ends with 3 when the store's log would have to tell, and is not there", async () => {
    const { status, lines } = await judge("--quiet", fileWith(runHistory("holdfast", "refused")));
    expect(status).toBe(3);
    expect(lines).toEqual([expect.stringMatching(/ unknown$/)]);
  });

  it("ends with 2 when one cannot be read, names line and field, and judges the others", async () => {
    const broken = fileWith(`${JSON.stringify(RUN)}\n`);
    const good = join(folder, "good");
    writeFileSync(good, runHistory("naive", "refused"));
    const { status, lines, complaints } = await judge(
      "--quiet",
      broken,
      join(folder, "none"),
      good,
    );
    expect(status).toBe(2);
    expect(lines).toEqual([`${broken} unknown`, `${join(folder, "none")} unknown`, `${good} ok`]);
    expect(complaints[0]).toMatch(/history:1: .*system/);
  });

  it("leaves out a last line that was cut short, and says so", async () => {
    const file = fileWith(`${runHistory("naive", "refused")}{"kind":"en`);
    const { status, complaints } = await judge("--quiet", file);
    expect(status).toBe(0);
    expect(complaints[0]).toContain(`${file}:5`);
  });

  it("judges by the promises that are asked for alone, and as JSON", async () => {
    const file = fileWith(runHistory("naive", "ok"));
    const { status, lines } = await judge("--only", "everything-ends", "--json", file);
    expect(status).toBe(0);
    const told = JSON.parse(lines[0]!) as { findings: { check: string }[] };
    expect(told).toMatchObject({ file, verdict: "ok" });
    expect(told.findings.map(({ check: name }) => name)).toEqual(["everything-ends"]);
  });

  it("ends with 3 when what is asked for cannot be judged without the store's log", async () => {
    const file = fileWith(runHistory("naive", "refused"));
    const { status, lines } = await judge("--only", "no-double-booking", file);
    expect(lines[0]).toBe(`${file} unknown`);
    expect(status).toBe(3);
  });

  it("ends with 3 when none of the operations is about a room", async () => {
    const elsewhere = runHistory("naive", "ok").replaceAll("room/turing", "turing");
    expect((await judge("--quiet", fileWith(elsewhere))).status).toBe(3);
  });

  it("gives each file its line, though one has in it what nobody has reckoned with", async () => {
    const changes = [{ key: ["diary", "room/turing", "2026-11-23"], before: 0, value: { a: 1 } }];
    const commit = { kind: "commit", revision: 1, at: 1, changes };
    const odd = fileWith(
      [{ ...RUN, system: "holdfast" }, commit]
        .map((entry) => `${JSON.stringify(entry)}\n`)
        .join(""),
    );
    const good = join(folder, "good");
    writeFileSync(good, runHistory("naive", "refused"));
    const { status, lines } = await judge("--quiet", odd, good);
    expect(lines).toEqual([`${odd} unknown`, `${good} ok`]);
    expect(status).toBe(3);
  });

  it("keeps what other checks found, though times are said that are none", async () => {
    const never = runHistory("naive", "ok")
      .replaceAll("1795597200000", "1e300")
      .replaceAll("1795600800000", "2e300");
    const { lines } = await judge("--json", fileWith(never));
    const { findings } = JSON.parse(lines[0]!) as { findings: { check: string }[] };
    expect(findings.map(({ check: name }) => name)).toContain("everything-ends");
  });

  it("lists its promises, and knows no others", async () => {
    const { lines } = await judge("--list");
    expect(lines).toContain("no-double-booking");
    expect(lines).toContain("rooms-linearizable");
    expect((await judge("--only", "no-such-check", fileWith(""))).status).toBe(2);
    expect((await judge()).status).toBe(2);
  });
});

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

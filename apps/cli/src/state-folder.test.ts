import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { EXIT } from "./exit-codes.ts";
import { runCommand } from "./program.ts";
import { findServed, stateFolder } from "./state-folder.ts";
import { rememberingContext } from "./testing/remembering-context.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "holdfast-cli-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function put(...names: string[]): void {
  for (const name of names) writeFileSync(join(folder, name), "");
}

function serve(pid: number): void {
  const record = { url: "http://127.0.0.1:1", pid };
  writeFileSync(join(folder, "gateway.json"), JSON.stringify(record));
  writeFileSync(join(folder, "access-token"), "secret\n");
}

describe("the state's folder", () => {
  test("is the option's, else the variable's, else the checkout's", () => {
    expect(stateFolder({ state: "/a" }, { HOLDFAST_STATE: "/b" })).toBe("/a");
    expect(stateFolder({}, { HOLDFAST_STATE: "/b" })).toBe("/b");
    expect(stateFolder({}, {})).toMatch(/\.holdfast$/);
  });

  test("says where the gateway is and how to be let in, unless one is told otherwise", () => {
    serve(1);
    const found = { url: "http://127.0.0.1:1", accessToken: "secret" };
    expect(findServed({ state: folder }, {})).toEqual(found);
    const told = findServed({ state: folder, url: "http://x" }, { HOLDFAST_ACCESS_TOKEN: "other" });
    expect(told).toEqual({ url: "http://x", accessToken: "other" });
  });

  test("without a gateway, or without its access token, serves nobody", () => {
    const refusal = expect.objectContaining({ exitCode: EXIT.notServing });
    expect(() => findServed({ state: folder }, {})).toThrow(refusal);
    expect(() => findServed({ state: folder, url: "http://x" }, {})).toThrow(refusal);
  });
});

describe("reset", () => {
  const reset = () => runCommand(["reset", "--yes", "--state", folder], rememberingContext());

  test("deletes a state, and the folder with it", async () => {
    put("state.lmdb", "state.lmdb-lock", "access-token", "holdfast.log", "999999999-x.supervisor");
    expect(await reset()).toBe(EXIT.ok);
    expect(existsSync(folder)).toBe(false);
  });

  test("leaves alone what Holdfast did not make", async () => {
    put("state.lmdb", "thesis.txt");
    expect(await reset()).toBe(EXIT.ok);
    expect(existsSync(join(folder, "state.lmdb"))).toBe(false);
    expect(existsSync(join(folder, "thesis.txt"))).toBe(true);
  });

  test("refuses a folder that is no state", async () => {
    put("access-token", "thesis.txt");
    expect(await reset()).toBe(EXIT.refused);
    expect(existsSync(join(folder, "access-token"))).toBe(true);
  });

  test("refuses a state that a living process serves", async () => {
    put("state.lmdb", `${process.pid}-abc.supervisor`);
    expect(await reset()).toBe(EXIT.refused);
    rmSync(join(folder, `${process.pid}-abc.supervisor`));
    serve(process.pid);
    expect(await reset()).toBe(EXIT.refused);
    expect(existsSync(join(folder, "state.lmdb"))).toBe(true);
  });

  test("does not mind that there is nothing to delete", async () => {
    rmSync(folder, { recursive: true });
    expect(await reset()).toBe(EXIT.ok);
  });
});

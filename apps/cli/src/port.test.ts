import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { EXIT } from "./exit-codes.ts";
import { findPort } from "./port.ts";

let folder = "";
let other: Server;
let taken = "";
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "holdfast-cli-port-"));
  other = createServer();
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  taken = String((other.address() as AddressInfo).port);
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  await new Promise((resolve) => other.close(resolve));
});

const refused = (exitCode: number) => expect.objectContaining({ exitCode });

test("a port is refused when it is none, whether the option or the variable says it", async () => {
  for (const port of ["abc", "-1", "65536", "7420.5", "1e3", " ", ""]) {
    await expect(findPort({ folder, port }, {})).rejects.toEqual(refused(EXIT.usage));
    const variables = { HOLDFAST_PORT: port };
    await expect(findPort({ folder }, variables)).rejects.toEqual(refused(EXIT.usage));
  }
});

test("a port at which another program listens is refused, and named", async () => {
  const asked = findPort({ folder, port: taken }, { HOLDFAST_PORT: "0" });
  await expect(asked).rejects.toEqual(refused(EXIT.notServing));
  await expect(asked).rejects.toThrow(taken);
  const told = findPort({ folder: join(folder, "new") }, { HOLDFAST_PORT: taken });
  await expect(told).rejects.toEqual(refused(EXIT.notServing));
});

test("a port that is free is left free", async () => {
  await new Promise((resolve) => other.close(resolve));
  for (const _ of [1, 2]) {
    expect(await findPort({ folder, port: taken }, {})).toBe(Number(taken));
  }
});

test("nothing is tried when the gateway chooses, or when the state is being served", async () => {
  expect(await findPort({ folder }, {})).toBeUndefined();
  expect(await findPort({ folder, port: "0" }, { HOLDFAST_PORT: "abc" })).toBe(0);
  writeFileSync(join(folder, `${process.pid}-abc.supervisor`), "");
  expect(await findPort({ folder, port: taken }, {})).toBe(Number(taken));
});

import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ErrorCode, isHoldfastError } from "@holdfast/shared-state/engine";
import { open } from "lmdb";
import { afterEach, beforeEach, expect, test } from "vitest";
import { lmdbEngine } from "./lmdb-engine.ts";

let path = "";
beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), "holdfast-store-"));
});
afterEach(() => rm(path, { recursive: true }));

test.each(["Dear", "Dear diary, ".repeat(10_000)])(
  "a file that is no LMDB file is refused, and left as it is, long or short",
  async (text) => {
    await writeFile(join(path, "state.lmdb"), text);
    expect(await codeOfOpening()).toBe("state-foreign");
    expect(await readFile(join(path, "state.lmdb"), "utf8")).toBe(text);
  },
);

test("an LMDB file of something else is refused, and gets no databases of ours", async () => {
  const root = open(join(path, "state.lmdb"), {});
  await root.openDB({ name: "recipes" }).put("bread", "flour");
  await root.close();
  expect(await codeOfOpening()).toBe("state-foreign");
  const again = open(join(path, "state.lmdb"), { keyEncoding: "binary" });
  expect([...again.getKeys()]).toHaveLength(1);
  await again.close();
});

test("somebody else's database that is called meta too is refused", async () => {
  const root = open(join(path, "state.lmdb"), {});
  await root.openDB({ name: "meta" }).put("author", "somebody");
  await root.close();
  expect(await codeOfOpening()).toBe("state-foreign");
});

test.each([1, 99])(
  "a state of format %i, an older or a newer one, is refused as that",
  async (version) => {
    await (await lmdbEngine({ path })).close();
    const options = { keyEncoding: "binary", encoding: "string" } as const;
    const root = open<string, Buffer>(join(path, "state.lmdb"), options);
    const meta = root.openDB<string, Buffer>("meta", options);
    await meta.put(Buffer.from("format"), JSON.stringify({ format: "holdfast-state", version }));
    await root.close();
    expect(await codeOfOpening()).toBe("state-format");
  },
);

test("a folder that cannot be made is a failure of the engine", async () => {
  await writeFile(join(path, "file"), "");
  path = join(path, "file");
  expect(await codeOfOpening()).toBe("engine-failed");
  path = join(path, "..");
});

async function codeOfOpening(): Promise<ErrorCode | undefined> {
  const outcome = await lmdbEngine({ path }).catch((error: unknown) => error);
  return isHoldfastError(outcome) ? outcome.code : undefined;
}

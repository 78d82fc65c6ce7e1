/** The verdicts on histories that others recorded agree with those of others' checkers. */

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  checkLinearizable,
  explainViolation,
  keyValueModel,
  parseEtcdRegister,
  parseKeyValue,
  registerModel,
} from "./index.ts";

const folder = new URL("../../histories/", import.meta.url);
const read = (name: string) => readFileSync(new URL(name, folder), "utf8");
const expected = Object.entries(JSON.parse(read("expected.json")) as Record<string, string>);
const etcd = expected.filter(([name]) => name.startsWith("etcd"));
const keyValue = expected.filter(([name]) => name.startsWith("kv"));

describe("recorded histories", () => {
  it("are there, of both kinds", () => {
    expect(etcd.length).toBeGreaterThan(30);
    expect(keyValue.length).toBeGreaterThan(2);
  });

  it.each(etcd)("%s is %s", (name, verdict) => {
    const found = checkLinearizable(parseEtcdRegister(read(name)), registerModel);
    expect(found.verdict).toBe(verdict);
  });

  it.each(keyValue)("%s is %s", (name, verdict) => {
    const found = checkLinearizable(parseKeyValue(read(name)), keyValueModel);
    expect(found.verdict).toBe(verdict);
  });

  it("that are violations are explained by a few operations that are one by themselves", () => {
    const history = parseEtcdRegister(read("etcd_000.log"));
    const witness = explainViolation(history, registerModel);
    expect(witness!.length).toBeLessThan(12);
    const alone = history.filter(({ id }) => witness!.includes(id));
    expect(checkLinearizable(alone, registerModel).verdict).toBe("violated");
  });
});

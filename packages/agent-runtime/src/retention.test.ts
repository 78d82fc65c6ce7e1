import { expect, test } from "vitest";
import { EnvironmentError } from "./environment.ts";
import { readRetention } from "./retention.ts";

test("days and megabytes become milliseconds and bytes", () => {
  const retention = readRetention({ HOLDFAST_RETAIN_DAYS: "0.5", HOLDFAST_RETAIN_MB: "64" });
  expect(retention).toEqual({ ms: 12 * 3_600_000, bytes: 64 * 1024 * 1024 });
});

test("what is not said is left to the engine", () => {
  expect(readRetention({})).toEqual({});
});

test.each(["0", "-1", "for ever"])("%s days are refused by name", (days) => {
  expect(() => readRetention({ HOLDFAST_RETAIN_DAYS: days })).toThrow(EnvironmentError);
});

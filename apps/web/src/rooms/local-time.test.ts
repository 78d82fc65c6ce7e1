import { expect, test } from "vitest";
import { instantOf, localTimeOf } from "./local-time.ts";

const BERLIN = "Europe/Berlin";

test("a time that clocks skip is none", () => {
  expect(instantOf({ date: "2026-03-29", time: "02:30" }, BERLIN)).toBeUndefined();
  expect(instantOf({ date: "2026-03-29", time: "03:30" }, BERLIN)).toBe(
    Date.parse("2026-03-29T01:30Z"),
  );
});

test("of a time that comes twice it is the first, whatever the season", () => {
  expect(instantOf({ date: "2026-10-25", time: "02:30" }, BERLIN)).toBe(
    Date.parse("2026-10-25T00:30Z"),
  );
});

test("an incomplete field is no time", () => {
  expect(instantOf({ date: "", time: "09:00" }, BERLIN)).toBeUndefined();
  expect(instantOf({ date: "2026-11-23", time: "" }, BERLIN)).toBeUndefined();
});

test("instants come back as what was written", () => {
  const written = { date: "2026-11-23", time: "09:15" };
  expect(localTimeOf(instantOf(written, "Asia/Kathmandu")!, "Asia/Kathmandu")).toEqual(written);
});

import { expect, test } from "vitest";
import {
  dateOf,
  fieldOf,
  instantOf,
  instantOfField,
  localTimeOf,
  shiftedDate,
} from "./local-time.ts";

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

test("a field has day and time in one", () => {
  expect(fieldOf(Date.parse("2026-07-01T08:30:00Z"), BERLIN)).toBe("2026-07-01T10:30");
  expect(instantOfField("2026-07-01T10:30", BERLIN)).toBe(Date.parse("2026-07-01T08:30Z"));
  expect(instantOfField("2026-03-29T02:30", BERLIN)).toBeUndefined();
  expect(instantOfField("", BERLIN)).toBeUndefined();
});

test("a day is the zone's, not Greenwich's", () => {
  expect(dateOf("2026-11-22T23:30:00Z", BERLIN)).toBe("2026-11-23");
  expect(shiftedDate("2026-12-31", 1)).toBe("2027-01-01");
});

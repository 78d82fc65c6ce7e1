import { expect, it } from "vitest";
import { zoneName } from "./zone.ts";

it.each(["UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires"])("%s is a time zone", (zone) => {
  expect(zoneName.parse(zone)).toBe(zone);
});

it.each([
  ...["", "Berlin", "Europe/Atlantis", "Europe/Berlin ", "Europe/Berlin\n", "../etc", "__proto__"],
  "a".repeat(10_000),
])("%.30j is none", (zone) => {
  expect(zoneName.safeParse(zone).success).toBe(false);
});

it.each(["+02:00", "UTC+2", "GMT+2", "local", "system"])(
  "%s has no place and is refused, since it knows no summer",
  (zone) => {
    expect(zoneName.safeParse(zone).success).toBe(false);
  },
);

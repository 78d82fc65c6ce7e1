import type { Person } from "@holdfast/api";
import { expect, it } from "vitest";
import { namesOf } from "../directory/names.ts";
import { eventFacts } from "./event-words.ts";

const people = [
  { id: "ada", name: "Ada Brandt" },
  { id: "grace", name: "Grace Miller" },
];
const names = namesOf(people as Person[], []);
const told = (data: Record<string, unknown>) =>
  eventFacts({ data }, names, "Europe/Berlin", "ada").filter(({ name }) => name === "Required");

it("the organizer is told apart from those who are required, in an event that does not name them, too", () => {
  const required = ["ada", "grace"];
  const asTold = [{ name: "Required", value: "Grace Miller" }];
  expect(told({ organizer: "ada", required })).toEqual(asTold);
  expect(told({ required })).toEqual(asTold);
});

it("that an edit leaves nobody but the organizer is told, and not of a meeting that began so", () => {
  expect(told({ required: ["ada"] })).toHaveLength(1);
  expect(told({ organizer: "ada", required: ["ada"] })).toEqual([]);
});

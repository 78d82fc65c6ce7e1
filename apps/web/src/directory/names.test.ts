import type { Person } from "@holdfast/api";
import { expect, it } from "vitest";
import { actorName, holderName, namesOf, withNames } from "./names.ts";

const people = [{ id: "ada", name: "Ada Brandt" } as Person, { id: "bob", name: "Bob" } as Person];
const names = namesOf(people, []);

it("whoever holds something is you, a person, or a booking, and never an id", () => {
  expect(holderName(names, "person/ada")).toBe("Ada Brandt");
  expect(holderName({ ...names, me: "person/ada" }, "person/ada")).toBe("you");
  for (const holder of ["book-0mwq", "0mwq"]) {
    expect(holderName(names, holder)).not.toContain("0mwq");
  }
});

it("whoever acts is a person, or a process by its own name", () => {
  expect(actorName(names, "person/bob")).toBe("Bob");
  expect(actorName(names, "person/stranger")).toBe("stranger");
  expect(actorName(names, "room-agent/1")).toBe("room-agent/1");
});

it("a reason that has people's ids is told with their names, another as it is", () => {
  expect(withNames(names, "without ada, bob")).toBe("without Ada Brandt, Bob");
  expect(withNames(names, "ada is free")).toBe("ada is free");
});

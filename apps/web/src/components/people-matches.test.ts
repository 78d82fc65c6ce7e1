import type { Person } from "@holdfast/api";
import { describe, expect, it } from "vitest";
import { matchingPeople, whyNobody } from "./people-matches.ts";

const person = (id: string, name: string) =>
  ({ id, name, email: `${id}@holdfast.example` }) as Person;
const people = [person("bob", "Bob Meyer"), person("ada", "Ada Brandt"), person("s", "Søren Bo")];

describe("a person is found", () => {
  const found = (typed: string, chosen: string[] = []) =>
    matchingPeople(people, typed, chosen).map(({ id }) => id);

  it("by the beginning of a name first, then by any word of it", () => {
    expect(found("b")).toEqual(["bob", "ada", "s"]);
    expect(found("brandt")).toEqual(["ada"]);
  });

  it("without accents, and not twice", () => {
    expect(found("soren")).toEqual(["s"]);
    expect(found("", ["s"])).toEqual(["ada", "bob"]);
    expect(found("nobody")).toEqual([]);
  });
});

it("whoever types an unknown name is told so, and otherwise than one who types a chosen one's", () => {
  const unknown = whyNobody(people, "Zoe", []);
  const chosen = whyNobody(people, "Ada", ["ada"]);
  expect(new Set([unknown, chosen, undefined]).size).toBe(3);
  expect(whyNobody(people, "Ada", [])).toBeUndefined();
  expect(whyNobody(people, " ", ["ada", "bob", "s"])).toBeUndefined();
});

import { expect, it } from "vitest";
import { type Person, person, personResource } from "./person.ts";

const ada: Person = {
  ...{ name: "Ada Lovelace", email: "ada@example.org", zone: "Europe/London" },
  workingHours: { mon: [["09:00", "17:00"]] },
};

it("a person's description is taken as it is", () => {
  expect(person.parse(ada)).toEqual(ada);
});

it.each([
  ["no address", { email: "ada" }],
  ["an address that carries a header", { email: "ada@example.org\r\nBcc: eve@example.org" }],
  ["a name that carries a header", { name: "Ada\r\nBcc: eve@example.org" }],
  ["a zone that is none", { zone: "London" }],
  ["no working hours at all", { workingHours: undefined }],
  ["a property that nobody knows", { password: "secret" }],
])("a person with %s is refused", (_what, wrong) => {
  expect(person.safeParse({ ...ada, ...wrong }).success).toBe(false);
});

it("a person may work at no time", () => {
  expect(person.safeParse({ ...ada, workingHours: {} }).success).toBe(true);
});

it("people and rooms of one name have diaries of their own", () => {
  expect(personResource("ada")).toBe("person/ada");
});

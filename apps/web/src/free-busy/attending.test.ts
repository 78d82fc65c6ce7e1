import { expect, it } from "vitest";
import { attendingOf } from "./attending.ts";

it("everybody comes once, as what matters most", () => {
  const all = attendingOf({
    ...{ organizer: ["ada"], required: ["ada", "bob"], optional: ["bob", "eve"] },
  });
  expect(all).toEqual([
    { person: "ada", as: "organizer" },
    { person: "bob", as: "required" },
    { person: "eve", as: "optional" },
  ]);
});

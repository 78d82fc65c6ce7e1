import { expect, it } from "vitest";
import { titleOf } from "./title.ts";

it("a place's title names the place first, and the program alone where there is no name", () => {
  expect(titleOf("Rooms")).toBe("Rooms · Holdfast");
  expect(titleOf(" ")).toBe("Holdfast");
  expect(titleOf(undefined)).toBe("Holdfast");
});

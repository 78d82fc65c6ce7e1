import { expect, it } from "vitest";
import { granted, refused } from "./outcome.ts";

it("an outcome says whether it was granted, and what comes with it", () => {
  expect(granted({ position: 3 })).toEqual({ ok: true, position: 3 });
  expect(refused("held", { heldBy: "ada" })).toEqual({ ok: false, reason: "held", heldBy: "ada" });
  expect(refused("hold-lapsed")).toEqual({ ok: false, reason: "hold-lapsed" });
});

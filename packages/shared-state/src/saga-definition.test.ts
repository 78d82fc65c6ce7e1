import { describe, expect, it } from "vitest";
import { afterPivot, defineSaga, isDefinitionOf, pivot, step } from "./saga-definition.ts";

const by = "room-agent";
const options = { version: 1, deadlineMs: 1_000 };

describe("a saga's definition", () => {
  it("keeps the names, the order, and who does what", () => {
    const saga = defineSaga("book", options, [
      step("hold", { by }),
      pivot("confirm", { by }),
      afterPivot("invite", { by: "mail", external: true }),
    ]);
    expect(saga).toEqual({
      ...{ name: "book", version: 1, deadlineMs: 1_000 },
      steps: [
        { name: "hold", kind: "step", by, external: false },
        { name: "confirm", kind: "pivot", by, external: false },
        { name: "invite", kind: "after-pivot", by: "mail", external: true },
      ],
    });
    expect(defineSaga("note", options, [pivot("write", { by })]).steps).toHaveLength(1);
  });

  it.each([
    ["no steps", []],
    ["no pivot", [step("a", { by })]],
    ["two pivots", [pivot("a", { by }), pivot("b", { by })]],
    ["a step after the pivot that could be refused", [pivot("a", { by }), step("b", { by })]],
    [
      "a step before the pivot that could not be undone",
      [afterPivot("a", { by }), pivot("b", { by })],
    ],
    ["two steps of one name", [step("a", { by }), pivot("a", { by })]],
    [
      "a step whose task could be another's compensation",
      [step("a/undo", { by }), pivot("b", { by })],
    ],
    ["a step named as compensations are", [step("undo", { by }), pivot("b", { by })]],
    ["a step without a name", [pivot("", { by })]],
  ])("is refused when it has %s", (_name, steps) => {
    expect(() => defineSaga("book", options, steps)).toThrow();
  });

  it("is of a saga when name and version fit", () => {
    const saga = defineSaga("book", options, [pivot("a", { by })]);
    expect(isDefinitionOf(saga, { definition: "book", version: 1 })).toBe(true);
    expect(isDefinitionOf(saga, { definition: "book", version: 2 })).toBe(false);
    expect(isDefinitionOf(saga, { definition: "move", version: 1 })).toBe(false);
  });
});

import { FAULTS } from "@holdfast/agent-runtime";
import { DIAL_OPERATIONS, dialPositionsOf } from "@holdfast/scenario-runner";
import { expect, it } from "vitest";

it("the dial can be ordered to be turned to each position that it has, and to no other", () => {
  const positions = DIAL_OPERATIONS.flatMap((operation) =>
    dialPositionsOf(operation).map(({ setting }) => `${operation} ${setting}`),
  );
  const settings = [...new Set(positions.map((position) => position.split(" ")[1]!))];
  const ordered = DIAL_OPERATIONS.flatMap((operation) =>
    settings
      .filter((setting) => FAULTS.dial.safeParse({ operation, setting }).success)
      .map((setting) => `${operation} ${setting}`),
  );
  expect(positions.length).toBeGreaterThan(10);
  expect(ordered.sort()).toEqual(positions.sort());
});

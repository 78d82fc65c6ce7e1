import { FAILPOINTS } from "@holdfast/scenario-runner";
import { expect, test } from "vitest";
import { EXIT } from "./exit-codes.ts";
import { runCommand } from "./program.ts";
import { rememberingContext } from "./testing/remembering-context.ts";

const names = Object.keys(FAILPOINTS);

test("lists every failpoint with its reason, for programs and for people", async () => {
  const forPrograms = rememberingContext();
  expect(await runCommand(["failpoints", "--json"], forPrograms)).toBe(EXIT.ok);
  const listed = forPrograms.values[0] as { name: string; reason: string }[];
  expect(listed.map(({ name }) => name)).toEqual(names);
  expect(listed.filter(({ reason }) => !reason)).toEqual([]);

  const forPeople = rememberingContext();
  expect(await runCommand(["failpoints"], forPeople)).toBe(EXIT.ok);
  const text = forPeople.lines.join("\n");
  expect(names.filter((name) => !text.includes(name))).toEqual([]);
});

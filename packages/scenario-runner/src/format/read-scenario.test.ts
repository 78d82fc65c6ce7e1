import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { type Complaint, ScenarioError } from "./complaints.ts";
import { readScenario } from "./read-scenario.ts";
import { scenarioJsonSchema } from "./scenario.ts";

const SHIPPED = fileURLToPath(new URL("../../../../scenarios/", import.meta.url));

const HEAD = `name: a-scenario
story: Something happens.
shows: That it does no harm.
`;
const ADA = `actors:
  ada:
    - book: { room: alan-turing, at: "10:00" }
`;

function complaints(text: string): readonly Complaint[] {
  try {
    readScenario(text, "a.yaml");
  } catch (error) {
    if (error instanceof ScenarioError) return error.complaints;
    throw error;
  }
  return [];
}

describe("complaints say where, and what was probably meant", () => {
  it.each([
    ["no YAML", `${HEAD}actors: { ada: [`, { line: 4 }],
    ["nothing at all", "", { line: 1, column: 1 }],
    [
      "a key that is not known",
      `${HEAD}${ADA}faultz: []`,
      { line: 7, column: 1, suggestion: "faults" },
    ],
    [
      "an action that is not known",
      `${HEAD}actors:\n  ada:\n    - bok: { room: alan-turing, at: "10:00" }`,
      { line: 6, column: 7, path: "actors.ada[0].bok", suggestion: "book" },
    ],
    [
      "a key of an action in a group in a group",
      `${HEAD}actors:\n  ada:\n    - at-once:\n        - in-sequence:\n            - book: { romm: a, room: alan-turing, at: "10:00" }`,
      { line: 8, path: "actors.ada[0].at-once[0].in-sequence[0].book.romm", suggestion: "room" },
    ],
    ["a step that does nothing", `${HEAD}actors:\n  ada:\n    - { as: x }`, { line: 6 }],
    [
      "a step that does two things",
      `${HEAD}${ADA}      read-diary: { room: alan-turing }`,
      { line: 6, path: "actors.ada[0]" },
    ],
    [
      "a time that there is not",
      `${HEAD}${ADA.replace("10:00", "25:00")}`,
      { line: 6, column: 38 },
    ],
    [
      "a room that there is not",
      `${HEAD}${ADA.replace("alan-turing", "alan-turning")}`,
      { line: 6, path: "actors.ada[0].book.room", suggestion: "alan-turing" },
    ],
    [
      "a step that is referred to and not there",
      `${HEAD}${ADA}    - cancel: { meeting: $boook.meeting }`,
      { line: 7, path: "actors.ada[1].cancel.meeting", suggestion: "book" },
    ],
    [
      "a step that is waited for and not there",
      `${HEAD}${ADA}    - wait-for: { done: ada.bock }`,
      { line: 7, column: 25, suggestion: "ada.book" },
    ],
    [
      "a fault that is not known",
      `${HEAD}${ADA}faults:\n  - kil: room-agent`,
      { line: 8, column: 5, suggestion: "kill" },
    ],
    [
      "a process that there is not",
      `${HEAD}${ADA}faults:\n  - kill: room-agnet/1`,
      { line: 8, column: 11, suggestion: "room-agent" },
    ],
    [
      "a failpoint that there is not",
      `${HEAD}${ADA}faults:\n  - crash-at: { failpoint: saga-step.after-comit }`,
      { line: 8, suggestion: "saga-step.after-commit" },
    ],
    [
      "a pause inside a transaction, which would stop everybody",
      `${HEAD}${ADA}faults:\n  - pause-at: { failpoint: saga-step.before-commit, until: { ms: 1 } }`,
      { line: 8, path: "faults[0].pause-at.failpoint" },
    ],
    [
      "a failure of what is committed",
      `${HEAD}${ADA}faults:\n  - fail-at: { failpoint: commit.after-write }`,
      { line: 8, path: "faults[0].fail-at.failpoint" },
    ],
    [
      "a wait for a place inside a transaction",
      `${HEAD}${ADA}faults:\n  - kill: gateway\n    when: { at-failpoint: hold.after-check }`,
      { line: 9, path: "faults[0].when.at-failpoint" },
    ],
    [
      "an outcome of a step that there is not",
      `${HEAD}${ADA}expect:\n  outcomes:\n    - { of: [grace.book], ok: 1 }`,
      { line: 9 },
    ],
    [
      "a check that there is not",
      `${HEAD}${ADA}expect: { checks: [no-double-boking] }`,
      { line: 7, suggestion: "no-double-booking" },
    ],
    [
      "an outcome that there is not",
      `${HEAD}${ADA}      expect: { outcome: refuesd }`,
      { line: 7, path: "actors.ada[0].expect.outcome", suggestion: "refused" },
    ],
  ])("%s", (_, text, expected) => {
    expect(complaints(text)[0]).toMatchObject(expected);
  });

  it("all of them at once", () => {
    const text = `${HEAD}actors:\n  ada:\n    - bok: {}\n  grace:\n    - book: { at: "1" }\n`;
    expect(complaints(text).map(({ line }) => line)).toEqual([6, 8, 8]);
  });
});

describe("what is left out", () => {
  it("is as the reference says", () => {
    const scenario = readScenario(`${HEAD}${ADA}`);
    expect(scenario).toMatchObject({
      ...{ seed: 1, faults: [], expect: { outcomes: [] } },
      system: { agents: 1, rooms: ["alan-turing"], people: [] },
      actors: { ada: [{ book: { day: 1, minutes: 60 }, "ask-again": false }] },
    });
  });
});

const files = readdirSync(SHIPPED).filter((name) => name.endsWith(".yaml"));

it.each(files)("the scenario %s can be read, and is called as its file", (file) => {
  const { name } = readScenario(readFileSync(join(SHIPPED, file), "utf8"), file);
  expect(`${name}.yaml`).toBe(file);
});

/** Made by `holdfast scenario schema > scenarios/scenario.schema.json`, then formatted. */
it("the schema for editors is that of the scenarios", () => {
  const written: unknown = JSON.parse(readFileSync(join(SHIPPED, "scenario.schema.json"), "utf8"));
  expect(written).toEqual(JSON.parse(JSON.stringify(scenarioJsonSchema())));
});

/**
 * `docs/explanation/consistency.md` has a row for everything that the system does, and each row
 * names tests that there are: a new endpoint, a new step of a saga or a new projection fails here until
 * somebody has written down how its conflicts end.
 */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as scheduling from "@holdfast/scheduling";
import type { SagaDefinition } from "@holdfast/shared-state";
import { describe, expect, it } from "vitest";
import { gatewayUnderTest } from "../../apps/gateway/src/testing/gateway-under-test.ts";
import { filesUnder, root } from "./sources.ts";

const PAGE = "docs/explanation/consistency.md";

/** Operation, model, how a conflict ends, timeout, proven by. */
const COLUMNS = 5;

/** Their conflicts are those of placing a hold, and are proven by the tests of their rows. */
const NOT_STAGED = ["PATCH /api/holds/{id}"];

interface Row {
  readonly operation: string;
  readonly cells: readonly string[];
  /** What stands between backticks in the first cell. */
  readonly names: readonly string[];
}

const page = readFileSync(join(root, PAGE), "utf8");
const rows = rowsOf(page);

describe("each operation has a row", () => {
  it("every endpoint, and no endpoint that is not there", async () => {
    const { ask } = await gatewayUnderTest();
    const { body } = await ask("GET", "/openapi.json");
    const endpoints = Object.entries(body.paths as Record<string, object>).flatMap(
      ([path, methods]) =>
        Object.keys(methods)
          .filter((method) => method !== "head")
          .map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(namesLike(/^[A-Z]+ \//)).toEqual(endpoints.sort());
  });

  it("every step of every saga, and no other", () => {
    const steps = sagas().flatMap(({ name, steps }) => steps.map((step) => `${name}/${step.name}`));
    expect(namesLike(/^[a-z-]+\/[a-z-]+$/)).toEqual(steps.sort());
  });

  it("every projection", () => {
    const names = rows.flatMap((row) => row.names);
    for (const { name } of scheduling.projections) expect(names).toContain(`projection ${name}`);
  });

  it("every kind of task that an agent serves", () => {
    const names = rows.flatMap((row) => row.names);
    for (const kind of kindsOfTasks()) expect(names).toContain(`task ${kind}`);
  });
});

describe("what collides is staged", () => {
  const staged = page
    .split("\n")
    .filter((line) => line.includes("](../../scenarios/") && line.startsWith("| "));

  it("every step of every saga, and every request that others can be in the way of", () => {
    const names = staged.flatMap((line) =>
      [...line.matchAll(/`([^`]+)`/g)].map(([, name]) => name!),
    );
    const steps = sagas().flatMap(({ name, steps }) => steps.map((step) => `${name}/${step.name}`));
    const requests = namesLike(
      /^(POST|PUT|PATCH|DELETE) \/api\/(holds|meetings|rooms)(\/\{id\})?$/,
    );
    const left = [...steps, ...requests].filter((name) => !names.includes(name));
    expect(left).toEqual(NOT_STAGED);
    for (const name of names) expect(rows.flatMap((row) => row.names)).toContain(name);
  });

  it("by scenarios that there are, and each of them has its place", () => {
    const named = staged.flatMap((line) =>
      [...line.matchAll(/\/scenarios\/([\w-]+\.yaml)/g)].map(([, file]) => file!),
    );
    const shipped = readdirSync(join(root, "scenarios")).filter((file) => file.endsWith(".yaml"));
    expect(named.sort()).toEqual(shipped.sort());
  });
});

describe("each row is whole, and proven by tests that there are", () => {
  it.each(rows.map(({ operation, cells }) => [operation, cells] as const))("%s", (_, cells) => {
    expect(cells).toHaveLength(COLUMNS);
    expect(cells.filter((cell) => cell === "")).toEqual([]);
    expect(proofsIn(cells[4]!).length, "names no test").toBeGreaterThan(0);
    expect(proofsIn(cells[4]!).flatMap(missingIn)).toEqual([]);
  });

  it("also those that the text names", () => {
    const named = proofsIn(page.replace(/\s+/g, " "));
    expect(named.length).toBeGreaterThan(rows.length);
    expect(named.flatMap(missingIn)).toEqual([]);
  });
});

function rowsOf(page: string): Row[] {
  const lines = page.split("\n").filter((line) => /^\| `/.test(line));
  return lines.map((line) => {
    const cells = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
    const [operation = ""] = cells.slice(1, -1);
    const names = [...operation.matchAll(/`([^`]+)`/g)].map(([, name]) => name!);
    return { operation, cells: cells.slice(1, -1), names };
  });
}

function namesLike(shape: RegExp): string[] {
  return rows.flatMap((row) => row.names.filter((name) => shape.test(name))).sort();
}

/** Whatever the package of meeting rules exports that is the definition of a saga. */
function sagas(): SagaDefinition[] {
  return Object.values(scheduling as Record<string, unknown>).filter(
    (each): each is SagaDefinition =>
      typeof each === "object" && each !== null && "steps" in each && "deadlineMs" in each,
  );
}

/** As they are bound in the agents' `main.ts`: `queues: { [QUEUE]: { [KIND]: handler } }`. */
function kindsOfTasks(): string[] {
  const constants = scheduling as Record<string, unknown>;
  const found = filesUnder("apps", "main.ts").flatMap(({ text }) =>
    [...text.matchAll(/\{ \[([A-Z_]+)\]: [a-z]\w*/g)].map(([, constant]) => constants[constant!]),
  );
  expect(found.length).toBeGreaterThan(1);
  return found.map(String);
}

/** A file, and tests in it, named behind it: `file.test.ts` “one”, “another” and “a third”. */
interface Proof {
  readonly file: string;
  readonly tests: readonly string[];
}

function proofsIn(text: string): Proof[] {
  const found = text.matchAll(/`([\w./-]+\.ts)`((?: (?:and )?“[^”]+”,?)+)/g);
  return [...found].map(([, file, names]) => ({
    file: file!,
    tests: [...names!.matchAll(/“([^”]+)”/g)].map(([, name]) => name!),
  }));
}

function missingIn({ file, tests }: Proof): string[] {
  if (!existsSync(join(root, file))) return [`${file} is not there`];
  const text = readFileSync(join(root, file), "utf8");
  return tests.filter((name) => !isTestIn(text, name)).map((name) => `${file}: ${name}`);
}

/** A test, or a check of the conformance kit, is its name in quotes. */
function isTestIn(text: string, name: string): boolean {
  return ['"', "`", "'"].some((quote) => text.includes(quote + name + quote));
}

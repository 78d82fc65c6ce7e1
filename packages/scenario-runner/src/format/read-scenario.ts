/**
 * From text to scenario: YAML, then the schema, then what only makes sense as a whole. Whatever is
 * wrong is said with its line and column, and with what was probably meant.
 */

import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import { incoherences } from "./coherence.ts";
import { type Complaint, pathText, ScenarioError } from "./complaints.ts";
import { type Scenario, scenario, scenarioJsonSchema } from "./scenario.ts";
import { suggestionFor } from "./suggestion.ts";

/** Something wrong at a path: at the value there or, if a key is named, at that key of it. */
export interface Fault {
  readonly path: readonly PropertyKey[];
  readonly key?: string;
  readonly message: string;
  readonly suggestion?: string | undefined;
}

/**
 * @param file how the complaints call it
 * @throws ScenarioError
 */
export function readScenario(text: string, file = "scenario"): Scenario {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const place = placesIn(document, lines);
  if (document.errors.length > 0) {
    const complaints = document.errors.map(({ message, pos: [offset] }) => {
      const { line, col: column } = lines.linePos(offset);
      return { line, column, path: "", message: message.replace(/\.$/, "") };
    });
    throw new ScenarioError(file, complaints);
  }
  const { success, data, error } = scenario.safeParse(document.toJS(), { reportInput: true });
  const faults = success ? incoherences(data) : error.issues.flatMap(faultsOf);
  if (!success || faults.length > 0) throw new ScenarioError(file, faults.map(place));
  return data;
}

/** Of alternatives, what is wrong with each is more than a person wants to know. */
function faultsOf(issue: z.core.$ZodIssue): Fault[] {
  const { path } = issue;
  if (issue.code === "unrecognized_keys") {
    const known = keysAt(path);
    return issue.keys.map((key) => ({
      ...{ path, key, message: `"${key}" is not known here` },
      suggestion: suggestionFor(key, known),
    }));
  }
  if (issue.code === "invalid_union") {
    const deepest = issue.errors.toSorted((a, b) => rank(b) - rank(a))[0] ?? [];
    const inner = deepest.flatMap(faultsOf);
    return inner.map((fault) => ({ ...fault, path: [...path, ...fault.path] }));
  }
  if (issue.code === "invalid_value") {
    const values = issue.values.map(String);
    const written = typeof issue.input === "string" ? issue.input : undefined;
    const message = `must be one of ${values.join(", ")}`;
    return [{ path, message, suggestion: written && suggestionFor(written, values) }];
  }
  return [{ path, message: lowerFirst(issue.message) }];
}

/** The alternative that was probably meant is the one that goes wrong the latest. */
function rank(issues: readonly z.core.$ZodIssue[]): number {
  return Math.max(
    0,
    ...issues.map(({ path, code }) => path.length * 2 + (code === "invalid_type" ? 0 : 1)),
  );
}

type JsonSchema = {
  readonly $ref?: string;
  readonly properties?: Record<string, JsonSchema>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
};

/** Which keys are known at that path. */
function keysAt(path: readonly PropertyKey[]): string[] {
  const whole = scenarioJsonSchema() as JsonSchema & { $defs?: Record<string, JsonSchema> };
  const resolve = (schema: JsonSchema): JsonSchema => {
    const { $ref } = schema;
    if ($ref === undefined) return schema;
    return $ref === "#" ? whole : resolve(whole.$defs?.[$ref.replace("#/$defs/", "")] ?? {});
  };
  let at: JsonSchema[] = [whole];
  for (const part of path) {
    at = at.flatMap(alternatives).flatMap((schema) => {
      if (typeof part === "number") return schema.items ? [schema.items] : [];
      const inner = schema.properties?.[String(part)] ?? schema.additionalProperties;
      return typeof inner === "object" ? [inner] : [];
    });
  }
  return at.flatMap(alternatives).flatMap(({ properties = {} }) => Object.keys(properties));

  function alternatives(schema: JsonSchema): JsonSchema[] {
    const { anyOf, ...own } = resolve(schema);
    return [own, ...(anyOf ?? []).flatMap(alternatives)];
  }
}

function placesIn(document: Document, lines: LineCounter): (fault: Fault) => Complaint {
  return ({ path, key, message, suggestion }) => {
    const whole = key === undefined ? path : [...path, key];
    const { line, col: column } = lines.linePos(offsetOf(document, path, key));
    return {
      ...{ line, column, path: pathText(whole), message },
      ...(suggestion === undefined ? {} : { suggestion }),
    };
  };
}

/** Of what is missing, the place of what it is missing in. */
function offsetOf(document: Document, path: readonly PropertyKey[], key?: string): number {
  const node = path.length === 0 ? document.contents : document.getIn(path, true);
  if (key !== undefined && isMap(node)) {
    const pair = node.items.find((item) => isScalar(item.key) && item.key.value === key);
    if (pair && isScalar(pair.key)) return pair.key.range?.[0] ?? 0;
  }
  if (isNode(node)) return node.range?.[0] ?? 0;
  return path.length === 0 ? 0 : offsetOf(document, path.slice(0, -1));
}

function lowerFirst(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}

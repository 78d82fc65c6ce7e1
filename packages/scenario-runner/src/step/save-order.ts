/**
 * Writes an order that was played as a scenario that plays it again: the text that was stepped through,
 * in which each step waits for what came before it, and each process that stood still does so again.
 */

import { Document, isCollection, isScalar, parseDocument, Scalar, visit } from "yaml";
import { childrenOf } from "../format/coherence.ts";
import type { Condition } from "../format/conditions.ts";
import { namedSteps } from "../format/naming.ts";
import type { Scenario } from "../format/scenario.ts";
import { ACTION_NAMES, GROUPS } from "../format/steps.ts";
import type { PlayedMove, PlayedOrder } from "./played-order.ts";
import type { Stand } from "./stands.ts";

export interface SavedOrder {
  /** What was stepped through, as it is written … */
  readonly text: string;
  /** … and as it was read. */
  readonly scenario: Scenario;
  readonly order: PlayedOrder;
  /** How the saved one is called. */
  readonly name: string;
  readonly seed: number;
  /** What had become of a step, if that is to happen again. */
  outcomeOf(step: string): string | undefined;
}

/** As somebody wrote it, defaults left out. */
type Written = Readonly<Record<string, unknown>>;

const LINE_WIDTH = 100;
/** Somebody who thought for long may have had many moves. */
const LIMIT_MS_MIN = 60_000;

/** Undefined: its order can be written down. */
export function whyNotSavable({ actors }: Scenario): string | undefined {
  const hasLots = (steps: Scenario["actors"][string]): boolean =>
    steps.some(
      (step) =>
        step["at-random"] !== undefined ||
        step["at-rate"] !== undefined ||
        hasLots(childrenOf(step).map(({ child }) => child)),
    );
  const drawn = Object.entries(actors).find(([, steps]) => hasLots(steps));
  return drawn && `${drawn[0]} does the same step several times: no order can name which of them.`;
}

/** The scenario's text. */
export function saveOrder(saved: SavedOrder): string {
  const { text, order, name, seed, scenario } = saved;
  const written = parseDocument(text).toJS() as Written;
  const document = {
    ...written,
    ...{ name, seed, actors: actorsOf(saved, written.actors as Record<string, Written[]>) },
    faults: [...((written.faults as Written[] | undefined) ?? []), ...standsOf(order)],
    "limit-ms": Math.max(LIMIT_MS_MIN, scenario["limit-ms"]),
  };
  const output = new Document(document, { aliasDuplicateObjects: false });
  layOut(output);
  output.commentBefore = headOf(scenario.name, order);
  return output.toString({ lineWidth: LINE_WIDTH, minContentWidth: 0 });
}

function actorsOf(saved: SavedOrder, written: Record<string, Written[]>) {
  const steps = namedSteps(saved.scenario);
  const [first] = Object.keys(written);
  return Object.fromEntries(
    Object.entries(written).map(([actor, list]) => {
      const names = steps.filter((step) => step.actor === actor).map(({ name }) => name);
      const waiting = list.flatMap((step) => waitingFor(step, actor, names, saved));
      return [actor, actor === first ? [...waiting, ...untilTheEnd(saved.order)] : waiting];
    }),
  );
}

/** The step, after the wait for its turn; groups keep their form. @param names of what is to come */
function waitingFor(step: Written, actor: string, names: string[], saved: SavedOrder): Written[] {
  const group = GROUPS.find((each) => step[each] !== undefined);
  if (group) {
    const children = step[group] as Written[];
    const each = children.map((child) => waitingFor(child, actor, names, saved));
    const whole = each.map((list) => (list.length === 1 ? list[0] : { "in-sequence": list }));
    return [{ [group]: group === "at-once" ? whole : each.flat() }];
  }
  const id = `${actor}.${names.shift()}`;
  const waits = step["wait-for"] === undefined ? waitOf(id, saved.order) : undefined;
  const outcome = step.expect === undefined ? saved.outcomeOf(id) : undefined;
  const expecting = outcome === undefined ? step : { ...step, expect: { outcome } };
  return waits ? [waits, expecting] : [expecting];
}

/** Undefined: it was the first to move. */
function waitOf(step: string, { moves, atEnd }: PlayedOrder): Written | undefined {
  const nth = moves.findIndex(({ moved }) => "begins" in moved && moved.begins === step);
  const after = nth === -1 ? atEnd : moves[nth]!.after;
  if (after.length === 0) return undefined;
  return { "wait-for": together(after), as: nth === -1 ? "the-rest" : `move-${nth + 1}` };
}

/** The play is not over before everybody who stood still has gone on. */
function untilTheEnd({ moves, leftStanding }: PlayedOrder): Written[] {
  const stands = [...moves.flatMap(standOf), ...leftStanding];
  if (stands.length === 0) return [];
  const healed = stands.map(({ name }): Condition => ({ healed: name }));
  return [{ "wait-for": together(healed), as: "the-end" }];
}

/** In the order in which they came. */
function standsOf({ moves, leftStanding, atEnd }: PlayedOrder): Written[] {
  const released = moves.flatMap((move) =>
    standOf(move).map((stand) => ({ stand, after: move.after })),
  );
  const stands = [...released, ...leftStanding.map((stand) => ({ stand, after: atEnd }))];
  return stands
    .toSorted((one, other) => one.stand.nth - other.stand.nth)
    .map(({ stand, after }) => standStill(stand, after));
}

/** By role: which of several that are alike it was, does not matter. */
function standStill(stand: Stand, after: readonly Condition[]): Written {
  const { name, role, failpoint, kind, hit } = stand;
  const others = after.filter(({ struck }) => struck !== name);
  const until = others.length === 0 ? { struck: name } : together(others);
  const place = { failpoint, process: role, ...(kind !== undefined && { kind }), hit };
  return { "pause-at": { ...place, until }, as: name };
}

function standOf({ moved }: PlayedMove): Stand[] {
  return "goesOn" in moved ? [moved.goesOn] : [];
}

function together(conditions: readonly Condition[]): Condition {
  const [only] = conditions;
  return only && conditions.length === 1 ? only : { all: [...conditions] };
}

function headOf(name: string, { moves }: PlayedOrder): string {
  const lines = moves.map(({ moved }, index) => {
    const what =
      "begins" in moved
        ? `${moved.begins} begins`
        : `${moved.goesOn.process} goes on from ${moved.goesOn.failpoint}`;
    return `   ${index + 1}. ${what}`;
  });
  return [
    ` An order of ${name} that was played step by step:`,
    ...lines,
    " Then everybody moves by themselves.",
  ].join("\n");
}

/** Short things on one line, and times in quotes, as a person would write them. */
function layOut(document: Document): void {
  const onOneLine: readonly string[] = [...ACTION_NAMES, "system", "pause-at"];
  visit(document, {
    Scalar(_, node) {
      if (/^\d\d:\d\d$/.test(String(node.value))) node.type = Scalar.QUOTE_DOUBLE;
    },
    Pair(_, { key, value }) {
      if (!isScalar(key) || !isCollection(value)) return;
      value.flow = onOneLine.includes(String(key.value));
    },
  });
}

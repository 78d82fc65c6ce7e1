/**
 * What makes sense of a scenario only as a whole: one action a step, one name a thing, and nothing
 * referred to that is not there.
 */

import { CHECKS, ROOMS_LINEARIZABLE } from "@holdfast/checker";
import { isOperation } from "@holdfast/dial/settings";
import { FAILPOINTS, type FailpointDescription } from "@holdfast/shared-state";
import { CONDITION_NAMES, type Condition } from "./conditions.ts";
import { isWeaklyTurned, whyNotTurned } from "./dial.ts";
import { FAULT_NAMES, type FaultName, type FaultSpec } from "./faults.ts";
import { namedSteps, nameFaults } from "./naming.ts";
import type { Fault } from "./read-scenario.ts";
import type { Scenario } from "./scenario.ts";
import { ACTION_NAMES, GROUPS, type Step } from "./steps.ts";
import { suggestionFor } from "./suggestion.ts";

type Path = readonly PropertyKey[];

const ROLES = [
  ...["room-agent", "calendar-agent", "notification-agent", "projection-agent"],
  ...["gateway", "inbox", "supervisor"],
];

const CHECK_NAMES = new Set([...CHECKS.map(({ name }) => name), ROOMS_LINEARIZABLE]);

/** Faults at failpoints that keep a process waiting there. */
const WAITING: readonly FaultName[] = ["pause-at", "meet-at", "slow-at"];

export function incoherences(scenario: Scenario): Fault[] {
  const steps = namedSteps(scenario);
  const known: Known = {
    steps: new Set(steps.map(({ actor, name }) => `${actor}.${name}`)),
    faults: new Set(nameFaults(scenario.faults)),
    rooms: new Set(scenario.system.rooms),
  };
  return [
    ...Object.entries(scenario.actors).flatMap(([actor, list]) =>
      list.flatMap((step, index) => inStep(step, ["actors", actor, index], actor, known)),
    ),
    ...scenario.faults.flatMap((fault, index) => inFault(fault, ["faults", index], known)),
    ...inDial(scenario),
    ...(scenario.expect.checks ?? []).flatMap((name, index) =>
      unlessKnown(name, CHECK_NAMES, ["expect", "checks", index], "check"),
    ),
    ...scenario.expect.outcomes.flatMap(({ of }, index) =>
      of.flatMap((name, at) =>
        unlessKnown(name, known.steps, ["expect", "outcomes", index, "of", at], "step"),
      ),
    ),
  ];
}

function inDial({ dial = {}, actors, expect }: Scenario): Fault[] {
  const turned = Object.keys(dial).filter(isOperation);
  const idle = turned.flatMap((operation) => {
    const message = whyNotTurned(operation, { actors });
    return message === undefined ? [] : [{ path: ["dial"], key: operation, message }];
  });
  const { violated } = expect;
  if (!violated) return idle;
  const path = ["expect", "violated"];
  const message = "no promise may be broken where no guarantee is turned down";
  return [
    ...idle,
    ...(isWeaklyTurned({ dial }) ? [] : [{ path, message }]),
    ...violated.flatMap((name, index) => unlessKnown(name, CHECK_NAMES, [...path, index], "check")),
  ];
}

interface Known {
  readonly steps: ReadonlySet<string>;
  readonly faults: ReadonlySet<string>;
  readonly rooms: ReadonlySet<string>;
}

function inStep(step: Step, path: Path, actor: string, known: Known): Fault[] {
  const named = [...ACTION_NAMES, ...GROUPS].filter((key) => step[key] !== undefined);
  if (named.length !== 1) return [{ path, message: oneOf("action", named) }];
  const wait = step["wait-for"];
  return [
    ...(wait ? inCondition(wait, [...path, "wait-for"], known) : []),
    ...inReferences(step, path, actor, known),
    ...inRoom(step, path, known),
    ...childrenOf(step).flatMap(({ child, at }) => inStep(child, [...path, ...at], actor, known)),
  ];
}

function inRoom(step: Step, path: Path, known: Known): Fault[] {
  return ACTION_NAMES.flatMap((action) => {
    const asked = step[action];
    if (!asked || !("room" in asked) || asked.room === undefined) return [];
    const rooms = typeof asked.room === "string" ? [asked.room] : asked.room["any-of"];
    return rooms.flatMap((room) =>
      unlessKnown(room, known.rooms, [...path, action, "room"], "room"),
    );
  });
}

/** `$booking.meeting` of one's own, `$grace.booking.meeting` of another. */
function inReferences(step: Step, path: Path, actor: string, known: Known): Fault[] {
  return [...ACTION_NAMES, "expect" as const].flatMap((action) =>
    Object.entries(step[action] ?? {}).flatMap(([field, value]) => {
      if (typeof value !== "string" || !value.startsWith("$")) return [];
      const [first = "", second = ""] = value.slice(1).split(".");
      const wanted = [`${actor}.${first}`, `${first}.${second}`];
      if (wanted.some((each) => known.steps.has(each))) return [];
      const own = [...known.steps].map((each) => each.replace(`${actor}.`, ""));
      return [
        {
          ...{ path: [...path, action, field], message: `there is no step "${first}" to refer to` },
          suggestion: suggestionFor(first, own),
        },
      ];
    }),
  );
}

function inCondition(condition: Condition, path: Path, known: Known): Fault[] {
  const named = CONDITION_NAMES.filter((key) => condition[key] !== undefined);
  if (named.length !== 1) return [{ path, message: oneOf("condition", named) }];
  const { begun, done, struck, healed, all = [] } = condition;
  return [
    ...all.flatMap((each, index) => inCondition(each, [...path, "all", index], known)),
    ...(begun === undefined ? [] : unlessKnown(begun, known.steps, [...path, "begun"], "step")),
    ...(done === undefined ? [] : unlessKnown(done, known.steps, [...path, "done"], "step")),
    ...(struck === undefined
      ? []
      : unlessKnown(struck, known.faults, [...path, "struck"], "fault")),
    ...(healed === undefined
      ? []
      : unlessKnown(healed, known.faults, [...path, "healed"], "fault")),
  ];
}

function inFault(fault: FaultSpec, path: Path, known: Known): Fault[] {
  const named = FAULT_NAMES.filter((key) => fault[key] !== undefined);
  const [kind] = named;
  if (kind === undefined || named.length > 1) return [{ path, message: oneOf("fault", named) }];
  const asked = fault[kind];
  const place = typeof asked === "object" && "failpoint" in asked ? asked : undefined;
  const target = fault.kill ?? fault.stop?.target;
  const until = fault["pause-at"]?.until;
  return [
    ...(place ? inFailpoint(place.failpoint, [...path, kind, "failpoint"], kind) : []),
    ...(target === undefined ? [] : inTarget(target, [...path, kind])),
    ...(until ? inCondition(until, [...path, kind, "until"], known) : []),
    ...inTrigger(fault, [...path, "when"], known),
  ];
}

function inTrigger({ when }: FaultSpec, path: Path, known: Known): Fault[] {
  if (!when) return [];
  const { "at-failpoint": failpoint, process, hit, ...condition } = when;
  if (failpoint !== undefined) return inFailpoint(failpoint, [...path, "at-failpoint"], "pause-at");
  if (process !== undefined || hit !== undefined) {
    return [{ path, message: "a process and a hit belong to an at-failpoint" }];
  }
  return inCondition(condition, path, known);
}

/** Whoever waits inside a transaction holds the lock that every writer needs. */
function inFailpoint(failpoint: string, path: Path, kind: FaultName): Fault[] {
  const known: Readonly<Record<string, FailpointDescription>> = FAILPOINTS;
  const { inTransaction, notToFail } = known[failpoint] ?? {};
  if (WAITING.includes(kind) && inTransaction) {
    return [{ path, message: `"${failpoint}" is inside a transaction, where nobody may wait` }];
  }
  if (kind === "fail-at" && notToFail !== undefined) {
    return [{ path, message: `nobody may fail at "${failpoint}": ${notToFail}` }];
  }
  return unlessKnown(failpoint, new Set(Object.keys(known)), path, "failpoint");
}

function inTarget(target: string, path: Path): Fault[] {
  return unlessKnown(target.split("/")[0]!, new Set(ROLES), path, "process");
}

function unlessKnown(name: string, known: ReadonlySet<string>, path: Path, what: string): Fault[] {
  if (known.has(name)) return [];
  return [
    { path, message: `there is no ${what} "${name}"`, suggestion: suggestionFor(name, known) },
  ];
}

function oneOf(what: string, named: readonly string[]): string {
  return named.length === 0
    ? `names no ${what}`
    : `names more than one ${what}: ${named.join(", ")}`;
}

export function childrenOf(step: Step): { child: Step; at: Path }[] {
  return GROUPS.flatMap((group) => {
    const found = step[group];
    if (!found) return [];
    const isList = Array.isArray(found);
    const list = isList ? found : found.of;
    return list.map((child, index) => ({
      ...{ child, at: isList ? [group, index] : [group, "of", index] },
    }));
  });
}

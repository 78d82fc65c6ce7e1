/**
 * Faults as bands, from when they were announced to when they were healed. A fault that hits several
 * processes has a band in the track of each.
 */

import type { Fault, History, StoreCommit } from "../history.ts";
import type { Draft, TrackName } from "./draft.ts";
import { isOf, type Numbered } from "./entry-marks.ts";
import { faultWords } from "./entry-words.ts";
import { groupBy } from "./group-by.ts";
import type { RunClock } from "./run-clock.ts";

/** Undefined: no process of that name has done anything. */
export type KnownTrack = (process: string) => TrackName | undefined;

const EVERYBODY = "every process";

export function faultMarks(
  entries: readonly Numbered[],
  clock: RunClock,
  { known, agents }: { known: KnownTrack; agents: readonly string[] },
): Draft[] {
  const processOf = processesByPid(entries.map(({ entry }) => entry));
  const byId = groupBy(entries.filter(isOf("fault")), ({ entry }) => entry.id);
  return [...byId.values()].flatMap((phases) => {
    const names = targetsOf(phases[0]!.entry, agents).flatMap((target) => {
      const pids = phases.flatMap(({ entry }) => entry.pid ?? []);
      const byPid = known(target) ? undefined : pids.map((pid) => processOf.get(pid)).find(Boolean);
      return byPid ?? target;
    });
    return [...new Set(names)].map((name, index): Draft => {
      const on = known(name) ?? trackOfOthers(name);
      return { on, ...bandOf(phases, clock), ...(index > 0 && { main: false }) };
    });
  });
}

function bandOf(phases: readonly Numbered<Fault>[], clock: RunClock): Omit<Draft, "on"> {
  const at = (phase: Fault["phase"]) =>
    phases.find(({ entry }) => entry.phase === phase)?.entry.atMs;
  const [announced, struck, healed] = [at("announced"), at("struck"), at("healed")];
  const from = announced ?? struck ?? healed ?? 0;
  const never = struck === undefined;
  const to = healed ?? (never ? from : undefined);
  return {
    ...{ shape: "band", look: "fault", lines: phases.map(({ line }) => line) },
    fromMs: clock.since(from),
    toMs: to === undefined ? clock.endMs : clock.since(to),
    ...(to === undefined && { open: true }),
    turnsMs: struck === undefined ? clock.endMs : clock.since(struck),
    ...faultWords(phases.map(({ entry }) => entry)),
  };
}

/** One, several by name, or all. */
function targetsOf({ target }: Fault, agents: readonly string[]): readonly string[] {
  if (target === EVERYBODY && agents.length > 0) return agents;
  const ofRole = agents.filter((name) => name.startsWith(`${target}/`));
  return ofRole.length === 1 ? ofRole : target.split(", ");
}

function trackOfOthers(name: string): TrackName {
  return { group: name.startsWith("mail") ? "Mails" : "Agents", name };
}

/** Every process tells the store under which number it runs. */
function processesByPid(history: History): Map<number, string> {
  const found = new Map<number, string>();
  for (const { changes } of history.filter(
    (entry): entry is StoreCommit => entry.kind === "commit",
  )) {
    for (const { key, value } of changes) {
      const { pid } = (value ?? {}) as { pid?: unknown };
      if (key[0] === "presence" && typeof pid === "number") found.set(pid, String(key[1]));
    }
  }
  return found;
}

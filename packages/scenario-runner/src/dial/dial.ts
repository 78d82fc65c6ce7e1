/**
 * The dial: the same race on every setting of an operation, once with the order of its steps written
 * down, and then for a while as it comes. What is found, what it costs.
 *
 *     for each operation, for each setting
 *        staged      one race; a weak setting shows its anomaly every time, a strong one none
 *        by chance   some seconds: how often, and how many a second, how fast, at the price of what
 */

import { type Finding, type History, judge, type Operation } from "@holdfast/checker";
import {
  type DialPosition,
  isWeak,
  OPERATIONS,
  type OperationName,
  positionsOf,
  type Setting,
} from "@holdfast/dial/settings";
import { type Anomaly, countAnomalies, findAnomalies } from "./anomalies.ts";
import { type Chances, leaveToChance } from "./chance-race.ts";
import { type AnomalyName, expectedAnomalies } from "./expected-anomalies.ts";
import { mailsOf } from "./mails.ts";
import { type Measures, measure } from "./measures.ts";
import { RaceTrack } from "./race-track.ts";
import { stageRace } from "./staged-race.ts";

export interface DialOptions {
  /** Default: all of them. */
  readonly operations?: readonly OperationName[];
  /** Default: all that an operation has. */
  readonly settings?: readonly Setting[] | undefined;
  /** How long each setting's race is left to chance; 0: it is only staged. */
  readonly seconds: number;
  readonly seed: number;
  /** Called before each setting's races. */
  readonly tell?: (position: DialPosition) => void;
}

export type AnomalyCounts = Readonly<Partial<Record<AnomalyName, number>>>;

export interface Turned {
  readonly anomalies: readonly Anomaly[];
  /** The same, by name. */
  readonly counts: AnomalyCounts;
}

/** What was found, and the history in which. */
export interface Raced extends Turned {
  readonly history: History;
}

export interface DialRow extends Pick<DialPosition, "operation" | "setting"> {
  readonly strength: "strong" | "weak";
  readonly expected: readonly AnomalyName[];
  /** Beside it, what the checker says, which does not count but names the shortest witness. */
  readonly staged: Turned & { readonly findings: readonly Finding[] };
  readonly byChance: Turned & { readonly measures: Measures };
  /** A strong setting showed nothing at all; a weak one, when staged, what it has to show. */
  readonly asExpected: boolean;
}

/** Runs races on real processes, on a state of their own, which is gone afterwards. */
export async function turnDial(options: DialOptions): Promise<DialRow[]> {
  const track = await RaceTrack.open();
  try {
    const rows: DialRow[] = [];
    for (const position of positionsFor(options)) {
      options.tell?.(position);
      rows.push(await turnTo(track, position, options));
    }
    return rows;
  } finally {
    await track.close();
  }
}

function positionsFor({ operations = OPERATIONS, settings }: DialOptions): DialPosition[] {
  const all = operations.flatMap(positionsOf);
  return all.filter(({ setting }) => settings === undefined || settings.includes(setting));
}

/** Both races on one setting. */
async function turnTo(
  track: RaceTrack,
  position: DialPosition,
  { seconds, seed }: DialOptions,
): Promise<DialRow> {
  const { history, ...staged } = await turnToStaged(track, position);
  const findings = judge(history).findings.filter(({ verdict }) => verdict !== "ok");
  const chances = { seed, forMs: seconds * 1_000 };
  const { history: _tooLong, ...byChance } = await turnToChance(track, position, chances);
  const expected = expectedAnomalies(position);
  const strong = !isWeak(position.setting);
  return {
    ...{ operation: position.operation, setting: position.setting },
    ...{
      strength: strong ? "strong" : "weak",
      expected,
      staged: { ...staged, findings },
      byChance,
    },
    asExpected: strong
      ? staged.anomalies.length + byChance.anomalies.length + findings.length === 0
      : expected.every((name) => staged.counts[name] !== undefined),
  };
}

export async function turnToStaged(track: RaceTrack, position: DialPosition): Promise<Raced> {
  return judged(track, await stageRace(track, position, track.nameRace(position)));
}

export async function turnToChance(
  track: RaceTrack,
  position: DialPosition,
  chances: Chances,
): Promise<Raced & { measures: Measures }> {
  const race = track.nameRace(position);
  const operations = await leaveToChance(track, position, { race, ...chances });
  const measures = measure(position.operation, operations, chances.forMs);
  return { ...(await judged(track, operations)), measures };
}

async function judged(track: RaceTrack, operations: readonly Operation[]): Promise<Raced> {
  const commits = await track.newCommits();
  const anomalies = findAnomalies({ operations, commits });
  const history = [...operations, ...mailsOf(operations), ...commits];
  return { anomalies, counts: countAnomalies(anomalies), history };
}

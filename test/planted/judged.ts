/** A race as it was judged, and what is to be made of that. */

import type { Finding, History } from "@holdfast/checker";
import type { PlantedBug } from "./bug.ts";

export interface Judged {
  readonly history: History;
  readonly findings: readonly Finding[];
}

export function violationsIn({ findings }: Judged): Finding[] {
  return findings.filter(({ verdict }) => verdict === "violated");
}

/** By the check that has to catch it. */
export function catchOf({ caughtBy }: PlantedBug, judged: Judged): Finding | undefined {
  return violationsIn(judged).find(({ check }) => check === caughtBy.check);
}

/** Whatever is not `ok`: of a correct build, a false alarm. */
export function alarmsIn({ findings }: Judged): Finding[] {
  return findings.filter(({ verdict }) => verdict !== "ok");
}

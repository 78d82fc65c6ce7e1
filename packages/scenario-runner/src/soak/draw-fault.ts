/**
 * A fault for one process of a role, drawn by chance from all that strike it without help from the
 * machine: clock jumps and full disks need what not every machine has.
 */

import { FAILPOINTS, type FailpointName } from "@holdfast/shared-state";
import type { FaultSpec } from "../format/faults.ts";
import type { SeededRandom } from "../seeded-random.ts";

/** Where a process of each role comes by often, so that something happens there soon. */
const PLACES = {
  "room-agent": [
    ...["task.before-attempt", "hold.after-check", "confirm.after-check"],
    ...["saga-step.before-commit", "saga-step.after-commit", "saga-compensation.before-commit"],
    ...["commit.before-write", "commit.after-write"],
  ],
  "calendar-agent": [
    ...["task.before-attempt", "saga-step.before-commit", "saga-step.after-commit"],
    ...["commit.before-write", "commit.after-write"],
  ],
  "notification-agent": [
    ...["claim.after-commit", "mail.before-sending", "mail.after-acceptance"],
    ...["saga-step.after-commit", "commit.before-write", "commit.after-write"],
  ],
  "projection-agent": ["projection.before-commit", "commit.before-write", "commit.after-write"],
  gateway: [
    ...["gateway.before-commit", "gateway.after-commit", "gateway.before-reply"],
    ...["feed.before-delivery", "commit.before-write", "commit.after-write"],
  ],
  inbox: ["inbox.before-greeting", "inbox.before-acceptance", "inbox.after-acceptance"],
} as const satisfies Record<string, readonly FailpointName[]>;

export type StruckRole = keyof typeof PLACES;
export const STRUCK_ROLES = Object.keys(PLACES) as StruckRole[];

const LONG_STOP = "longer than a claim" as const;
const SHORT_STOPS_MS = [50, 150, 400];
const DELAYS_MS = [50, 200, 600];
const MAIL_SERVER = ["down", "slow", "refusing"] as const;
const MAIL_SERVER_MS = 700;

export function drawFault(role: StruckRole, random: SeededRandom): FaultSpec {
  const place = random.pick<FailpointName>(PLACES[role]);
  const crash = { failpoint: place, process: role, hit: random.pick([1, 1, 2, 5]) };
  const short = { target: role, "for-ms": random.pick(SHORT_STOPS_MS), unwatched: false };
  const long = { target: role, "for-ms": LONG_STOP, unwatched: random.next() < 0.5 };
  const slow = slowness(role, place, random);
  // What is quickly over comes more often, or nothing else would be done.
  const quick: FaultSpec[] = [{ kill: role }, { "crash-at": crash }, { stop: short }, slow];
  const mail = role === "inbox" ? [mailServerFault(random)] : [];
  return random.pick([...quick, ...quick, ...mail, { stop: long }]);
}

/** Nobody may wait inside a transaction; so nobody is slow there. */
function slowness(role: StruckRole, place: FailpointName, random: SeededRandom): FaultSpec {
  if (FAILPOINTS[place].inTransaction) return { kill: role };
  const delay = random.pick(DELAYS_MS);
  return { "slow-at": { failpoint: place, process: role, "delay-ms": delay, times: 1_000 } };
}

function mailServerFault(random: SeededRandom): FaultSpec {
  return { "mail-server": { is: random.pick(MAIL_SERVER), "for-ms": MAIL_SERVER_MS } };
}

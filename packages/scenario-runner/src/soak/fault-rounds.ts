/**
 * Faults in rounds, for as long as a soak lasts: in each round one to three roles are struck at the same
 * moment, in most of them; now and then every process at once.
 *
 *     round 1: kill room-agent │ stop gateway      all healed ──▶ round 2: crash-at notification-agent …
 *
 * So what is struck has been healed before it is struck again, and nobody has to remember by whom.
 */

import { sleep } from "@holdfast/shared-state";
import type { Stage } from "../actors/stage.ts";
import { kindOf, runFault } from "../faults/run-faults.ts";
import type { FaultSpec } from "../format/faults.ts";
import { clock } from "../patience.ts";
import type { SeededRandom } from "../seeded-random.ts";
import type { UnderTest } from "../under-test.ts";
import { drawFault, STRUCK_ROLES } from "./draw-fault.ts";

/** Of rounds that strike everything at once. */
const EVERYTHING_ODDS = 0.04;
/** There is one gateway: while it is gone nobody is answered. */
const GATEWAY_ODDS = 0.2;
const AT_ONCE_MAX = 3;
const BREATHER_MS_MAX = 500;
/** Nobody may come to a failpoint: then it is given up. Slowness at one lasts as long. */
const AT_A_PLACE_MS_MAX = 1_500;

/** Resolves once the last fault is healed. @throws WaitedInVain when one cannot be */
export async function strikeInRounds(
  stage: Stage,
  reach: NonNullable<UnderTest["reach"]>,
  isOver: () => boolean,
): Promise<void> {
  const random = stage.random.fork("faults");
  for (let round = 1; !isOver(); round++) {
    const faults = drawRound(random);
    await Promise.all(
      faults.map(async (fault) => {
        const name = `${kindOf(fault)}-${round}-${faults.indexOf(fault) + 1}`;
        const patience = giveUpAfter(AT_A_PLACE_MS_MAX, stage.over);
        try {
          const context = { ...reach, name, stage, random: random.fork(name) };
          await runFault(fault, { ...context, over: patience.signal });
        } finally {
          patience.end();
        }
      }),
    );
    await sleep(clock, random.next() * BREATHER_MS_MAX, stage.over);
  }
}

function drawRound(random: SeededRandom): FaultSpec[] {
  if (random.next() < EVERYTHING_ODDS) return [{ "kill-everything": { "down-ms": 0 } }];
  const withGateway = random.next() < GATEWAY_ODDS;
  const left = STRUCK_ROLES.filter((role) => role !== "gateway" || withGateway);
  const count = 1 + Math.floor(random.next() * AT_ONCE_MAX);
  return Array.from({ length: count }, () => {
    const [role] = left.splice(Math.floor(random.next() * left.length), 1);
    return drawFault(role!, random);
  });
}

/** Aborted after that time, or when all is over. */
function giveUpAfter(ms: number, over: AbortSignal) {
  const own = new AbortController();
  void sleep(clock, ms, own.signal).then(() => own.abort());
  return { signal: AbortSignal.any([own.signal, over]), end: () => own.abort() };
}

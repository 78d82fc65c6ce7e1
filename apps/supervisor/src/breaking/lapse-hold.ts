/**
 * A hold lapses now. Nothing is deleted: its lease is renewed for the shortest time that there is, and
 * then ends as every other does. So whoever waits for it, or tries to confirm it, meets what they would have
 * met if its holder had been away for too long.
 */

import type { OrderOutcome } from "@holdfast/agent-runtime/process";
import {
  type Commit,
  type Gap,
  getHold,
  type Hold,
  keyspace,
  type Revision,
  type SharedState,
} from "@holdfast/shared-state";

const CAUSE = "hold-made-to-lapse";
/** The cause of the engine's own commits. */
const LAPSED = "lease-lapsed";
/** Somebody may renew it in the very moment in which it would have lapsed. */
const GONE_MS_MAX = 5_000;

/** Never rejects. */
export async function lapseHold(
  state: SharedState,
  id: string,
  tell: (outcome: OrderOutcome) => void,
): Promise<void> {
  const { clock } = state;
  const end = (ended: Pick<OrderOutcome, "state" | "outcome" | "target" | "struckAt">) =>
    tell({ ...ended, endedAt: clock.wallMs() });
  const askedMs = clock.monotonicMs();
  try {
    const { value: hold, revision } = await shorten(state, id);
    if (!hold) return end({ state: "failed", outcome: "There is no such hold any more." });
    const struckAt = clock.wallMs();
    const struck = { target: hold.resource, struckAt };
    tell({ state: "struck", ...struck });
    const ended = await endOf(state, id, revision);
    const tookMs = Math.round(clock.monotonicMs() - askedMs);
    const what = `The hold of ${hold.by} on ${hold.resource}`;
    if (!ended) {
      end({ state: "failed", ...struck, outcome: `${what} was renewed in that moment.` });
    } else if (ended.note.cause === LAPSED) {
      const outcome = `${what} lapsed, and everybody was told ${tookMs} ms after the order.`;
      end({ state: "done", ...struck, outcome });
    } else {
      const how = ended.note.cause ?? "somebody's commit";
      end({ state: "failed", ...struck, outcome: `${what} was ended by ${how} before that.` });
    }
  } catch (error) {
    const outcome = `The store failed: ${error instanceof Error ? error.message : error}`;
    end({ state: "failed", outcome });
  }
}

function shorten(state: SharedState, id: string) {
  const { leaseMsMin } = state.engine.manifest;
  return state.transact(
    (tx): Hold | undefined => {
      const hold = getHold(tx, id);
      if (hold) tx.renew(hold.lease, leaseMsMin);
      return hold;
    },
    { cause: CAUSE },
  );
}

/** The commit in which the hold went; undefined when it is still there after a while. */
async function endOf(
  { engine, clock }: SharedState,
  id: string,
  after: Revision,
): Promise<Commit | undefined> {
  const feed = engine.changes({ prefix: keyspace.hold(id), after });
  const cancel = clock.after(GONE_MS_MAX, () => feed.close());
  const ends = (told: Commit | Gap): told is Commit =>
    told.kind === "commit" && told.changes.some(({ value }) => value === undefined);
  try {
    for await (const told of feed) if (ends(told)) return told;
    return undefined;
  } finally {
    cancel();
    feed.close();
  }
}

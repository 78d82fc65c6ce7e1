/**
 * Session guarantees: whoever passes a revision back sees at least that.
 *
 *     writer  ── transact ──▶ revision 41 ──┐ told along with the reply, in a message, by a person
 *     reader  ── read, atLeast 41 ──────────┘ waits until this process has come so far
 *
 * A revision is all that it takes. A client that remembers the highest one that it has seen, and sends
 * it with every request, reads its own writes, never sees time run backwards, and writes only after
 * what it has read; its writes are in their order, since the store has one order for all. These are the
 * four guarantees of Terry et al., "Session Guarantees for Weakly Consistent Replicated Data" (1994).
 */

import { sleep } from "./clock.ts";
import type { Body, CommitNote, Committed, Engine, Moment, Revision, Snapshot } from "./engine.ts";
import { HoldfastError } from "./errors.ts";
import { atPace } from "./pace.ts";
import type { SharedState } from "./state.ts";
import { inSnapshot, untilCommitted } from "./watches.ts";

/** On one machine a revision is there at once, and between machines after some milliseconds. */
const WAIT_MS_MAX = 5_000;

/** How long to wait for a revision; without a word, five seconds. */
export interface ReachOptions {
  readonly waitMsMax?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What to read: the present, not before it has come to a revision, or an earlier moment. */
export interface ReadOptions extends ReachOptions {
  readonly atLeast?: Revision | undefined;
  readonly moment?: Moment | undefined;
}

/**
 * Resolves once this process sees that revision.
 * @throws HoldfastError `revision-in-the-future` when it has not come in time. It may never come: as
 *   when the revision is of another state, or the state was restored from an older copy.
 */
export async function reachRevision(
  engine: Engine,
  atLeast: Revision,
  { waitMsMax = WAIT_MS_MAX, signal }: ReachOptions = {},
): Promise<void> {
  const head = await engine.head();
  if (head >= atLeast) return;
  if (waitMsMax > 0) await waitPatiently(engine, atLeast, { waitMsMax, signal });
  const latest = await engine.head();
  if (latest >= atLeast) return;
  const problem = `Revision ${atLeast} was asked for, and the latest is ${latest}.`;
  throw new HoldfastError("revision-in-the-future", { problem });
}

/** Resolves once the revision is there, or there is no more time. */
async function waitPatiently(
  engine: Engine,
  atLeast: Revision,
  { waitMsMax, signal }: { waitMsMax: number; signal: AbortSignal | undefined },
): Promise<void> {
  const giveUp = new AbortController();
  const until = signal ? AbortSignal.any([signal, giveUp.signal]) : giveUp.signal;
  void sleep(engine.clock, atPace(waitMsMax), until).then(() => giveUp.abort());
  try {
    await untilCommitted(engine, atLeast, until);
  } finally {
    giveUp.abort(); // Ends the patience.
  }
}

/** One client's view of the state: it remembers the highest revision seen, and passes it along. */
export class Session {
  readonly #state: SharedState;
  #seen: Revision;

  constructor(state: SharedState, seen: Revision) {
    this.#state = state;
    this.#seen = seen;
  }

  /** To pass on, to whoever shall see at least what this session has. */
  get seen(): Revision {
    return this.#seen;
  }

  /** Somebody has spoken of this revision: from here on, nothing older is read. */
  see(revision: Revision): void {
    this.#seen = Math.max(this.#seen, revision);
  }

  /**
   * The present; an earlier moment is for `SharedState.read`, since time does run backwards there.
   * @throws HoldfastError `revision-in-the-future`
   */
  async read<T>(look: (snapshot: Snapshot) => Promise<T>, options: ReachOptions = {}): Promise<T> {
    await reachRevision(this.#state.engine, this.#seen, options);
    const { found, revision } = await inSnapshot(this.#state.engine, look);
    this.see(revision);
    return found;
  }

  /** @throws HoldfastError `revision-in-the-future`, and whatever the body throws */
  async transact<T>(body: Body<T>, note: CommitNote = {}): Promise<Committed<T>> {
    await reachRevision(this.#state.engine, this.#seen);
    const committed = await this.#state.transact(body, note);
    this.see(committed.revision);
    return committed;
  }
}

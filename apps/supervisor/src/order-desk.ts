/**
 * Where orders to break something come in, and what became of them is written down: the store's side, in
 * the thread that may wait for the write lock. Whoever strikes is the main thread (`breaking`).
 *
 * An order that was there before this supervisor is not carried out any more: a fault that strikes when
 * nobody remembers it would be no experiment. One alone is carried out here, since it concerns the store
 * and nobody else: a hold that is to lapse.
 */

import {
  BREAKING,
  BREAKING_HERE,
  type Breaking,
  ORDER_OUTCOMES,
  ORDERS,
  type OrderOutcome,
  readOrder,
} from "@holdfast/agent-runtime/process";
import {
  type Change,
  type Changes,
  deleteDocument,
  getDocument,
  keyspace,
  listDocuments,
  putDocument,
  type SharedState,
  sleep,
  toDocument,
  waitUntil,
} from "@holdfast/shared-state";
import type { FailpointTask } from "@holdfast/shared-state/engine";
import { lapseHold } from "./breaking/lapse-hold.ts";
import type { FromStatusThread } from "./status.ts";

const RETRY_MS = 1_000;
/** Longer than a task that fails is put off. */
const TASK_ENDS_MS_MAX = 120_000;

export class OrderDesk {
  readonly #state: SharedState;
  readonly #tell: (message: FromStatusThread) => void;
  readonly #closing = new AbortController();
  readonly #known = new Set<string>();
  #feed: Changes | undefined;
  #followed: Promise<void> = Promise.resolve();
  /** Outcomes are written one after the other, so that the last one stays. */
  #written: Promise<void> = Promise.resolve();

  /** Without `breaking` it says that no orders are taken, and takes none. */
  static async open(
    state: SharedState,
    breaking: Breaking | undefined,
    tell: (message: FromStatusThread) => void,
  ): Promise<OrderDesk> {
    const desk = new OrderDesk(state, tell);
    await desk.#giveUpThoseOfBefore();
    await state.transact(
      (tx) => {
        if (breaking) putDocument(tx, BREAKING, BREAKING_HERE, breaking);
        else deleteDocument(tx, BREAKING, BREAKING_HERE);
      },
      { cause: breaking ? "breaking-allowed" : "breaking-forbidden" },
    );
    if (breaking) desk.#followed = desk.#follow();
    return desk;
  }

  private constructor(state: SharedState, tell: (message: FromStatusThread) => void) {
    this.#state = state;
    this.#tell = tell;
  }

  settle(id: string, outcome: OrderOutcome): void {
    this.#written = this.#written.then(() => this.#write(id, outcome));
  }

  /** Tells when nobody has to do the task any more, or that it has taken too long. */
  awaitTask(id: string, { queue, id: task }: FailpointTask): void {
    const key = keyspace.task(queue, task);
    const isGone = (found: unknown) => (found === undefined ? true : undefined);
    const patience = { waitMsMax: TASK_ENDS_MS_MAX, signal: this.#closing.signal };
    const waited = waitUntil(
      this.#state.engine,
      key,
      async (snapshot) => isGone(await snapshot.get(key)),
      patience,
    );
    const tell = (inTime: boolean) => this.#tell({ kind: "task-ended", id, inTime });
    waited.then(
      (found) => tell(found !== undefined),
      () => tell(false),
    );
  }

  /** What was told to be written still is; no orders are taken from here on. */
  async close(): Promise<void> {
    this.#closing.abort();
    this.#feed?.close();
    await this.#followed;
    await this.#written;
    await this.#state
      .transact((tx) => deleteDocument(tx, BREAKING, BREAKING_HERE), {
        cause: "breaking-forbidden",
      })
      .catch(() => {}); // The next supervisor says so, when it opens.
  }

  async #giveUpThoseOfBefore(): Promise<void> {
    const [orders, outcomes] = await this.#state.read(async (snapshot) => [
      await listDocuments<unknown>(snapshot, ORDERS),
      await listDocuments<OrderOutcome>(snapshot, ORDER_OUTCOMES),
    ]);
    const outcomeOf = new Map(outcomes.map(({ id, value }) => [id, value]));
    for (const { id } of orders) {
      this.#known.add(id);
      const known = outcomeOf.get(id);
      if (known?.state === "done" || known?.state === "failed") continue;
      const outcome = "The supervisor that had the order is gone.";
      this.settle(id, { ...known, state: "failed", endedAt: this.#state.clock.wallMs(), outcome });
    }
    for (const { id } of outcomes) if (!this.#known.has(id)) this.#forget(id);
  }

  async #follow(): Promise<void> {
    while (!this.#closing.signal.aborted) {
      try {
        await this.#followOnce();
      } catch {
        // The store cannot be read for now; whoever supervises the others outlives that.
        await sleep(this.#state.clock, RETRY_MS, this.#closing.signal);
      }
    }
  }

  /** Returns when the feed has a gap: then everything is looked through anew. */
  async #followOnce(): Promise<void> {
    const after = await this.#state.read(async (snapshot) => {
      for (const { id, value } of await listDocuments<unknown>(snapshot, ORDERS)) {
        this.#take(id, value);
      }
      return snapshot.revision;
    });
    if (this.#closing.signal.aborted) return;
    this.#feed = this.#state.engine.changes({ prefix: keyspace.documents(ORDERS), after });
    for await (const told of this.#feed) {
      if (told.kind === "gap") return;
      for (const change of told.changes) this.#heed(change);
    }
  }

  #heed({ key, value }: Change): void {
    const id = String(key[2]);
    if (value === undefined) this.#forget(id);
    else this.#take(id, toDocument<unknown>(id, value)?.value);
  }

  #take(id: string, stored: unknown): void {
    if (this.#known.has(id)) return;
    this.#known.add(id);
    const order = readOrder(stored);
    if (!order) {
      const endedAt = this.#state.clock.wallMs();
      this.settle(id, {
        state: "failed",
        endedAt,
        outcome: "This supervisor knows no such fault.",
      });
    } else if (order.fault === "lapse-hold") {
      void lapseHold(this.#state, order.asked.hold, (outcome) => this.settle(id, outcome));
    } else {
      this.#tell({ kind: "order", id, order });
    }
  }

  #forget(id: string): void {
    this.#known.delete(id);
    this.#written = this.#written.then(() =>
      this.#commit("order-forgotten", (tx) => tx.delete(keyspace.document(ORDER_OUTCOMES, id))),
    );
  }

  #write(id: string, outcome: OrderOutcome): Promise<void> {
    return this.#commit(`order-${outcome.state}`, (tx) => {
      // It may have been forgotten meanwhile, and nobody would forget its outcome.
      if (getDocument(tx, ORDERS, id)) putDocument(tx, ORDER_OUTCOMES, id, outcome);
    });
  }

  /** The disk may be full for a while. */
  async #commit(cause: string, body: Parameters<SharedState["transact"]>[0]): Promise<void> {
    for (;;) {
      try {
        await this.#state.transact(body, { cause });
        return;
      } catch {
        if (this.#closing.signal.aborted) return;
        await sleep(this.#state.clock, RETRY_MS, this.#closing.signal);
      }
    }
  }
}

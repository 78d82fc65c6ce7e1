/**
 * The orders to break something: those that are known, and those that are just being given. Whoever has
 * pressed a button sees at once that it was pressed, and then what has become of it.
 */

import type { FaultOrder, FaultOrdered, FaultOrders } from "@holdfast/api";
import { useSignal } from "@preact/signals";
import { get, send } from "../api/http.ts";
import { inCollection, type Live, useLive } from "../live/use-live.ts";
import { isPast } from "../time/as-of.ts";
import { wallNow } from "../time/now.ts";

const SHOWN = 60;
/** An order that is under way is looked at so often, should the feed be lost. */
const LOOK_EVERY_MS = 1_000;

export interface Sending {
  readonly key: number;
  readonly fault: string;
  readonly at: string;
  /** It was refused, or nobody knows. */
  readonly error?: Error;
}

export interface Orders {
  readonly live: Live<readonly FaultOrder[]>;
  /** The latest first. */
  readonly all: readonly FaultOrder[];
  readonly sending: readonly Sending[];
  /** Resolves with the order's id once it was accepted; undefined: it was not. */
  give(fault: string, body: unknown): Promise<string | undefined>;
}

let lastKey = 0;

export function useOrders(): Orders {
  const sending = useSignal<readonly Sending[]>([]);
  const accepted = useSignal<readonly FaultOrder[]>([]);
  const isBusy = useSignal(false);
  const live = useLive(readOrders, {
    concerns: inCollection("orders", "order-outcomes"),
    ...(isBusy.value && !isPast.value && { everyMs: LOOK_EVERY_MS }),
  });
  const known = live.kind === "ready" ? live.value : [];
  const all = isPast.value ? known : withAccepted(known, accepted.value);
  isBusy.value = all.some(isOpen);

  async function give(fault: string, body: unknown): Promise<string | undefined> {
    lastKey += 1;
    const key = lastKey;
    const at = new Date(wallNow.peek()).toISOString();
    const others = () => sending.peek().filter((each) => each.key !== key && each.fault !== fault);
    sending.value = [...others(), { key, fault, at }];
    try {
      const { order } = (await send<FaultOrdered>("POST", `/api/break/${fault}`, { body })).body;
      accepted.value = [order, ...accepted.peek()].slice(0, SHOWN);
      sending.value = others();
      live.reload();
      return order.id;
    } catch (error) {
      sending.value = [...others(), { key, fault, at, error: error as Error }];
      return undefined;
    }
  }
  return { live, all, sending: sending.value, give };
}

export function isOpen({ state }: FaultOrder): boolean {
  return state !== "done" && state !== "failed";
}

async function readOrders(signal: AbortSignal): Promise<readonly FaultOrder[]> {
  const query = { limit: SHOWN };
  return (await get<FaultOrders>("/api/break/orders", { query, signal })).orders;
}

/** What was accepted may not be in the list yet. What has long been forgotten is not brought back. */
function withAccepted(
  known: readonly FaultOrder[],
  accepted: readonly FaultOrder[],
): readonly FaultOrder[] {
  const latest = known[0]?.orderedAt ?? "";
  const ids = new Set(known.map(({ id }) => id));
  const missing = accepted.filter(({ id, orderedAt }) => !ids.has(id) && orderedAt > latest);
  return [...missing, ...known];
}

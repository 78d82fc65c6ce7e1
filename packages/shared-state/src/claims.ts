/**
 * Claims: a worker's leased right to a task.
 *
 * A claim is a key bound to a lease, and no lease is ever used twice: so the lease tells one claim from
 * every other, and a claim stands for exactly as long as that key can be read. Whatever a worker does
 * about its task asks first, in the same transaction, whether its claim still stands. One that was
 * paused for longer than its lease is told `claim-lost`, and has changed nothing.
 */

import type { LeaseId, Reader, Transaction } from "./engine.ts";
import { keyspace } from "./keyspace.ts";
import { type Granted, granted, type Refused, refused } from "./outcome.ts";
import type { Task } from "./tasks.ts";

export interface ClaimedTask<Payload = unknown> {
  readonly task: Task<Payload>;
  readonly lease: LeaseId;
}

export interface Claim {
  readonly worker: string;
  readonly lease: LeaseId;
}

export type ClaimLost = Refused<"claim-lost">;

/** Does this claim still stand? Check it in the transaction that records what the work did. */
export function isClaimed(reader: Reader, claimed: ClaimedTask): boolean {
  return standingClaim(reader, claimed) !== undefined;
}

/** The claim, if it still stands. */
export function standingClaim(reader: Reader, { task, lease }: ClaimedTask): Claim | undefined {
  const claim = reader.get<Claim>(keyspace.claim(task.queue, task.id));
  return claim?.lease === lease ? claim : undefined;
}

/** Gives the claim `forMs` from now. */
export function renewClaim(
  tx: Transaction,
  claimed: ClaimedTask,
  { forMs }: { forMs: number },
): Granted | ClaimLost {
  if (!isClaimed(tx, claimed)) return refused("claim-lost");
  return tx.renew(claimed.lease, forMs) ? granted({}) : refused("claim-lost");
}

/** Gives the task back as it was, for anybody to claim at once: no failure is counted. */
export function releaseClaim(tx: Transaction, claimed: ClaimedTask): Granted | ClaimLost {
  if (!isClaimed(tx, claimed)) return refused("claim-lost");
  tx.revoke(claimed.lease);
  return granted({});
}

/** Ends whatever claim there is, and with it its progress. Of a task never claimed: costs nothing. */
export function endClaim(
  tx: Transaction,
  { queue, id, incarnation }: Pick<Task, "queue" | "id" | "incarnation">,
): void {
  if (incarnation === 0) return;
  const claim = tx.get<Claim>(keyspace.claim(queue, id));
  if (claim) tx.revoke(claim.lease);
}

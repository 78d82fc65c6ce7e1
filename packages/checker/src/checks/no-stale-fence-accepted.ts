/**
 * A former owner who wakes up late is refused.
 *
 *     fence 1 ── adopted: fence 2 ── returned: fence 3        rises whenever it changes hands
 *        └──────────────────────────── confirm with fence 1 ✗
 *
 * Judged are: that fences of holds and locks only rise; that each lock has one holder per fence; what
 * sagas booked of holds under a fence that no longer was the hold's; and operations that showed a fence
 * (`input.hold` or `input.lock`, with `input.fence`) and were accepted at a revision at which it was
 * another's.
 */

import type { LockRecord, Saga } from "@holdfast/shared-state";
import { type Breach, type Check, kept, violated } from "../check.ts";
import type { History, Operation, StoreCommit } from "../history.ts";
import { commitsOf } from "../store/commits-of.ts";
import {
  type HoldVersion,
  type HoldVersions,
  holdVersions,
  versionBefore,
} from "../store/hold-versions.ts";
import { holdsOf, SagaRecords } from "../store/saga-records.ts";
import { readKey } from "../store/store-keys.ts";
import { countInWords } from "../words.ts";

export const noStaleFenceAccepted: Check = {
  name: "no-stale-fence-accepted",
  promise: "Nobody acts on a hold or under a lock with a fence that is another's by now.",
  judgedByCommits: ["confirm-hold", "release-hold", "renew-hold", "write-under-lock"],

  look(history) {
    const commits = commitsOf(history);
    const holds = holdVersions(commits);
    const locks = lockVersions(commits);
    const shown = fencesShown(history, commits);
    if (holds.size + locks.size + shown.length === 0) return undefined;
    for (const versions of holds.values()) {
      const breach = notRising(versions);
      if (breach) return breach;
    }
    for (const [name, versions] of locks) {
      const breach = twoHolders(name, versions);
      if (breach) return breach;
    }
    for (const each of shown) {
      const breach = staleHold(holds, each) ?? staleLock(locks, each);
      if (breach) return breach;
    }
    const fenced = countInWords(holds.size + locks.size, "hold or lock");
    return kept(`${fenced} followed, ${countInWords(shown.length, "shown fence")} looked at.`);
  },
};

/** Somebody acted under a fence, in that commit. */
interface Shown {
  readonly of: "hold" | "lock";
  readonly name: string;
  readonly fence: number;
  readonly by: string;
  readonly revision: number;
  readonly entry: Operation | StoreCommit;
}

interface LockVersion {
  readonly record: LockRecord;
  readonly put: StoreCommit;
}

type LockVersions = ReadonlyMap<string, readonly LockVersion[]>;

function fencesShown(history: History, commits: readonly StoreCommit[]): Shown[] {
  const shown: Shown[] = [];
  for (const entry of history) if (entry.kind === "operation") shown.push(...byOperation(entry));
  const sagas = new SagaRecords();
  for (const commit of commits) {
    const { revision } = commit;
    for (const { before, after } of sagas.apply(commit)) {
      const common = { by: after.id, revision, entry: commit };
      for (const { hold, fence } of newlyBooked(before, after)) {
        shown.push({ of: "hold", name: hold, fence, ...common });
      }
      for (const { name, fence } of newlyHeldUnder(before, after)) {
        shown.push({ of: "lock", name, fence, ...common });
      }
    }
  }
  return shown;
}

function byOperation(entry: Operation): Shown[] {
  const { outcome, revision, input, process: by } = entry;
  const { hold, holdId, lock, fence } = (input ?? {}) as Readonly<Record<string, unknown>>;
  if (outcome !== "ok" || revision === undefined || typeof fence !== "number") return [];
  const common = { fence, by, revision, entry };
  const name = hold ?? holdId;
  if (typeof name === "string") return [{ of: "hold", name, ...common }];
  return typeof lock === "string" ? [{ of: "lock", name: lock, ...common }] : [];
}

/** In its pivot a saga books what its steps have held, under the fences that they were given. */
function newlyBooked(before: Saga | undefined, after: Saga) {
  return after.pastPivot && before && !before.pastPivot ? holdsOf(after) : [];
}

/** A step that places a hold acts under the locks that the saga was started under. */
function newlyHeldUnder(before: Saga | undefined, after: Saga) {
  const held = holdsOf(after).length > (before ? holdsOf(before).length : 0);
  return held && before && !before.pastPivot ? (after.underLocks ?? []) : [];
}

function notRising(versions: readonly HoldVersion[]): Breach | undefined {
  for (const [index, { hold, put }] of versions.entries()) {
    const before = versions[index - 1];
    if (before?.ended?.commit !== put || before.ended.lapsed) continue;
    const handedOver = before.hold.by !== hold.by;
    const rose = hold.fence > before.hold.fence;
    if (rose || (!handedOver && hold.fence === before.hold.fence)) continue;
    const said =
      `Hold ${hold.id} went from ${before.hold.by} under fence ${before.hold.fence} (revision ` +
      `${before.put.revision}) to ${hold.by} under fence ${hold.fence} (revision ${put.revision}).`;
    return violated("fence-did-not-rise", `hold ${hold.id}`, [before.put, put], said);
  }
  return undefined;
}

function twoHolders(name: string, versions: readonly LockVersion[]): Breach | undefined {
  for (const [index, { record, put }] of versions.entries()) {
    const before = versions[index - 1];
    if (!before) continue;
    const another =
      record.holder !== undefined &&
      before.record.holder !== undefined &&
      record.holder.ticket !== before.record.holder.ticket;
    const rose = record.fence > before.record.fence;
    if (rose || (record.fence === before.record.fence && !another)) continue;
    const said =
      `Lock ${name} had fence ${before.record.fence} at revision ${before.put.revision} and fence ` +
      `${record.fence} at revision ${put.revision}, ${another ? "with another holder" : "which is less"}.`;
    return violated("fence-did-not-rise", `lock ${name}`, [before.put, put], said);
  }
  return undefined;
}

function staleHold(holds: HoldVersions, shown: Shown): Breach | undefined {
  if (shown.of !== "hold") return undefined;
  const version = versionBefore(holds.get(shown.name), shown.revision);
  if (!version || version.hold.fence === shown.fence) return undefined;
  const { by, fence } = version.hold;
  return stale(shown, version.put, `${by} had it under fence ${fence}`);
}

function staleLock(locks: LockVersions, shown: Shown): Breach | undefined {
  if (shown.of !== "lock") return undefined;
  const version = locks.get(shown.name)?.findLast(({ put }) => put.revision < shown.revision);
  if (!version || version.record.fence <= shown.fence) return undefined;
  const { fence, holder } = version.record;
  return stale(shown, version.put, `${holder?.by ?? "another"} had been granted fence ${fence}`);
}

function stale(shown: Shown, granted: StoreCommit, whose: string): Breach {
  const { of, name, fence, by, revision, entry } = shown;
  const said =
    `${by} was let act at revision ${revision} on ${of} ${name} with fence ${fence}, when ` +
    `${whose} since revision ${granted.revision}.`;
  return violated("stale-fence", `${of} ${name} ${by}`, [granted, entry], said);
}

function lockVersions(commits: readonly StoreCommit[]): LockVersions {
  const locks = new Map<string, LockVersion[]>();
  for (const put of commits) {
    for (const { key, value } of put.changes) {
      const about = readKey(key);
      if (about?.of !== "lock" || value === undefined) continue;
      const versions = locks.get(about.name);
      const version = { record: value as LockRecord, put };
      if (versions) versions.push(version);
      else locks.set(about.name, [version]);
    }
  }
  return locks;
}

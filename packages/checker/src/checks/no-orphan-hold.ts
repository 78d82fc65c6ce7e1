/**
 * A saga leaves no hold behind: in the commit in which it ends, whatever it held has been confirmed,
 * released, given back or has lapsed.
 *
 * A hold that a person has placed lives until it lapses: that is no orphan. Nor is one which may have
 * lapsed by the time at which its saga ended: whoever released what was held did not see it any more.
 */

import { hasEnded } from "@holdfast/shared-state";
import { type Breach, type Check, kept, violated } from "../check.ts";
import { commitsOf } from "../store/commits-of.ts";
import { type HoldVersion, holdVersions, surelyLived } from "../store/hold-versions.ts";
import { SagaRecords, type SagaTurn } from "../store/saga-records.ts";
import { countInWords, spanInWords } from "../words.ts";

export const noOrphanHold: Check = {
  name: "no-orphan-hold",
  promise: "No hold outlives the saga that placed it.",
  judgedByCommits: ["book", "move", "cancel"],

  look(history) {
    const commits = commitsOf(history);
    const sagas = new SagaRecords();
    for (const commit of commits) sagas.apply(commit);
    const runEnded = history.some(({ kind }) => kind === "end");
    let count = 0;
    for (const versions of holdVersions(commits).values()) {
      for (const version of versions) {
        const saga = sagas.get(version.hold.by);
        if (!saga) continue;
        count += 1;
        const breach = orphan(version, saga, runEnded);
        if (breach) return breach;
      }
    }
    return count === 0 ? undefined : kept(`${countInWords(count, "hold")} of sagas looked at.`);
  },
};

function orphan(version: HoldVersion, saga: SagaTurn, runEnded: boolean): Breach | undefined {
  const { hold, put, ended } = version;
  const { after, commit: sagaEnded } = saga;
  if (!hasEnded(after)) return undefined;
  const gone = ended && ended.commit.revision <= sagaEnded.revision;
  if (gone || !outlived(version, saga, runEnded)) return undefined;
  const late = put.revision > sagaEnded.revision;
  const kind = late ? "placed-after-the-end" : "left-behind";
  const entries = [put, sagaEnded, ...(ended ? [ended.commit] : [])];
  const explanation =
    `Saga ${after.id} was ${after.state} at revision ${sagaEnded.revision}, and its hold ` +
    `${hold.id} on ${hold.resource}, ${spanInWords(hold)}, placed at revision ${put.revision}, ` +
    `${ended ? `lived until revision ${ended.commit.revision}` : "was still there in the end"}.`;
  return violated(kind, hold.id, entries, explanation);
}

function outlived(version: HoldVersion, { commit }: SagaTurn, runEnded: boolean): boolean {
  const { put, ended } = version;
  if (put.revision > commit.revision || surelyLived(version)) return true;
  if (!ended) return runEnded;
  return ended.lapsedAt !== undefined && ended.lapsedAt > commit.at;
}

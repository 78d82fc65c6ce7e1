/**
 * Finds writes that were made of something else than they took the place of: a document that names
 * another one as what it was made of, and a diary page from which a living hold has vanished.
 */

import type { StoreChange, StoreCommit } from "@holdfast/checker";
import { type DiaryPage, keyspace, readDiaryPage } from "@holdfast/shared-state";
import type { Anomaly } from "./anomalies.ts";
import type { Edit } from "./edit-meeting.ts";

interface Written<T> {
  readonly value: T;
  readonly revision: number;
}

const [DIARY] = keyspace.diaries();
const [DOCUMENT] = keyspace.documents("");

export class LostUpdates {
  readonly #pages = new Map<string, Written<readonly string[]>>();
  readonly #documents = new Map<string, Written<string>>();

  apply(commit: StoreCommit): Anomaly[] {
    return commit.changes.flatMap((change) => {
      if (change.key[0] === DIARY) return this.#turnPage(change, commit);
      return change.key[0] === DOCUMENT ? this.#replace(change, commit) : [];
    });
  }

  /** In a race nobody gives a hold back: what is not on the page any more was overwritten. */
  #turnPage({ key, value }: StoreChange, { revision }: StoreCommit): Anomaly[] {
    const name = key.join("/");
    const before = this.#pages.get(name);
    const now = ownersOn(String(key[2]), (value as DiaryPage | undefined) ?? "");
    this.#pages.set(name, { value: now, revision });
    const lost = before?.value.filter((owner) => !now.includes(owner)) ?? [];
    return before && lost.length > 0 ? [anomaly(name, before.revision, revision)] : [];
  }

  #replace({ key, value }: StoreChange, { revision }: StoreCommit): Anomaly[] {
    const name = key.slice(1).join("/");
    const { value: written } = value as { value: Pick<Edit, "id" | "madeOf"> };
    const before = this.#documents.get(name);
    this.#documents.set(name, { value: written.id, revision });
    return before && written.madeOf !== before.value
      ? [anomaly(name, before.revision, revision)]
      : [];
  }
}

/** A hold that becomes a booking stays on the page, under another name: the times tell. */
function ownersOn(day: string, page: DiaryPage): string[] {
  return readDiaryPage(day, page).map(
    (interval) => `${interval.start} ${"booking" in interval ? interval.booking : interval.hold}`,
  );
}

function anomaly(name: string, lost: number, by: number): Anomaly {
  return {
    name: "lost-update",
    explanation: `What revision ${lost} had put at ${name} was undone by revision ${by}, which was made of something older.`,
    witness: [lost, by].map((revision) => ({ kind: "commit", ref: revision })),
  };
}

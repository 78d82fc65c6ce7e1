/**
 * Nobody overwrites what they have not seen.
 *
 *     A reads v3 ─────────────── writes over it, and makes v5 ✗
 *         B reads v3 ── makes v4 ─┘   gone, and B was told "ok"
 *
 * Judged are: documents, whose version rises with each change; events, which are never edited; and
 * operations that say which version they built on (`input.basedOn`, or `input.ifVersion`) and which one
 * they made (`output.version`).
 */

import { type Breach, type Check, kept, violated } from "../check.ts";
import type { History, Operation, StoreChange, StoreCommit } from "../history.ts";
import { commitsOf } from "../store/commits-of.ts";
import { nameOfKey, readKey } from "../store/store-keys.ts";
import { countInWords } from "../words.ts";

const NOTHING = {};

export const noLostUpdate: Check = {
  name: "no-lost-update",
  promise: "No acknowledged change is overwritten by somebody who had not seen it.",

  look(history) {
    const edits = editsOf(history);
    const values = new Values();
    for (const commit of commitsOf(history)) {
      for (const change of commit.changes) {
        const breach = values.apply(change, commit);
        if (breach) return breach;
      }
    }
    if (edits.length + values.count === 0) return undefined;
    const breach = overwritten(edits);
    if (breach) return breach;
    const looked = countInWords(values.count, "version");
    return kept(`${looked} in the store and ${countInWords(edits.length, "edit")} looked at.`);
  },
};

/** What stands under the keys of documents and events, and since when. */
class Values {
  #count = 0;
  readonly #standing = new Map<string, { version: number; commit: StoreCommit }>();

  get count(): number {
    return this.#count;
  }

  apply({ key, value, lapsedAt }: StoreChange, commit: StoreCommit): Breach | undefined {
    const about = readKey(key);
    if (about?.of !== "document" && about?.of !== "event") return undefined;
    const name = nameOfKey(key);
    const before = lapsedAt === undefined ? this.#standing.get(name) : undefined;
    if (value === undefined) {
      this.#standing.delete(name);
      return undefined;
    }
    this.#count += 1;
    const version = about.of === "event" ? 1 : versionOf(value);
    this.#standing.set(name, { version, commit });
    if (!before || version > before.version) return undefined;
    return about.of === "event"
      ? written(
          `Event ${about.position} of ${about.category} ${about.id}`,
          "written",
          before,
          commit,
        )
      : written(
          `Version ${version} of ${about.collection} ${about.id}`,
          `put over version ${before.version}`,
          before,
          commit,
        );
  }
}

interface Edit {
  readonly operation: Operation;
  readonly basedOn: number;
  readonly made: number;
}

function editsOf(history: History): Edit[] {
  const edits: Edit[] = [];
  for (const operation of history) {
    if (operation.kind !== "operation" || operation.outcome !== "ok") continue;
    const { basedOn, ifVersion = basedOn } = asRecord(operation.input);
    const { version: made } = asRecord(operation.output);
    if (typeof ifVersion !== "number" || typeof made !== "number") continue;
    edits.push({ operation, basedOn: ifVersion, made });
  }
  return edits;
}

/** Somebody else's version lies between what an edit was built on and what it made, or is the same. */
function overwritten(edits: readonly Edit[]): Breach | undefined {
  for (const [key, ofKey] of byKey(edits)) {
    const inOrder = ofKey.sort((a, b) => a.made - b.made);
    for (const [index, { operation, basedOn, made }] of inOrder.entries()) {
      const lost = inOrder[index - 1];
      if (!lost || lost.made <= basedOn) continue;
      const said =
        `${lost.operation.process} made version ${lost.made} of ${key} and was told so; ` +
        `${operation.process} had read version ${basedOn}, and made version ${made} over it.`;
      const about = `${lost.operation.id} ${operation.id}`;
      return violated("overwritten", about, [lost.operation, operation], said);
    }
  }
  return undefined;
}

function byKey(edits: readonly Edit[]): Map<string, Edit[]> {
  const found = new Map<string, Edit[]>();
  for (const edit of edits) {
    const ofKey = found.get(edit.operation.key);
    if (ofKey) ofKey.push(edit);
    else found.set(edit.operation.key, [edit]);
  }
  return found;
}

function written(
  what: string,
  how: string,
  before: { commit: StoreCommit },
  commit: StoreCommit,
): Breach {
  const said =
    `${what} was ${how} at revision ${commit.revision}, and had been there since revision ` +
    `${before.commit.revision}.`;
  return violated("written-over", what, [before.commit, commit], said);
}

function versionOf(value: unknown): number {
  const { version } = asRecord(value);
  return typeof version === "number" ? version : Number.POSITIVE_INFINITY;
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null
    ? (value as Readonly<Record<string, unknown>>)
    : NOTHING;
}

/**
 * Which commits are about a meeting: those that belong to one of its sagas, or changed something that
 * carries its id (events, sagas, holds, tasks, mails), or brought one of its mails into the inbox.
 */

import { type Change, type Commit, ID_LENGTH } from "@holdfast/shared-state";
import { INBOX } from "./inbox.ts";

/** As the sagas' ids end that are not the meeting's first: see `SharedState.newId`. */
const ANOTHER_TIME = `(-[0-9a-z]{${ID_LENGTH}})?`;

export function aboutMeeting(id: string): (commit: Commit) => boolean {
  // `m1`, `meeting/m1`, `m1/0/request/ada`, `book-m1/room`, `move-m1-…`, and not `m10`.
  const named = new RegExp(`(^|/|^[a-z]+-)${escaped(id)}${ANOTHER_TIME}($|/)`);
  const names = (text: unknown) => typeof text === "string" && named.test(text);
  return ({ note, changes }) =>
    names(note.correlation) ||
    changes.some((change) => change.key.some(names) || isMailAbout(change, id));
}

function isMailAbout({ key: [kind, collection], value }: Change, id: string): boolean {
  if (kind !== "document" || collection !== INBOX) return false;
  const { uid } = (value as { value?: { uid?: unknown } } | undefined)?.value ?? {};
  return typeof uid === "string" && (uid === id || uid.startsWith(`${id}@`));
}

function escaped(text: string): string {
  return text.replace(/[^\w]/g, "\\$&");
}

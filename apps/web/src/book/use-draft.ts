/** What was typed, completed by what can be guessed: who organizes, and a title to begin with. */

import { useSignal } from "@preact/signals";
import type { Hold } from "../api/shapes.ts";
import type { Live } from "../live/use-live.ts";
import { type BookingDraft, EMPTY_DRAFT, titleFor } from "./booking-draft.ts";
import { lastOrganizer } from "./last-organizer.ts";
import { personName } from "./names.ts";
import type { Directory } from "./use-names.ts";

type SetTyped = (changes: Partial<BookingDraft>) => void;

export function useDraft(
  hold: Hold,
  known: Partial<BookingDraft> = {},
  directory: Live<Directory>,
): readonly [BookingDraft, SetTyped] {
  const typed = useSignal(known);
  const setTyped: SetTyped = (changes) => {
    typed.value = { ...typed.value, ...changes };
  };
  return [completed(typed.value, hold, directory), setTyped];
}

function completed(
  typed: Partial<BookingDraft>,
  hold: Hold,
  directory: Live<Directory>,
): BookingDraft {
  if (directory.kind !== "ready") return { ...EMPTY_DRAFT, ...typed };
  const { names } = directory.value;
  const organizer = typed.organizer ?? proposed(hold, [...names.people.keys()]);
  const coming = [...new Set([...organizer, ...(typed.required ?? [])])];
  const title = titleFor(coming.map((each) => personName(names, each)));
  return { ...EMPTY_DRAFT, title, ...typed, organizer };
}

/** Whoever holds it, or else has organized last on this device. */
function proposed({ heldBy }: Hold, known: readonly string[]): string[] {
  const candidates = [heldBy.replace(/^person\//, ""), lastOrganizer() ?? ""];
  return candidates.filter((each) => known.includes(each)).slice(0, 1);
}

/** What was typed, completed by what can be guessed: who organizes, and a title to begin with. */

import type { Hold } from "@holdfast/api";
import { useSignal } from "@preact/signals";
import { names } from "../directory/directory.ts";
import { type Names, personName } from "../directory/names.ts";
import { type BookingDraft, EMPTY_DRAFT, titleFor } from "./booking-draft.ts";
import { lastOrganizer } from "./last-organizer.ts";

type SetTyped = (changes: Partial<BookingDraft>) => void;

export function useDraft(
  hold: Hold,
  known: Partial<BookingDraft> = {},
): readonly [BookingDraft, SetTyped] {
  const typed = useSignal(known);
  const setTyped: SetTyped = (changes) => {
    typed.value = { ...typed.value, ...changes };
  };
  return [completed(typed.value, hold, names.value), setTyped];
}

function completed(typed: Partial<BookingDraft>, hold: Hold, known: Names): BookingDraft {
  const organizer = typed.organizer ?? proposed(hold, known);
  const coming = [...new Set([...organizer, ...(typed.required ?? [])])];
  const title = titleFor(coming.map((each) => personName(known, each)));
  return { ...EMPTY_DRAFT, title, ...typed, organizer };
}

/** Whoever holds it, or else has organized last on this device. */
function proposed({ heldBy }: Hold, { people }: Names): string[] {
  const candidates = [heldBy.replace(/^person\//, ""), lastOrganizer() ?? ""];
  return candidates.filter((each) => people.has(each)).slice(0, 1);
}

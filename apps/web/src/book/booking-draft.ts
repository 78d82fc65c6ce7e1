/** What a person has typed of a meeting that is to be booked. */

import type { BookingRequest, Hold } from "@holdfast/api";
import { attendingOf, type Invited } from "../free-busy/attending.ts";

export interface BookingDraft extends Invited {
  readonly title: string;
  readonly description: string;
}

export const EMPTY_DRAFT: BookingDraft = {
  title: "",
  description: "",
  organizer: [],
  required: [],
  optional: [],
};

/** The gateway's own bound, the organizer among them. */
const ATTENDEES_MAX = 20;

export interface Fault {
  readonly field: keyof BookingDraft;
  readonly text: string;
}

/** What is still wrong with it, so that it cannot be booked. */
export function faultsOf(draft: BookingDraft, capacity?: number): Fault[] {
  const faults: Fault[] = [];
  if (draft.title.trim() === "") faults.push({ field: "title", text: "Give it a title." });
  if (draft.organizer.length === 0) {
    faults.push({ field: "organizer", text: "Say who organizes it." });
  }
  const count = attendingOf(draft).length;
  if (count > ATTENDEES_MAX) {
    faults.push({ field: "required", text: `At most ${ATTENDEES_MAX} people, not ${count}.` });
  } else if (capacity !== undefined && count > capacity) {
    faults.push({
      field: "required",
      text: `The room seats ${capacity}, and these are ${count} people.`,
    });
  }
  return faults;
}

/** The page books what it holds. */
export type BookingBody = BookingRequest & { readonly holdId: string };

export function bookingBody(draft: BookingDraft, { id, start, end }: Hold): BookingBody {
  const [organizer = ""] = draft.organizer;
  const required = draft.required.filter((each) => each !== organizer);
  const optional = draft.optional.filter((each) => each !== organizer && !required.includes(each));
  const { title, description } = draft;
  return {
    ...{ title: title.trim(), description: description.trim(), start, end },
    ...{ organizer, required, optional, holdId: id },
  };
}

/** A title to begin with, so that two clicks are enough; whoever knows a better one types it. */
export function titleFor(names: readonly string[]): string {
  const first = names.map((name) => name.split(" ")[0] ?? name);
  if (first.length === 0) return "Meeting";
  if (first.length === 1) return `${first[0]}’s time`;
  if (first.length > 3) return `${first.slice(0, 2).join(", ")} and ${first.length - 2} others`;
  return `${first.slice(0, -1).join(", ")} and ${first.at(-1)}`;
}

/** Whom which meetings await: everybody invited to one that stands, once each. */

import { type MeetingState, meetingStories } from "./meetings.ts";
import { inOrder, placeOf, type ViewFold } from "./places.ts";

export const foldAgenda: ViewFold = (commits) =>
  inOrder(
    meetingStories(commits)
      .filter(({ now }) => !now.isCancelled)
      .flatMap(({ id, now }) => {
        const { title, room, organizer, required, optional, start, end } = now;
        return [...new Set([...required, ...optional])].map((person) => {
          const role = roleOf(person, now);
          const shown = { meeting: id, title, room, organizer, role, start, end };
          return [placeOf(["at", person, start, id]), shown] as const;
        });
      }),
  );

function roleOf(person: string, { organizer, required }: MeetingState): string {
  if (person === organizer) return "organizer";
  return required.includes(person) ? "required" : "optional";
}

/** What happens in a room on a day: every meeting is where it was last, also a cancelled one. */

import { meetingStories } from "./meetings.ts";
import { daysOf, inOrder, placeOf, type ViewFold } from "./places.ts";

export const foldRoomDays: ViewFold = (commits) =>
  inOrder(
    meetingStories(commits).flatMap(({ id, now }) => {
      const { title, organizer, room, start, end, isCancelled } = now;
      const status = isCancelled ? "cancelled" : "standing";
      const shown = { meeting: id, title, organizer, status, start, end };
      return daysOf(now).map((day) => [placeOf(["day", room, day, start, id]), shown] as const);
    }),
  );

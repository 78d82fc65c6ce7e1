/** Who stands in the way of a booking: whoever has the room, and everybody who cannot come. */

import type { PersonRefusal, RoomRefusal, Span } from "@holdfast/api";
import { actorName, holderName, type Names, personName, roomName } from "../directory/names.ts";
import { clockTime, timeSpan } from "../time/format.ts";

export interface Obstacle {
  readonly text: string;
  /** It ends by itself then, unless it is renewed. */
  readonly until?: string;
  /** The text says times of about then. */
  readonly at?: string;
}

/** `zone`: in which times are said. */
export function roomObstacle(told: Partial<RoomRefusal>, names: Names, zone: string): Obstacle {
  const { room, reason = "", heldBy, freeAt } = told;
  const name = room === undefined ? "The room" : roomName(names, room);
  const when = spanOf(told, zone);
  const saying = (text: string) => withTime({ text }, told);
  switch (reason) {
    case "room-held":
    case "held": {
      const by = heldBy === undefined ? "somebody" : holderName(names, heldBy);
      const text = `${name} is held by ${by}${when}`;
      return freeAt === undefined ? saying(`${text}.`) : withTime({ text, until: freeAt }, told);
    }
    case "room-booked":
    case "booked":
      return saying(`${name} is booked${when}.`);
    case "room-closed":
    case "closed":
    case "outside-hours":
    case "closed-that-day":
      return saying(`${name} is closed${when}.`);
    case "room-locked": {
      const by = heldBy === undefined ? "somebody" : actorName(names, heldBy);
      return { text: `${name} is being changed or closed by ${by}.` };
    }
    case "room-unknown":
      return { text: `${name} has been removed.` };
    default:
      return saying(`${name} cannot be had${when}.`);
  }
}

export function personObstacle(told: Partial<PersonRefusal>, names: Names, zone: string): Obstacle {
  const name = told.person === undefined ? "Somebody" : personName(names, told.person);
  const when = spanOf(told, zone);
  const saying = (text: string) => withTime({ text }, told);
  switch (told.why) {
    case "held":
      return saying(`${name} is being booked for another meeting${when}.`);
    case "calendar-unclear":
      return saying(`${name}’s own calendar leaves open whether they can come${when}.`);
    case "person-unknown":
      return { text: `${name} is not known any more.` };
    default:
      return saying(`${name} is busy${when}.`);
  }
}

function withTime(obstacle: Obstacle, { start, end }: Partial<Span>): Obstacle {
  const at = start ?? end;
  return at === undefined ? obstacle : { ...obstacle, at };
}

function spanOf({ start, end }: Partial<Span>, zone: string): string {
  if (start === undefined) return end === undefined ? "" : ` until ${clockTime(end, zone)}`;
  return end === undefined ? ` from ${clockTime(start, zone)}` : ` ${timeSpan(start, end, zone)}`;
}

/**
 * A meeting is dragged to another time or room: it is shown there at once, as on its way, until the
 * state says so or says no. The version that was read when the drag began goes with it, so that
 * nobody's change in between is lost.
 */

import type { Meeting, Suggestion, UnderWay } from "@holdfast/api";
import { Problem } from "../api/http.ts";
import { patchMeeting, readMeeting, readSaga, type SeenMeeting } from "../api/meetings.ts";
import { announce } from "../components/announcer.tsx";
import { names } from "../directory/directory.ts";
import { roomName } from "../directory/names.ts";
import { explainRefusal, inSentences } from "../refusals/refusal.ts";
import { duration, wholeSpan } from "../time/format.ts";
import { isoOf } from "../time/local-time.ts";
import { type Range, rangeOfSpan } from "../time/ranges.ts";
import { close, opened, showMove } from "./page-state.ts";
import { zoneOfRoom } from "./shown-zone.ts";

export interface Target extends Range {
  readonly room: string;
}

/** The diary needs so long to be loaded anew; until then the meeting stays where it was put. */
const SETTLE_MS = 500;
const LOOK_AGAIN_MS = 400;

/** `seen`: the meeting as it was when the move began. */
export async function moveMeeting(
  { id, title }: { id: string; title: string },
  target: Target,
  seen: Promise<SeenMeeting>,
): Promise<void> {
  showMove(id, { meeting: id, title, ...target, state: "asked" });
  announce(`Moving ${title}: ${placeInWords(target)} …`);
  try {
    const known = await seen;
    const { status, body } = await patchMeeting(known, changeOf(known.meeting, target));
    if (status === 202) await ended(body as UnderWay);
    announce(`${title} was moved: ${placeInWords(target)}.`);
    setTimeout(() => showMove(id, undefined), SETTLE_MS);
  } catch (error) {
    showMove(id, undefined);
    const known = await seen.catch(() => undefined);
    refuse(error as Error, { id, title }, { target, meeting: known?.meeting });
  }
}

/** Only what differs: the time that a meeting has begun at may stay, though it has passed. */
function changeOf(meeting: Meeting, { room, start, end }: Target) {
  return {
    ...(room !== meeting.room && { room }),
    ...(start !== Date.parse(meeting.start) && { start: isoOf(start) }),
    end: isoOf(end),
  };
}

/** @throws Error when it was undone */
async function ended({ meeting, saga: id }: UnderWay): Promise<void> {
  for (;;) {
    const saga = await readSaga(meeting, id, { presentOnly: true });
    if (saga.state === "completed" || saga.pastPivot) return;
    if (saga.state === "compensated") {
      throw new Error("It was tried, and could not be done: the meeting stays where it was.");
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}

interface Tried {
  readonly target: Target;
  readonly meeting: Meeting | undefined;
}

function refuse(error: Error, of: { id: string; title: string }, { target, meeting }: Tried): void {
  const { room, start, end } = target;
  const again = (place: Target) => {
    close();
    void moveMeeting(of, place, readMeeting(of.id));
  };
  const refusal = explainRefusal(error, names.value, zoneOfRoom(room));
  announce(`${of.title}: ${inSentences(refusal)}`);
  const hasChanged = error instanceof Problem && error.slug === "version-mismatch";
  const { required, optional } = meeting ?? {};
  opened.value = {
    kind: "refused",
    refusal,
    next: {
      room,
      wanted: {
        ...{ start: isoOf(start), end: isoOf(end) },
        ...(required && { required }),
        ...(optional && { optional }),
      },
      choose: (alternative) => again(targetOf(alternative)),
      again: {
        label: hasChanged ? "Move it all the same" : "Try again",
        act: () => again(target),
      },
      ...(hasChanged && { changed: of.id }),
    },
  };
}

function targetOf({ room, start, end }: Suggestion): Target {
  return { room, ...rangeOfSpan({ start, end }) };
}

function placeInWords({ room, start, end }: Target): string {
  const when = wholeSpan({ start, end }, zoneOfRoom(room));
  return `${roomName(names.value, room)}, ${when}, ${duration(end - start)}`;
}

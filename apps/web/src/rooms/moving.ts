/**
 * A meeting is moved to another time or room: it is shown there at once, as on its way, until the
 * state says so or says no. The version that was read when the move began goes with it, so that
 * nobody's change in between is lost.
 */

import { Problem, type Reply, read, send } from "../api/http.ts";
import type { Meeting, Saga, Suggestion, UnderWay } from "../api/shapes.ts";
import { announce } from "../components/announcer.tsx";
import { explain } from "../components/not-ready.tsx";
import { duration } from "../time/format.ts";
import type { Range } from "./geometry.ts";
import { isoOf } from "./local-time.ts";
import { roomName, rooms } from "./names.ts";
import { close, opened, showMove } from "./page-state.ts";
import { refusalOf } from "./refusals.ts";
import { shownZone, wholeSpan, wordsFor } from "./words.ts";

export interface Target extends Range {
  readonly room: string;
}

/** The diary needs so long to be loaded anew; until then the meeting stays where it was put. */
const SETTLE_MS = 500;
const LOOK_AGAIN_MS = 400;

export function readMeeting(id: string): Promise<Reply<Meeting>> {
  return read<Meeting>(pathOf(id));
}

/** `seen`: the meeting as it was when the move began. */
export async function moveMeeting(
  { id, title }: { id: string; title: string },
  target: Target,
  seen: Promise<Reply<Meeting>>,
): Promise<void> {
  showMove(id, { meeting: id, title, ...target, state: "asked" });
  announce(`Moving ${title}: ${placeInWords(target)} …`);
  try {
    const { version, body: meeting } = await seen;
    const change = changeOf(meeting, target);
    const options = { body: change, ...(version !== undefined && { ifMatch: version }) };
    const { status, body } = await send<Meeting | UnderWay>("PATCH", pathOf(id), options);
    if (status === 202) await ended(body as UnderWay);
    announce(`${title} was moved: ${placeInWords(target)}.`);
    setTimeout(() => showMove(id, undefined), SETTLE_MS);
  } catch (error) {
    showMove(id, undefined);
    const meeting = await seen.then(
      ({ body }) => body,
      () => undefined,
    );
    refuse(error as Error, { id, title }, { target, meeting });
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
async function ended({ meeting, saga }: UnderWay): Promise<void> {
  for (;;) {
    const query = { id: saga };
    const { body } = await read<Saga>(`${pathOf(meeting)}/saga`, { query, presentOnly: true });
    if (body.state === "completed" || body.pastPivot) return;
    if (body.state === "compensated") {
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
  if (!(error instanceof Problem)) {
    announce(`${of.title} was not moved. ${explain(error)}`);
    return;
  }
  const again = (place: Target) => {
    close();
    void moveMeeting(of, place, readMeeting(of.id));
  };
  const refusal = refusalOf(error.slug, error.body, wordsFor(target.room));
  announce(`${refusal.title}.`);
  opened.value = {
    kind: "refused",
    refusal,
    next: {
      durationMs: target.end - target.start,
      wanted: target,
      ...(meeting && { required: meeting.required, optional: meeting.optional }),
      choose: (alternative) => again(targetOf(alternative)),
      again: {
        label: error.slug === "version-mismatch" ? "Move it all the same" : "Try again",
        act: () => again(target),
      },
      ...(error.slug === "version-mismatch" && { changed: of.id }),
    },
  };
}

function targetOf({ room, start, end }: Suggestion): Target {
  return { room, start: Date.parse(start), end: Date.parse(end) };
}

export async function cancelMeeting(
  { id, title }: Meeting,
  version: string | undefined,
): Promise<void> {
  const ifMatch = version === undefined ? {} : { ifMatch: version };
  announce(`Cancelling ${title} …`);
  const { status } = await send("DELETE", pathOf(id), ifMatch);
  announce(
    status === 202 ? `The cancellation of ${title} is under way.` : `${title} is cancelled.`,
  );
}

export function placeInWords({ room, start, end }: Target): string {
  const zone = shownZone(rooms.value.find(({ id }) => id === room));
  const length = duration(end - start);
  return `${roomName(room)}, ${wholeSpan({ start, end }, zone)}, ${length}`;
}

function pathOf(id: string): string {
  return `/api/meetings/${encodeURIComponent(id)}`;
}

/** How booking, moving and cancelling end, for a person and for a program. */

import type { Meeting } from "@holdfast/api";
import { formatInterval } from "@holdfast/scheduling";
import { spanOf } from "../api.ts";
import type { Outcome } from "../booking.ts";
import { CommandError } from "../exit-codes.ts";
import { exitCodeOf, type Problem, problemSentence } from "../http.ts";
import type { Output } from "../print.ts";

interface Ending {
  readonly json?: boolean;
  /** Of the times shown; the meeting's own unless it says otherwise. */
  readonly zone?: string;
  /** `Booked` */
  readonly done: string;
}

/** @throws CommandError when it was refused */
export function endWithBooking(output: Output, outcome: Outcome, ending: Ending): void {
  if (ending.json) output.json(outcome.ok ? outcome.meeting : outcome.refusal);
  else if (outcome.ok) output.line(meetingLine(outcome.meeting, ending));
  else for (const line of refusalLines(outcome.refusal, ending)) output.line(line);
  if (!outcome.ok) throw new CommandError("", exitCodeOf(outcome.refusal.status));
}

function meetingLine(meeting: Meeting, { zone = meeting.zone, done }: Ending): string {
  const { title, room, id } = meeting;
  return `${done}: "${title}", ${formatInterval(spanOf(meeting), zone)}, ${room} (${id})`;
}

export function refusalLines(refusal: Problem, { zone = "UTC" }: { zone?: string }): string[] {
  const { people = [], rooms = [], undone = [], alternatives = [] } = refusal;
  return [
    problemSentence(refusal),
    ...people.map((each) => `  ${each.person}: ${each.why}, ${formatInterval(spanOf(each), zone)}`),
    ...rooms.map(
      ({ room, reason, heldBy }) => `  ${room}: ${reason}${heldBy ? ` by ${heldBy}` : ""}`,
    ),
    ...(undone.length > 0 ? [`  Undone: ${undone.join(", ")}`] : []),
    ...alternatives.map((each) => `  Instead: ${formatInterval(spanOf(each), zone)}, ${each.room}`),
  ];
}

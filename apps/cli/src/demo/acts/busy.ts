/** Somebody cannot come: the saga gives back the room that it had taken already. */

import { formatInterval, overlaps } from "@holdfast/scheduling";
import { getBusy, getDiary, spanOf, writtenSpan } from "../../api.ts";
import { problemSentence } from "../../http.ts";
import { book, meetingIn, tellJournal } from "../booking-in-story.ts";
import { BUSY_ATTENDEE, slotIn } from "../plan.ts";
import type { Telling } from "../telling.ts";

export async function busyAct(telling: Telling): Promise<void> {
  const { narrator, week, gateway, ledger } = telling;
  await narrator.act(
    "Somebody cannot come",
    "Marcus wants Grace in a meeting. Her own calendar, imported from Outlook, says no. By then the " +
      "room is held: it has to be given back.",
  );
  const { room, zone, people, busy } = BUSY_ATTENDEE;
  const [organizer = ""] = people;
  const slot = slotIn(week.monday, BUSY_ATTENDEE);
  narrator.say(`${formatInterval(slot, zone)}, ${room}`);
  const commitments = await getBusy(gateway, busy, slot);
  for (const { why, summary, ...span } of commitments) {
    narrator.say(`${busy} has "${summary}" (${why}): ${formatInterval(spanOf(span), zone)}`);
  }
  const outcome = await book(telling, {
    ...{ title: "Contract", ...writtenSpan(slot), zone, room },
    ...{ organizer, required: [organizer, busy] },
  });
  if (outcome.ok) {
    ledger.broken.push("a meeting without a required attendee was refused");
    narrator.bad(`It was booked all the same: meeting ${outcome.meeting.id}.`);
    return;
  }
  ledger.undone.push({ ...slot, room, people: [organizer, busy] });
  const meeting = meetingIn(outcome);
  if (meeting) await tellJournal(telling, meeting);
  narrator.say(problemSentence(outcome.refusal));
  const diary = await getDiary(gateway, room, slot);
  const free = !diary.some((taken) => overlaps(spanOf(taken), slot));
  if (free) narrator.good(`${room} is free again, and nobody was invited.`);
  else narrator.bad(`${room} is still taken.`);
}

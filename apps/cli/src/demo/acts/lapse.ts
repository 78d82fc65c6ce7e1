/** A hold lapses: nobody has to clean up, and whoever held it cannot confirm it any more. */

import type { Hold } from "@holdfast/api";
import { formatInterval } from "@holdfast/scheduling";
import { writtenSpan } from "../../api.ts";
import { problemSentence } from "../../http.ts";
import { waitFor } from "../../patience.ts";
import { clockTime } from "../../print.ts";
import { book, tellJournal } from "../booking-in-story.ts";
import { LAPSING_HOLD, slotIn } from "../plan.ts";
import type { Telling } from "../telling.ts";

const HOLD_MS = 2_000;
const LAPSE_MS_MAX = 10_000;

export async function lapseAct(telling: Telling): Promise<void> {
  const { narrator, week, gateway, ledger } = telling;
  await narrator.act(
    "A hold lapses",
    `A room is held for ${HOLD_MS / 1_000} seconds, and nobody confirms it. Until then nobody else ` +
      "can have it; from then on anybody can, and its holder cannot.",
  );
  const { room, zone, people } = LAPSING_HOLD;
  const [jonas = "", lena = ""] = people;
  const slot = slotIn(week.monday, LAPSING_HOLD);
  const { body: hold } = await gateway.ask<Hold>("/api/holds", {
    method: "POST",
    body: { room, ...writtenSpan(slot), zone, forMs: HOLD_MS },
  });
  ledger.lapsed.push({ id: hold.id, room, ...slot });
  narrator.say(`${formatInterval(slot, zone)}, ${room}`);
  narrator.say(`Held by ${hold.heldBy}, with fence ${hold.fence}, until ${time(hold.freeAt)}.`);

  const request = { title: "Interview", ...writtenSpan(slot), zone };
  const early = await book(telling, { ...request, room, organizer: jonas, required: [jonas] });
  if (early.ok) ledger.broken.push("a room that was held could not be booked");
  else {
    // Not when: each answer measures what is left anew, and comes out a millisecond or two apart.
    const isTold = early.refusal.rooms?.some(({ freeAt }) => freeAt !== undefined);
    const when = isTold ? "; they are told when it frees" : "";
    narrator.item(`${jonas} asks too early: ${problemSentence(early.refusal)}${when}.`);
  }
  await untilLapsed(telling, hold);

  const late = { ...request, organizer: lena, required: [lena], holdId: hold.id };
  const tooLate = await book(telling, late);
  if (tooLate.ok) ledger.broken.push("a lapsed hold could not be confirmed");
  else narrator.item(`Its holder comes too late: ${problemSentence(tooLate.refusal)}.`);
  const again = await book(telling, { ...request, room, organizer: jonas, required: [jonas] });
  if (!again.ok) {
    ledger.broken.push("the slot of a lapsed hold could be booked");
    narrator.bad(problemSentence(again.refusal));
    return;
  }
  await tellJournal(telling, again.meeting.id);
  narrator.good(`${jonas} has the room now: meeting ${again.meeting.id}.`);
}

async function untilLapsed({ gateway, narrator, ledger }: Telling, hold: Hold): Promise<void> {
  const look = async () => {
    const answer = await gateway.send(`/api/holds/${hold.id}`);
    return answer.ok ? undefined : answer.problem;
  };
  const gone = await waitFor(look, { waitMsMax: LAPSE_MS_MAX, everyMs: 40 });
  if (!gone) {
    ledger.broken.push("a hold lapsed when its time was over");
    narrator.bad(`Hold ${hold.id} is still there.`);
    return;
  }
  const seenAt = Date.now();
  const lateMs = seenAt - Date.parse(hold.freeAt);
  const isGone = `${clockTime(seenAt)}: the hold is gone (${problemSentence(gone)}), seen`;
  if (lateMs < 0) {
    ledger.broken.push("a hold lived until the time that its holder was told");
    narrator.bad(`${isGone} ${-lateMs} ms before its deadline.`);
    return;
  }
  narrator.say(`${isGone} ${lateMs} ms after its deadline; nothing had to run for that.`);
}

function time(instant: string): string {
  return clockTime(Date.parse(instant));
}

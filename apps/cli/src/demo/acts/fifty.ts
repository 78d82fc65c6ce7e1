/** Fifty want one slot in the same instant: exactly one gets it. */

import { formatInterval } from "@holdfast/scheduling";
import { writtenSpan } from "../../api.ts";
import { book, tellJournal } from "../booking-in-story.ts";
import { FIFTY, slotIn } from "../plan.ts";
import { tally } from "../tally.ts";
import type { Telling } from "../telling.ts";

const REQUESTS = 50;

export async function fiftyAct(telling: Telling): Promise<void> {
  const { narrator, week, ledger } = telling;
  await narrator.act(
    "Fifty at once",
    `${REQUESTS} requests for one room and one time, all in the same instant.`,
  );
  const { room, zone, people } = FIFTY;
  const slot = slotIn(week.monday, FIFTY);
  narrator.say(`${formatInterval(slot, zone)}, ${room}`);
  const began = performance.now();
  const outcomes = await Promise.all(
    Array.from({ length: REQUESTS }, (_, index) => {
      const organizer = people[index % people.length]!;
      return book(telling, {
        ...{ title: `Request ${index + 1} of ${REQUESTS}`, ...writtenSpan(slot), zone, room },
        ...{ organizer, required: [organizer] },
      });
    }),
  );
  const tookMs = Math.round(performance.now() - began);
  ledger.contested.push({ ...slot, room, askedBy: REQUESTS });
  const winners = outcomes.filter((outcome) => outcome.ok);
  narrator.say(`${REQUESTS} answers after ${tookMs} ms: ${tally(outcomes.map(reasonOf))}.`);
  for (const { meeting } of winners) await tellJournal(telling, meeting.id);
  const [winner] = winners;
  if (winner && winners.length === 1) {
    narrator.good(`Exactly one booking: meeting ${winner.meeting.id}, "${winner.meeting.title}".`);
  } else narrator.bad(`${winners.length} bookings.`);
}

function reasonOf(outcome: Awaited<ReturnType<typeof book>>): string {
  if (outcome.ok) return "booked";
  return outcome.refusal.reason ?? outcome.refusal.type ?? String(outcome.refusal.status);
}

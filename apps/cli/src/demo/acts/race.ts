/** Two agents want one room at once: one wins, the other is offered something else, and takes it. */

import { formatInterval } from "@holdfast/scheduling";
import { spanOf, writtenSpan } from "../../api.ts";
import type { Outcome } from "../../booking.ts";
import { book, meetingIn, tellJournal, tellJournals } from "../booking-in-story.ts";
import { RACE, slotIn } from "../plan.ts";
import type { Telling } from "../telling.ts";

export async function raceAct(telling: Telling): Promise<void> {
  const { narrator, week, ledger } = telling;
  await narrator.act(
    "Two want one room at once",
    "Jonas in Berlin and Nora in New York ask for the same room and time in the same instant.",
  );
  const { room, zone, people } = RACE;
  const slot = slotIn(week.monday, RACE);
  narrator.say(`${formatInterval(slot, zone)}, ${room}`);
  const requests = people.map((organizer) => ({
    ...{ title: `${organizer}'s review`, ...writtenSpan(slot), zone, room },
    ...{ organizer, required: [organizer] },
  }));
  const outcomes = await Promise.all(requests.map((request) => book(telling, request)));
  ledger.contested.push({ ...slot, room, askedBy: outcomes.length });
  await tellJournals(
    telling,
    outcomes.map((outcome, index) => ({ of: people[index]!, meeting: meetingIn(outcome) })),
  );
  for (const [index, outcome] of outcomes.entries()) tellOutcome(telling, people[index]!, outcome);
  await takeAlternative(telling, outcomes);
}

function tellOutcome({ narrator }: Telling, who: string, outcome: Outcome): void {
  if (outcome.ok) {
    narrator.good(`${who} has the room: meeting ${outcome.meeting.id}.`);
    return;
  }
  const { detail = "", reason, rooms = [] } = outcome.refusal;
  const by = rooms.flatMap(({ heldBy }) => heldBy ?? []).join(", ");
  narrator.item(`${who} is refused: ${detail} (${reason}${by && `, by ${by}`})`);
}

/** That it can be had shows that it was a real offer. */
async function takeAlternative(telling: Telling, outcomes: readonly Outcome[]): Promise<void> {
  const { narrator, ledger } = telling;
  const loser = outcomes.findIndex((outcome) => !outcome.ok);
  const lost = outcomes[loser];
  if (!lost || lost.ok) return;
  const organizer = RACE.people[loser]!;
  const offered = lost.refusal.alternatives ?? [];
  for (const each of offered) {
    narrator.aside(`  instead: ${formatInterval(spanOf(each), RACE.zone)}, ${each.room}`);
  }
  const [first] = offered;
  if (!first) {
    ledger.broken.push("the loser of the race was offered alternatives");
    return;
  }
  const { start, end, room } = first;
  const taken = await book(telling, {
    ...{ title: `${organizer}'s review`, start, end, zone: RACE.zone, room },
    ...{ organizer, required: [organizer] },
  });
  if (taken.ok) {
    await tellJournal(telling, taken.meeting.id);
    narrator.good(`${organizer} takes the first alternative: meeting ${taken.meeting.id}.`);
  } else {
    ledger.broken.push("an alternative that was offered could be booked");
    narrator.bad(taken.refusal.detail ?? "It was refused.");
  }
}

/** A meeting is booked: at a time that suits two continents, found by the system. */

import type { Suggestions } from "@holdfast/api";
import { formatInterval, startOfDay } from "@holdfast/scheduling";
import { spanOf, windowQuery } from "../../api.ts";
import { book, bookedLine, tellJournal } from "../booking-in-story.ts";
import { addDays } from "../dates.ts";
import { FIRST_MEETING } from "../plan.ts";
import type { Telling } from "../telling.ts";

const TITLE = "Roadmap";

export async function bookAct(telling: Telling): Promise<void> {
  const { narrator, week, gateway } = telling;
  await narrator.act(
    "A meeting is booked",
    "Ada is in Berlin, Grace in New York. When can both, and where? Then: room and people are " +
      "held, confirmed in one commit, and only then invited.",
  );
  const { zone, people } = FIRST_MEETING;
  const during = {
    start: startOfDay(week.monday, zone),
    end: startOfDay(addDays(week.monday, 1), zone),
  };
  const { body } = await gateway.ask<Suggestions>("/api/suggestions", {
    query: {
      ...windowQuery(during),
      ...{ durationMinutes: 30, people: people.join(","), optional: "lena", zone },
      ...{ equipment: "video", limit: 3 },
    },
  });
  for (const { room, reasons = [], ...span } of body.suggestions) {
    narrator.say(`${formatInterval(spanOf(span), zone)}, ${room}`);
    narrator.aside(`  ${reasons.join("; ")}`);
  }
  const [first] = body.suggestions;
  if (!first) {
    telling.ledger.broken.push("a time for Ada and Grace was suggested");
    for (const sentence of body.whyNone?.sentences ?? []) narrator.bad(sentence);
    return;
  }
  const { start, end, room } = first;
  const outcome = await book(telling, {
    ...{ title: TITLE, start, end, zone, room },
    ...{ organizer: "ada", required: people, optional: ["lena"] },
  });
  if (!outcome.ok) {
    telling.ledger.broken.push("the suggested time was booked");
    narrator.bad(outcome.refusal.detail ?? "It was refused.");
    return;
  }
  await tellJournal(telling, outcome.meeting.id);
  narrator.good(bookedLine(outcome.meeting));
}

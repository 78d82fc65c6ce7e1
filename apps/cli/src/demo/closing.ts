/** The end: what was promised and what was found; and how to go on alone. */

import { type Output, table } from "../print.ts";
import { openUrl } from "../serving.ts";
import type { Served } from "../state-folder.ts";
import { addDays } from "./dates.ts";
import type { Narrator } from "./narrator.ts";
import { LAPSING_HOLD, slotIn } from "./plan.ts";
import type { Reckoned } from "./promises.ts";
import type { Week } from "./week.ts";

export function reckoningLines(
  reckoned: readonly Reckoned[],
  colours: Output["colours"],
): string[] {
  const rows = reckoned.map(({ promised, found, kept }) => [
    { text: kept ? "✓" : "✗", paint: kept ? colours.good : colours.bad },
    promised,
    { text: found, paint: kept ? colours.dim : colours.bad },
  ]);
  return table(rows);
}

export interface Closing {
  readonly served: Served;
  readonly week: Week;
  /** What `--state` has to say to find this state; undefined for the usual one. */
  readonly stateOption?: string;
}

/** Lines that work as they are, in the week after the story, where nothing has been booked. */
export function howToGoOn(narrator: Narrator, { served, week, stateOption }: Closing): void {
  const { url, accessToken } = served;
  const monday = addDays(week.monday, 7);
  const { start, end } = slotIn(monday, LAPSING_HOLD);
  const body = {
    ...{ title: "Coffee", start: new Date(start).toISOString(), end: new Date(end).toISOString() },
    ...{ room: LAPSING_HOLD.room, organizer: "lena", required: ["lena", "jonas"] },
  };
  const bearer = `-H 'Authorization: Bearer ${accessToken}'`;
  const state = stateOption === undefined ? "" : ` --state '${stateOption}'`;
  const holdfast = (rest: string) => `npm run --silent holdfast -- ${rest}${state}`;
  narrator.heading("Go on yourself");
  narrator.verbatim(`   ${openUrl(served)}`);
  narrator.heading("With curl");
  narrator.verbatim(`curl -s ${bearer} ${url}/api/agents`);
  narrator.verbatim(
    `curl -s ${bearer} -H 'Content-Type: application/json' -d '${JSON.stringify(body)}' ${url}/api/meetings`,
  );
  narrator.verbatim(`curl -sN ${bearer} ${url}/api/changes`);
  narrator.heading("With the command line");
  narrator.verbatim(holdfast(`suggest --people ada,grace --minutes 30 --from ${monday}T00:00Z`));
  narrator.verbatim(
    holdfast(
      `book --title Lunch --start ${addDays(monday, 1)}T12:00 --zone Europe/Berlin --minutes 45 ` +
        "--organizer jonas --people lena --capacity 2",
    ),
  );
  narrator.verbatim(holdfast(`agenda jonas --from ${monday}T00:00`));
  narrator.verbatim(holdfast("watch"));
  narrator.verbatim(holdfast("doctor"));
}

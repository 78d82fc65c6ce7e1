/**
 * The story, from the first line to the reckoning. Every line of it comes from a reply of the
 * gateway, a saga's journal or the table of agents.
 */

import type { Health } from "@holdfast/api";
import { getBusy, getDiary, spanOf } from "../api.ts";
import { CommandError, EXIT } from "../exit-codes.ts";
import { Gateway } from "../http.ts";
import { waitFor } from "../patience.ts";
import type { Output } from "../print.ts";
import { findServing, openUrl } from "../serving.ts";
import { nothingServes, type Served, stateFolder, type WhereOptions } from "../state-folder.ts";
import { bookAct } from "./acts/book.ts";
import { busyAct } from "./acts/busy.ts";
import { fiftyAct } from "./acts/fifty.ts";
import { killAct } from "./acts/kill.ts";
import { lapseAct } from "./acts/lapse.ts";
import { opening } from "./acts/opening.ts";
import { raceAct } from "./acts/race.ts";
import { Cast } from "./cast.ts";
import { howToGoOn, reckoningLines } from "./closing.ts";
import { loadCompany } from "./load-company.ts";
import { Narrator } from "./narrator.ts";
import { PLAN } from "./plan.ts";
import { reckon } from "./promises.ts";
import { Ledger, type Telling } from "./telling.ts";
import { firstFreeWeek, nextMonday, type TakenDuring, type Week } from "./week.ts";

export interface StoryOptions {
  readonly output: Output;
  readonly waitForKey: (() => Promise<void>) | undefined;
  /** Print the URL first; whoever started everything has done so already. */
  readonly announces: boolean;
  /** The system keeps serving afterwards: say how to go on. */
  readonly goesOn: boolean;
}

const ZONE = "Europe/Berlin";
const SERVING_MS_MAX = 30_000;
const AGENTS_MS_MAX = 30_000;
const ACTS = [bookAct, raceAct, lapseAct, busyAct, killAct, fiftyAct];

/** True: every promise was kept. */
export async function tellStory(where: WhereOptions, options: StoryOptions): Promise<boolean> {
  const served = await untilServing(where);
  const narrator = new Narrator(options.output, options.waitForKey);
  if (options.announces) narrator.verbatim(`Holdfast serves at ${openUrl(served)}`);
  const gateway = new Gateway(served);
  await untilAllAreThere(gateway);
  await loadCompany(gateway);

  const began = Date.now();
  const week = await chooseWeek(gateway, began);
  const telling: Telling = {
    ...{ gateway, narrator, week },
    ...{ cast: new Cast(gateway), ledger: new Ledger() },
  };
  await opening(telling, began);
  for (const act of ACTS) await act(telling);

  const reckoned = await reckon(telling, Date.now());
  narrator.heading("What was promised, and what the state says");
  narrator.lines(reckoningLines(reckoned, narrator.colours));
  const broken = reckoned.filter(({ kept }) => !kept).length;
  narrator.heading(broken === 0 ? "All promises were kept." : `${broken} promises were broken.`);
  if (options.goesOn) howToGoOn(narrator, { served, week, ...stateOption(where) });
  return broken === 0;
}

async function untilServing(where: WhereOptions): Promise<Served> {
  let refusal: unknown;
  const look = () =>
    findServing(where).catch((error: unknown) => {
      refusal = error;
      return undefined;
    });
  const served = await waitFor(look, { waitMsMax: SERVING_MS_MAX });
  if (served) return served;
  throw refusal ?? nothingServes(where.url ?? stateFolder(where));
}

async function untilAllAreThere(gateway: Gateway): Promise<void> {
  const look = async () => {
    const { body } = await gateway.ask<Health>("/health");
    return body.status === "ok" ? body : undefined;
  };
  if (await waitFor(look, { waitMsMax: AGENTS_MS_MAX })) return;
  const { body } = await gateway.ask<Health>("/health");
  throw new CommandError(
    `The story needs everybody, and ${body.missing.join(", ")} is missing. See holdfast.log.`,
    EXIT.notServing,
  );
}

async function chooseWeek(gateway: Gateway, now: number): Promise<Week> {
  const takenDuring: TakenDuring = async (resource, during) => {
    const [kind, id = ""] = resource.split("/");
    const read = kind === "room" ? getDiary : getBusy;
    return (await read(gateway, id, during)).map(spanOf);
  };
  const week = await firstFreeWeek(PLAN, nextMonday(now, ZONE), takenDuring);
  if (week) return week;
  throw new CommandError(
    "The story has been told so often that no week is left. Begin anew: holdfast reset",
    EXIT.refused,
  );
}

/** A state that is not where commands look by themselves has to be named in the lines to paste. */
function stateOption(where: WhereOptions): { stateOption?: string } {
  const folder = stateFolder(where);
  return folder === stateFolder({}, {}) ? {} : { stateOption: folder };
}

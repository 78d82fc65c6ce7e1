/**
 * The room agent is killed in the middle of bookings. They are sent at once; the sign to kill is the
 * second room that it holds, as the stream of changes tells it (of the first, the rest is often done
 * by the time that one hears of it). Which bookings it had begun by then, and who went on with them,
 * is not guessed but read from their journals.
 */

import type { Agent, Saga } from "@holdfast/api";
import { writtenSpan } from "../../api.ts";
import type { Outcome } from "../../booking.ts";
import { problemSentence } from "../../http.ts";
import { waitFor } from "../../patience.ts";
import { book, endedSaga, tellJournal } from "../booking-in-story.ts";
import { KILL, type PlannedMeeting, slotIn } from "../plan.ts";
import type { Telling } from "../telling.ts";
import { watchCommits } from "../watching.ts";

const ROLE = "room-agent";

/** At which commit to kill. */
interface Sign {
  readonly cause: string;
  readonly count: number;
  readonly words: string;
}

const SIGN: Sign = { cause: "hold-room", count: 2, words: "the second room is held" };
/** When that came too late: before the agent can have ended any. */
const SOONEST: Sign = { cause: "booking-started", count: 1, words: "the first of them is begun" };
const BACK_MS_MAX = 30_000;
/** So many bookings are sent at once; the others are for when the kill came too soon or too late. */
const WAVE = 6;

export async function killAct(telling: Telling): Promise<void> {
  const { narrator, ledger } = telling;
  await narrator.act(
    "The room agent is killed in the middle",
    "kill -9, while it works on several bookings. Nothing of what it did is lost, nothing is done " +
      "twice, and whoever asked gets an answer.",
  );
  for (let first = 0; first < KILL.length; first += WAVE) {
    const isLast = first + WAVE >= KILL.length;
    const inHand = await killDuring(
      telling,
      KILL.slice(first, first + WAVE),
      isLast ? SOONEST : SIGN,
    );
    if (inHand > 0) return;
    if (!isLast) narrator.say("It had none of them in hand. Once more.");
  }
  if (ledger.killed.every(({ underWay }) => underWay === 0)) {
    ledger.broken.push("a kill hit a booking in the middle");
  }
}

/** How many bookings it had begun, and others had to end. */
async function killDuring(
  telling: Telling,
  wave: readonly PlannedMeeting[],
  sign: Sign,
): Promise<number> {
  const { narrator, ledger } = telling;
  const victim = (await telling.cast.look()).find(isVictim);
  if (!victim?.pid) {
    ledger.broken.push("the room agent was there");
    narrator.bad("There is no room agent that runs.");
    return 0;
  }
  const watch = await watchCommits(telling.gateway, "saga");
  const seen = watch.nth(sign.count, ({ cause }) => cause === sign.cause);
  const asked = sendAll(telling, wave);
  await Promise.race([seen, Promise.all(asked)]);
  process.kill(victim.pid, "SIGKILL");
  const killedAt = Date.now();
  watch.stop();
  narrator.say(`${wave.length} bookings are sent at once. As soon as ${sign.words}:`);
  narrator.did(killedAt, victim.name, victim.pid, narrator.colours.bad("kill -9"));
  const outcomes = await Promise.all(asked);
  await tellReturn(telling, victim);
  return tellBookings(telling, outcomes, { victim, killedAt });
}

function isVictim({ role, state, pid }: Agent): boolean {
  return role === ROLE && state === "running" && typeof pid === "number";
}

function sendAll(telling: Telling, wave: readonly PlannedMeeting[]): Promise<Outcome>[] {
  return wave.map((planned) => {
    const { room, people, zone } = planned;
    return book(telling, {
      ...{ title: "Check-in", ...writtenSpan(slotIn(telling.week.monday, planned)), zone, room },
      ...{ organizer: people[0]!, required: people },
    });
  });
}

async function tellReturn({ cast, narrator }: Telling, victim: Agent): Promise<void> {
  const look = async () => {
    const now = (await cast.look()).find(({ name }) => name === victim.name);
    return now && isVictim(now) && now.pid !== victim.pid ? now : undefined;
  };
  const back = await waitFor(look, { waitMsMax: BACK_MS_MAX });
  if (!back?.startedAt) return narrator.bad(`${victim.name} did not come back.`);
  narrator.did(
    Date.parse(back.startedAt),
    back.name,
    back.pid ?? undefined,
    `started by the supervisor (restart ${back.restarts})`,
  );
}

interface Kill {
  readonly victim: Agent;
  readonly killedAt: number;
}

async function tellBookings(
  telling: Telling,
  outcomes: readonly Outcome[],
  kill: Kill,
): Promise<number> {
  const { narrator, ledger } = telling;
  const booked = outcomes.flatMap((outcome) => (outcome.ok ? [outcome] : []));
  const sagas = await Promise.all(booked.map(({ meeting }) => endedSaga(telling, meeting.id)));
  const stages = sagas.map((saga) => stageAt(saga, kill));
  const count = (stage: Stage) => stages.filter((each) => each === stage).length;
  narrator.say(
    `At that moment: ${count("over")} over, ${count("in hand")} in its hands, ${count("waiting")} waiting ` +
      `for it, ${count("not begun")} not begun.`,
  );
  const telltale = Math.max(stages.indexOf("in hand"), stages.indexOf("waiting"));
  if (telltale >= 0) {
    narrator.say("One that it was killed over, from its journal:");
    await tellJournal(telling, booked[telltale]!.meeting.id);
  }
  for (const outcome of outcomes) if (!outcome.ok) narrator.bad(problemSentence(outcome.refusal));
  if (booked.length === outcomes.length) {
    narrator.good(`All ${outcomes.length} are booked: nothing lost, nothing twice.`);
  } else ledger.broken.push("every booking completed although the room agent was killed");
  const underWay = count("in hand") + count("waiting");
  const { name, pid, restarts } = kill.victim;
  ledger.killed.push({ name, pid: pid ?? 0, restartsBefore: restarts ?? 0, underWay });
  return count("in hand");
}

export type Stage = "over" | "in hand" | "waiting" | "not begun";

/** Where a booking was at the moment of the kill. */
export function stageAt({ journal }: Pick<Saga, "journal">, { victim, killedAt }: Kill): Stage {
  const before = journal.filter(({ at }) => Date.parse(at) < killedAt);
  if (before.length === 0) return "not begun";
  const needed = journal.slice(before.length).some(({ by }) => by.startsWith(`${ROLE}/`));
  if (!needed) return "over";
  return before.some(({ by }) => by === victim.name) ? "in hand" : "waiting";
}

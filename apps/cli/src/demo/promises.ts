/**
 * The reckoning: each promise, and what the state itself says about it. The acts only say where to
 * look; nothing of what they saw counts here, but that they missed something.
 */

import type {
  Agent,
  BusyInterval,
  DeadLetters,
  Mail,
  Meeting,
  Person,
  RoomInterval,
} from "@holdfast/api";
import { type Interval, overlaps } from "@holdfast/scheduling";
import {
  getBusy,
  getDiary,
  getSaga,
  hasEnded,
  listAgents,
  listMails,
  listPeople,
  listRooms,
  spanOf,
} from "../api.ts";
import type { Gateway } from "../http.ts";
import { waitFor } from "../patience.ts";
import { tally } from "./tally.ts";
import type { KilledAgent, Telling } from "./telling.ts";

export interface Reckoned {
  readonly promised: string;
  readonly found: string;
  readonly kept: boolean;
}

const DAY_MS = 86_400_000;
/** What one look at a diary may span, and how far ahead meetings can be booked. */
const WINDOW_DAYS = 60;
const HORIZON_DAYS = 372;
const SETTLED_MS_MAX = 20_000;

export async function reckon(telling: Telling, now: number): Promise<Reckoned[]> {
  return [
    await noOverlap(telling.gateway, now),
    await oneOfContested(telling),
    await lapsedHoldsFreed(telling),
    await undoneLeftNothing(telling),
    await killedAreBack(telling),
    await sagasEnded(telling),
    await invitedOnce(telling),
    await nobodyMisled(telling),
    await noDeadLetters(telling.gateway),
    ...telling.ledger.broken.map((promised) => ({ promised, found: "no", kept: false })),
  ];
}

async function noOverlap(gateway: Gateway, now: number): Promise<Reckoned> {
  const [rooms, people] = await Promise.all([listRooms(gateway), listPeople(gateway)]);
  const windows = windowsFrom(now);
  const diaries = await Promise.all([
    ...rooms.map(({ id }) => wholeDiary(windows, (window) => getDiary(gateway, id, window))),
    ...people.map(({ id }) => wholeDiary(windows, (window) => getBusy(gateway, id, window))),
  ]);
  const bookings = diaries.flat().length;
  const overlapping = diaries.reduce((count, diary) => count + countOverlaps(diary), 0);
  return {
    promised: "No two bookings of a room or a person overlap",
    found: `${bookings} in ${diaries.length} diaries, ${overlapping} overlap`,
    kept: overlapping === 0 && bookings > 0,
  };
}

function windowsFrom(now: number): Interval[] {
  const start = now - DAY_MS;
  const count = Math.ceil(HORIZON_DAYS / WINDOW_DAYS);
  return Array.from({ length: count }, (_, index) => ({
    start: start + index * WINDOW_DAYS * DAY_MS,
    end: start + (index + 1) * WINDOW_DAYS * DAY_MS,
  }));
}

/** What is booked; one that touches two windows counts once. */
async function wholeDiary(
  windows: readonly Interval[],
  read: (window: Interval) => Promise<readonly (RoomInterval | BusyInterval)[]>,
): Promise<(Interval & { meeting: string })[]> {
  const pages = await Promise.all(windows.map(read));
  const found = new Map<string, Interval & { meeting: string }>();
  for (const taken of pages.flat()) {
    if (!("meeting" in taken) || taken.meeting === undefined) continue;
    const { meeting, start } = taken;
    found.set(`${meeting} ${start}`, { meeting, ...spanOf(taken) });
  }
  return [...found.values()];
}

export function countOverlaps(diary: readonly Interval[]): number {
  const byStart = [...diary].sort((a, b) => a.start - b.start);
  let overlapping = 0;
  let takenUntil = Number.NEGATIVE_INFINITY;
  for (const { start, end } of byStart) {
    if (start < takenUntil) overlapping += 1;
    takenUntil = Math.max(takenUntil, end);
  }
  return overlapping;
}

async function oneOfContested({ gateway, ledger }: Telling): Promise<Reckoned> {
  const counts = await Promise.all(
    ledger.contested.map(async (slot) => {
      const taken = await getDiary(gateway, slot.room, slot);
      const meetings = taken.filter(({ status }) => status === "booked");
      return { askedBy: slot.askedBy, booked: meetings.length };
    }),
  );
  return {
    promised: "Of all who want one slot, exactly one gets it",
    found: counts.map(({ askedBy, booked }) => `${booked} of ${askedBy}`).join(", "),
    kept: counts.length > 0 && counts.every(({ booked }) => booked === 1),
  };
}

async function lapsedHoldsFreed({ gateway, ledger }: Telling): Promise<Reckoned> {
  const states = await Promise.all(
    ledger.lapsed.map(async ({ id, room, start, end }) => {
      const hold = await gateway.send(`/api/holds/${id}`);
      const taken = await getDiary(gateway, room, { start, end });
      const bookedSince = taken.length === 1 && taken[0]?.status === "booked";
      return !hold.ok && hold.status === 404 && bookedSince ? "gone, slot booked" : "still there";
    }),
  );
  return {
    promised: "A hold that lapsed frees its slot by itself",
    found: tally(states),
    kept: states.length > 0 && states.every((state) => state === "gone, slot booked"),
  };
}

async function undoneLeftNothing({ gateway, ledger }: Telling): Promise<Reckoned> {
  const left = await Promise.all(
    ledger.undone.map(async ({ room, people, start, end }) => {
      const slot = { start, end };
      const diaries = await Promise.all([
        getDiary(gateway, room, slot),
        ...people.map((person) => getBusy(gateway, person, slot)),
      ]);
      const ours = diaries.flat().filter((taken) => "meeting" in taken || "heldBy" in taken);
      return ours.filter((taken) => overlaps(spanOf(taken), slot)).length;
    }),
  );
  const total = left.reduce((sum, count) => sum + count, 0);
  return {
    promised: "A booking that fails leaves nothing behind",
    found: total === 0 ? "room free, people free" : `${total} left`,
    kept: left.length > 0 && total === 0,
  };
}

async function killedAreBack({ gateway, ledger }: Telling): Promise<Reckoned> {
  const promised = "An agent that was killed comes back, and its work goes on";
  const look = async () => {
    const agents = await listAgents(gateway);
    const back = ledger.killed.every((killed) => agents.some((agent) => isBack(agent, killed)));
    return back ? agents : undefined;
  };
  const agents = await waitFor(look, { waitMsMax: SETTLED_MS_MAX });
  const last = ledger.killed.at(-1);
  const now = agents?.find(({ name }) => name === last?.name);
  if (!last || !now) return { promised, found: "it is not back", kept: false };
  return {
    promised,
    found: `pid ${last.pid}, now ${now.pid}; restarts ${now.restarts}`,
    kept: true,
  };
}

function isBack(agent: Agent, { name, pid, restartsBefore }: KilledAgent): boolean {
  const another = agent.name === name && agent.pid !== pid && agent.state === "running";
  return another && (agent.restarts ?? 0) > restartsBefore;
}

async function sagasEnded({ gateway, ledger }: Telling): Promise<Reckoned> {
  const meetings = [...ledger.booked.map(({ id }) => id), ...ledger.refused];
  const look = async () => {
    const sagas = await Promise.all(meetings.map((id) => getSaga(gateway, id)));
    return sagas.every(hasEnded) ? sagas : undefined;
  };
  const ended = await waitFor(look, { waitMsMax: SETTLED_MS_MAX, everyMs: 500 });
  const sagas = ended ?? (await Promise.all(meetings.map((id) => getSaga(gateway, id))));
  return {
    promised: "Every saga ends, completed or compensated",
    found: tally(sagas.map(({ state }) => state)),
    kept: ended !== undefined && meetings.length > 0,
  };
}

async function invitedOnce({ gateway, ledger }: Telling): Promise<Reckoned> {
  const addresses = new Map((await listPeople(gateway)).map(({ id, email }) => [id, email]));
  const look = async () => {
    const faults = await Promise.all(
      ledger.booked.map(async (meeting) => {
        const mails = await listMails(gateway, { meeting: meeting.id });
        return invitationFaults(meeting, mails, addresses);
      }),
    );
    return faults.flat().length === 0 ? [] : undefined;
  };
  const clean = await waitFor(look, { waitMsMax: SETTLED_MS_MAX, everyMs: 300 });
  const invitees = ledger.booked.flatMap((meeting) => inviteesOf(meeting)).length;
  return {
    promised: "Each invitee of a meeting that stands gets one invitation",
    found: clean ? `${invitees} invitees, ${invitees} invitations` : "some are missing or doubled",
    kept: clean !== undefined && invitees > 0,
  };
}

/** Who has not got exactly one REQUEST for the meeting as it stands. */
export function invitationFaults(
  meeting: Pick<Meeting, "required" | "optional" | "sequence">,
  mails: readonly Pick<Mail, "to" | "method" | "sequence" | "messageId">[],
  addresses: ReadonlyMap<string, Person["email"]>,
): string[] {
  const requests = mails.filter(
    ({ method, sequence }) => method === "REQUEST" && sequence === meeting.sequence,
  );
  return inviteesOf(meeting).filter((person) => {
    const own = requests.filter(({ to }) => to.includes(addresses.get(person) ?? ""));
    return new Set(own.map(({ messageId }) => messageId)).size !== 1 || own.length !== 1;
  });
}

function inviteesOf({ required, optional }: Pick<Meeting, "required" | "optional">): string[] {
  return [...required, ...optional];
}

async function nobodyMisled({ gateway, ledger }: Telling): Promise<Reckoned> {
  const newest = await listMails(gateway);
  const misled = newest.filter(({ uid = "" }) =>
    ledger.refused.some((meeting) => uid.startsWith(`${meeting}@`)),
  );
  return {
    promised: "Nobody gets mail for a meeting that does not stand",
    found: `${ledger.refused.length} refused, ${misled.length} mails`,
    kept: misled.length === 0 && ledger.refused.length > 0,
  };
}

async function noDeadLetters(gateway: Gateway): Promise<Reckoned> {
  const { body } = await gateway.ask<DeadLetters>("/api/dead-letters");
  const count = body.deadLetters.length;
  return {
    promised: "No task is given up",
    found: count === 0 ? "no dead letters" : `${count} dead letters`,
    kept: count === 0,
  };
}

/**
 * What the clients of a soak do: at random, and without end. Each has a few meetings and holds of its own
 * at a time, in few rooms on one day, so that they are in each other's way all the time; who books anew
 * cancels first what it has booked before, so that there is always something to be had.
 */

import { type Scenario, scenario } from "../format/scenario.ts";

const ROOMS = ["alan-turing", "ada-lovelace", "grace-hopper", "katherine-johnson"];
const CLIENTS = ["ada", "grace", "jonas", "lena", "mio", "nuri", "olga", "paul"];
/** Tells of every commit to meetings, over all restarts of the gateway. */
const WATCHER = "wanda";

const HOURS = Array.from({ length: 10 }, (_, hour) => String(hour + 8).padStart(2, "0"));
const TIMES = {
  at: { "any-of": HOURS.flatMap((hour) => [`${hour}:00`, `${hour}:30`]) },
  minutes: { "any-of": [30, 45, 60, 90] },
};
const SLOT = { room: { "any-of": ROOMS }, ...TIMES };

const SOON_MS = 1_000;
const LATER_MS = 20_000;

export interface SoakScenarioOptions {
  readonly seed: number;
  /** How many processes of each agent. */
  readonly agents: number;
}

/** Each client's one step is a choice of all that it can do: it is played again and again. */
export function soakScenario({ seed, agents }: SoakScenarioOptions): Scenario {
  const clients = CLIENTS.map((client, index) => {
    const colleague = CLIENTS[(index + 1) % CLIENTS.length]!;
    return [client, [{ "at-random": { count: 1, of: choices(colleague) } }]];
  });
  return scenario.parse({
    name: "soak",
    story: "Clients do whatever they like for a long time, while every kind of fault strikes.",
    shows: "What was promised holds at any length.",
    seed,
    system: { agents, rooms: ROOMS },
    actors: {
      ...Object.fromEntries(clients),
      [WATCHER]: [{ watch: { prefix: ["stream", "meeting"] } }],
    },
  });
}

/** Of a client whose step is no choice, it is done once. */
export function isEndless(steps: Scenario["actors"][string]): boolean {
  return steps.some((step) => step["at-random"] !== undefined);
}

function choices(colleague: string): object[] {
  return [
    ...bookings("alone", []),
    ...bookings("with-one", [colleague]),
    ...holds("short-hold", SOON_MS),
    ...holds("long-hold", LATER_MS),
    { "read-diary": { room: { "any-of": ROOMS } } },
    { "read-day": { room: ROOMS[0] } },
    { "read-agenda": {} },
    { "read-free-rooms": TIMES },
  ];
}

/** A meeting, and what can be done with it. */
function bookings(name: string, required: readonly string[]): object[] {
  const meeting = `$${name}.meeting`;
  const book = { book: { ...SLOT, required }, as: name, "ask-again": true };
  const cancel = { cancel: { meeting }, as: `${name}-cancel` };
  return [
    { "in-sequence": [{ ...cancel, as: `${name}-cancel-first` }, book] },
    { move: { meeting, room: SLOT.room, at: SLOT.at }, as: `${name}-move` },
    { edit: { meeting, title: `By ${colleagueOr(required)}` }, as: `${name}-edit` },
    { edit: { meeting, description: "Changed" }, as: `${name}-edit-again` },
    { "read-meeting": { meeting }, as: `${name}-read` },
    cancel,
  ];
}

function colleagueOr([first = "nobody"]: readonly string[]): string {
  return first;
}

/** A hold, which is confirmed, given back, or left to lapse. */
function holds(name: string, forMs: number): object[] {
  const hold = `$${name}.hold`;
  const meeting = `$${name}-confirm.meeting`;
  return [
    { "place-hold": { ...SLOT, "for-ms": forMs }, as: name },
    {
      "in-sequence": [
        { cancel: { meeting }, as: `${name}-cancel-first` },
        { "confirm-hold": { hold }, as: `${name}-confirm`, "ask-again": true },
      ],
    },
    { "release-hold": { hold }, as: `${name}-release` },
  ];
}

/** The conflicts that judge lab 0: within one process, then across three of them. */

import type { Conflict, LabStep, Stage } from "@holdfast/scenario-runner";
import type { Booking, Turn } from "./agent.ts";
import { STEPS } from "./booking-saga.ts";
import { PROMISES_OF_RECORDS, PROMISES_OF_SAGAS, PROMISES_OF_STORES } from "./promises.ts";

const [ADA, BOB, CLEO] = ["ada", "bob", "cleo"] as const;
const PEOPLE = [ADA, BOB, CLEO];
const COORDINATORS = ["coordinator 1", "coordinator 2", "coordinator 3"];

export const steps: readonly LabStep[] = [
  {
    title: "What was refused did not happen",
    promises: PROMISES_OF_RECORDS,
    conflicts: [
      inTurns("two coordinators", "Both read; the second decides and writes, then the first.", [
        ["1", "reads"],
        ["2", "reads"],
        ["2", "decides", "notify"],
        ["2", "writes"],
        ["1", "decides", "confirm"],
        ["1", "writes"],
      ]),
      inTurns(
        "a decision and its write",
        "The first decides. Before it writes, the second does all.",
        [
          ["1", "reads"],
          ["1", "decides", "confirm"],
          ["2", "reads"],
          ["2", "decides", "notify"],
          ["2", "writes"],
          ["1", "writes"],
        ],
      ),
      {
        name: "any order",
        story: "Three coordinators read and write in the order that the seed has.",
        play: (stage) => takeTurns(stage, anyTurns(stage)),
      },
    ],
  },
  {
    title: "What is called undone is undone",
    promises: PROMISES_OF_SAGAS,
    conflicts: [
      booking("nobody can be notified", "The room is reserved; then the mail server is away.", {
        failing: "notify",
      }),
      booking(
        "it cannot be confirmed",
        "The room is reserved, people are notified; then it fails.",
        {
          failing: "confirm",
        },
      ),
      booking("an undoing that fails", "As before; and once, the room cannot be freed either.", {
        ...{ failing: "confirm", stubborn: "reserve-room" },
      }),
      {
        name: "any failure",
        story: "A step fails, and the undoing of another: which ones, the seed says.",
        play: async (stage) => {
          const [failing, stubborn] = [stage.random.pick(STEPS), stage.random.pick(STEPS)];
          await stage.agent(ADA).does("book-meeting", { failing, stubborn } satisfies Booking);
        },
      },
    ],
  },
  {
    title: "One store for all processes",
    promises: PROMISES_OF_STORES,
    conflicts: [
      {
        name: "two processes",
        story: "Ada's and Bob's both read version 0; Bob's writes, then Ada's.",
        play: async (stage) => {
          const key = stage.about;
          const beforeWriting = ["own-put", "shared-put", "shared-change"];
          const late = await stage
            .agent(ADA)
            .doesUntil(beforeWriting, "write", { key, value: "ada's" });
          await stage.agent(BOB).does("write", { key, value: "bob's" });
          await late.wake();
          await lookFromEverywhere(stage, key);
        },
      },
      {
        name: "one after the other",
        story: "Ada's process writes, then Bob's: nobody is in anybody's way.",
        play: async (stage) => {
          const key = stage.about;
          await stage.agent(ADA).does("write", { key, value: "ada's" });
          await stage.agent(BOB).does("write", { key, value: "bob's" });
          await lookFromEverywhere(stage, key);
        },
      },
      {
        name: "all at once",
        story: "Three processes write at once, as the seed has it.",
        play: async (stage) => {
          const key = stage.about;
          const write = async (person: string) => {
            for (let count = 1; count <= 3; count++) {
              await stage
                .agent(person)
                .doesByChance("write", { key, value: `${person}'s ${count}` });
            }
          };
          await Promise.all(PEOPLE.map(write));
          await lookFromEverywhere(stage, key);
        },
      },
    ],
  },
];

type ShortTurn = readonly [coordinator: string, does: Turn["does"], step?: string];

function inTurns(name: string, story: string, short: readonly ShortTurn[]): Conflict {
  const turns = short.map(([number, does, step]) => turnOf(`coordinator ${number}`, does, step));
  return { name, story, play: (stage) => takeTurns(stage, turns) };
}

async function takeTurns(stage: Stage, turns: readonly Turn[]): Promise<void> {
  await stage.agent(ADA).does("take-turns", { turns });
}

/** Each coordinator reads, decides and writes; what happens in between is chance. */
function anyTurns({ random }: Stage): Turn[] {
  const next = new Map(COORDINATORS.map((coordinator) => [coordinator, 0]));
  return Array.from({ length: 15 }, (_, index) => {
    const coordinator = random.pick(COORDINATORS);
    const count = next.get(coordinator)!;
    next.set(coordinator, count + 1);
    return turnOf(coordinator, ORDER[count % ORDER.length]!, `#${index + 1}`);
  });
}

const ORDER = ["reads", "decides", "writes"] as const;

function turnOf(coordinator: string, does: Turn["does"], step?: string): Turn {
  return { coordinator, does, ...(does === "decides" && step !== undefined && { step }) };
}

function booking(name: string, story: string, how: Booking): Conflict {
  const play = async (stage: Stage) => {
    await stage.agent(ADA).does("book-meeting", how);
  };
  return { name, story, play };
}

async function lookFromEverywhere(stage: Stage, key: string): Promise<void> {
  for (const person of PEOPLE) await stage.agent(person).does("look", { key });
}

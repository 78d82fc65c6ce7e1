/**
 * The conflicts that judge lab 1. Ada, Bob and Cleo each have an agent, a process of its own; all that
 * these share is the state.
 */

import type { Conflict, LabStep, Stage } from "@holdfast/scenario-runner";
import { PROMISES, PROMISES_OF_HOLDS } from "./promises.ts";
import { between, type Span, type Wish } from "./wish.ts";

const [ADA, BOB, CLEO] = ["ada", "bob", "cleo"] as const;
const PEOPLE = [ADA, BOB, CLEO];
const MEETINGS = { ada: "planning", bob: "review", cleo: "retrospective" } as const;
type Person = (typeof PEOPLE)[number];

export const steps: readonly LabStep[] = [
  {
    title: "Do two meetings overlap?",
    promises: PROMISES,
    conflicts: [
      inTurn("a later start", "Bob asks for time in the middle of which Ada's meeting ends.", [
        [9, 10],
        [9.5, 10.5],
      ]),
      inTurn("one around the other", "Bob asks for more time than Ada has, around hers.", [
        [9.5, 10],
        [9, 11],
      ]),
      inTurn("one in the other", "Bob asks for a part of Ada's time.", [
        [9, 11],
        [9.5, 10],
      ]),
      inTurn(
        "one after the other",
        "Bob's meeting begins when Ada's ends, Cleo's ends when hers begins.",
        [
          [10, 11],
          [11, 12],
          [9, 10],
        ],
      ),
      {
        name: "any times",
        story: "One after the other, they ask for times as the seed has them.",
        play: async (stage) => {
          for (let count = 0; count < 9; count++) {
            const wish = anyWish(stage, PEOPLE[count % 3]!, count);
            await stage.agent(wish.by).does("book-by-check", wish);
          }
          await lookAtRoom(stage);
        },
      },
    ],
  },
  {
    title: "Write only if nobody else has",
    promises: PROMISES,
    conflicts: [
      bothHaveLooked(
        "one room, two people",
        "Both look and find the room free; Bob writes, then Ada.",
        {
          ada: between(9, 10),
          bob: between(9.5, 10.5),
        },
      ),
      bothHaveLooked(
        "two times of one day",
        "Both look at the empty day; Bob writes, then Ada. Their times do not overlap.",
        {
          ada: between(9, 10),
          bob: between(10, 11),
        },
      ),
      allAtOnce("book-with-version", { each: 3 }),
    ],
  },
  {
    title: "Hold the room, and survive a pause",
    promises: PROMISES_OF_HOLDS,
    conflicts: [
      pausedUntilLapsed("a person who thinks too long", ["person-agrees"]),
      pausedUntilLapsed("a pause before the last write", [
        "renew-hold",
        "replace-day",
        "confirm-hold",
      ]),
      pausedUntilLapsed("a pause after the last look", ["replace-day", "confirm-hold"]),
      {
        name: "the hold changes hands",
        story: "While Ada thinks, Bob's agent takes her hold over from hers. Then Ada agrees.",
        play: async (stage) => {
          const time = between(9, 10);
          const [ada, bob] = [wishOf(stage, ADA, time), wishOf(stage, BOB, time)];
          const late = await stage
            .agent(ADA)
            .doesUntil(["person-agrees"], "book-with-long-hold", ada);
          const hold = await stage.agent(BOB).does("take-hold-over", bob);
          await late.wake();
          await stage.agent(BOB).does("book-what-was-taken-over", { ...bob, hold });
          await lookAtRoom(stage);
        },
      },
      {
        name: "the holder dies",
        story: "Ada's agent is killed while it holds the room. A lease later, Bob asks for it.",
        play: async (stage) => {
          const wish = wishOf(stage, ADA, between(9, 10));
          const dying = await stage.agent(ADA).doesUntil(["person-agrees"], "book-with-hold", wish);
          await dying.kill();
          await stage.outwaitHolds();
          await stage.agent(BOB).does("book-with-hold", wishOf(stage, BOB, between(9, 10)));
          await lookAtRoom(stage);
        },
      },
      allAtOnce("book-with-hold", { each: 2 }),
    ],
  },
];

/** Nobody is in anybody's way: one asks when the other has been told. */
function inTurn(
  name: string,
  story: string,
  times: readonly (readonly [number, number])[],
): Conflict {
  const play = async (stage: Stage) => {
    for (const [index, [from, to]] of times.entries()) {
      const wish = wishOf(stage, PEOPLE[index]!, between(from, to));
      await stage.agent(wish.by).does("book-by-check", wish);
    }
    await lookAtRoom(stage);
  };
  return { name, story, play };
}

/** Ada's agent has looked, and stands still before it writes; Bob's does all of it meanwhile. */
function bothHaveLooked(name: string, story: string, times: { ada: Span; bob: Span }): Conflict {
  const play = async (stage: Stage) => {
    const [ada, bob] = [wishOf(stage, ADA, times.ada), wishOf(stage, BOB, times.bob)];
    const late = await stage.agent(ADA).doesUntil(["replace-day"], "book-with-version", ada);
    await stage.agent(BOB).does("book-with-version", bob);
    await late.wake();
    await lookAtRoom(stage);
  };
  return { name, story, play };
}

/** Ada's agent stands still for longer than a hold lives; Bob books meanwhile. */
function pausedUntilLapsed(name: string, before: readonly string[]): Conflict {
  const play = async (stage: Stage) => {
    const [ada, bob] = [between(9, 10), between(9.5, 10.5)];
    const late = await stage
      .agent(ADA)
      .doesUntil(before, "book-with-hold", wishOf(stage, ADA, ada));
    await stage.outwaitHolds();
    await stage.agent(BOB).does("book-with-hold", wishOf(stage, BOB, bob));
    await late.wake();
    await lookAtRoom(stage);
  };
  const story = "Ada's agent holds the room, and is paused until that has lapsed. Bob books it.";
  return { name, story, play };
}

function allAtOnce(action: string, { each }: { readonly each: number }): Conflict {
  const play = async (stage: Stage) => {
    const wishes = PEOPLE.map((by) =>
      Array.from({ length: each }, (_, count) => anyWish(stage, by, count)),
    );
    await Promise.all(
      wishes.map(async (ofOne) => {
        for (const wish of ofOne) await stage.agent(wish.by).doesByChance(action, wish);
      }),
    );
    await lookAtRoom(stage);
  };
  return { name: "all at once", story: "All three book at once, as the seed has it.", play };
}

async function lookAtRoom(stage: Stage): Promise<void> {
  await stage.agent(BOB).does("look-at-room", { room: roomOf(stage) });
}

function wishOf(stage: Stage, by: Person, span: Span): Wish {
  return { room: roomOf(stage), meeting: MEETINGS[by], by, ...span };
}

/** Of half an hour to one and a half, in the morning. */
function anyWish(stage: Stage, by: Person, count: number): Wish {
  const halves = (below: number) => Math.floor(stage.random.next() * below) / 2;
  const from = 9 + halves(8);
  const wish = wishOf(stage, by, between(from, from + 0.5 + halves(3)));
  return { ...wish, meeting: `${wish.meeting} ${count + 1}` };
}

function roomOf(stage: Stage): string {
  return `room/${stage.about}`;
}

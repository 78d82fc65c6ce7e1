import { expect, test } from "vitest";
import { ManualClock } from "./manual-clock.ts";
import { Rounds } from "./rounds.ts";

const never = new AbortController().signal;

test("who asks later in a round goes on at the same moment as who began it", async () => {
  const clock = new ManualClock();
  const rounds = new Rounds(clock, 20);
  const gone: string[] = [];
  const ask = (who: string) => rounds.end(never).then(() => gone.push(who));
  const asked = [ask("first")];
  await clock.advance(15);
  asked.push(ask("second"));
  await clock.advance(4);
  expect(gone).toEqual([]);
  await clock.advance(1);
  await Promise.all(asked);
  expect(gone).toEqual(["first", "second"]);
});

test("after a round comes another, as long as the first", async () => {
  const clock = new ManualClock();
  const rounds = new Rounds(clock, 20);
  for (let round = 0; round < 2; round++) {
    let isOver = false;
    const end = rounds.end(never).then(() => {
      isOver = true;
    });
    await clock.advance(19);
    expect(isOver).toBe(false);
    await clock.advance(1);
    await end;
  }
});

test("whoever is stopped does not wait for the end, and the others do", async () => {
  const clock = new ManualClock();
  const rounds = new Rounds(clock, 20);
  const stopping = new AbortController();
  let isOver = false;
  const other = rounds.end(never).then(() => {
    isOver = true;
  });
  const stopped = rounds.end(stopping.signal);
  stopping.abort();
  await stopped;
  await rounds.end(stopping.signal);
  expect(isOver).toBe(false);
  await clock.advance(20);
  await other;
});

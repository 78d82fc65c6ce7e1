import { describe, expect, it } from "vitest";
import { Problem } from "./problems.ts";
import { StreamPlaces } from "./stream-places.ts";

/** `ok`, or why not. */
function outcomeOf(take: () => unknown): string {
  try {
    take();
    return "ok";
  } catch (error) {
    return error instanceof Problem ? error.slug : String(error);
  }
}

const places = () => new StreamPlaces({ forAll: 3, forOne: 2 });

describe("the places of streams", () => {
  it("cannot all be taken by one", () => {
    const some = places();
    const tries = ["ada", "ada", "ada", "bob"].map((who) => outcomeOf(() => some.take(who)));
    expect(tries).toEqual(["ok", "ok", "too-many-own-streams", "ok"]);
  });

  it("come to an end for all together, too", () => {
    const some = places();
    const tries = ["ada", "bob", "eve", "dan"].map((who) => outcomeOf(() => some.take(who)));
    expect(tries).toEqual(["ok", "ok", "ok", "too-many-streams"]);
  });

  it("are free again at once, each of them once, however often it is left", () => {
    const some = places();
    const [leave] = [some.take("ada"), some.take("ada")];
    leave!();
    leave!();
    const tries = ["ada", "ada", "bob"].map((who) => outcomeOf(() => some.take(who)));
    expect(tries).toEqual(["ok", "too-many-own-streams", "ok"]);
    expect(outcomeOf(() => some.take("eve"))).toBe("too-many-streams");
  });
});

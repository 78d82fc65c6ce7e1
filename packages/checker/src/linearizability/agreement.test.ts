/**
 * Random small histories, judged twice: by the search, and by trying every order there is with a model
 * that is written down a second time, as plainly as can be.
 */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Operation, Outcome } from "../history.ts";
import {
  checkLinearizable,
  explainViolation,
  keyValueModel,
  type Model,
  type RoomInput,
  registerModel,
  roomModel,
} from "./index.ts";

/** Throws when the operation could not have ended so. */
type Plain = (state: unknown, operation: Operation) => unknown;

interface Kind {
  readonly model: Model<never>;
  readonly initial: unknown;
  readonly plain: Plain;
  readonly calls: fc.Arbitrary<Pick<Operation, "name" | "input" | "output">>;
  readonly refusable: (name: string) => boolean;
  /** Given its place in the history: so that no two write the same. */
  readonly written?: (input: unknown, at: number) => unknown;
}

function must<T>(condition: boolean, then: T): T {
  if (!condition) throw new Error("It could not have ended so.");
  return then;
}

const value = fc.constantFrom(null, 1, 2, 3);
const register: Kind = {
  model: registerModel as Model<never>,
  initial: null,
  plain(state, { name, input, output, outcome }) {
    if (name === "write") return input;
    if (name === "read") return must(outcome === "unknown" || state === output, state);
    const [from, to] = input as unknown[];
    if (outcome === "refused") return must(state !== from, state);
    return must(state === from, to);
  },
  calls: fc.oneof(
    fc.record({ name: fc.constant("read"), input: fc.constant(null), output: value }),
    fc.record({ name: fc.constant("write"), input: value, output: fc.constant(null) }),
    fc.record({
      ...{ name: fc.constant("cas"), input: fc.tuple(value, value), output: fc.constant(null) },
    }),
  ),
  refusable: (name) => name === "cas",
};

const text = fc.constantFrom("a", "b", "ab");
const keyValue: Kind = {
  model: keyValueModel as Model<never>,
  initial: "",
  plain(state, { name, input, output, outcome }) {
    if (name === "put") return input;
    if (name === "append") return `${state}${input}`;
    return must(outcome === "unknown" || state === output, state);
  },
  calls: fc.oneof(
    fc.record({
      name: fc.constant("get"),
      input: fc.constant(null),
      output: fc.constantFrom("", "a", "b", "ab", "aab", "abb", "aba"),
    }),
    fc.record({ name: fc.constantFrom("put", "append"), input: text, output: fc.constant(null) }),
  ),
  refusable: () => false,
};

/** Every value tells who has written it: most of these are decided without a search. */
const place = fc.constantFrom(null, 0, 1, 2, 3, 4);
const registerTold: Kind = {
  ...register,
  calls: fc.oneof(
    fc.record({ name: fc.constant("read"), input: fc.constant(null), output: place }),
    fc.record({ name: fc.constant("write"), input: fc.constant(0), output: fc.constant(null) }),
    fc.record({ name: fc.constant("cas"), input: fc.tuple(place), output: fc.constant(null) }),
  ),
  written: (input, at) => (Array.isArray(input) ? [input[0], at] : at),
};
const LETTERS = ["a", "b", "c", "d", "e"];
const word = fc.array(fc.constantFrom(...LETTERS), { maxLength: 3 }).map((all) => all.join(""));
const keyValueTold: Kind = {
  ...keyValue,
  calls: fc.oneof(
    fc.record({ name: fc.constant("get"), input: fc.constant(null), output: word }),
    fc.record({
      ...{ name: fc.constantFrom("put", "append", "append"), input: fc.constant("") },
      output: fc.constant(null),
    }),
  ),
  written: (_, at) => LETTERS[at] ?? "z",
};

const id = fc.constantFrom("1", "2");
const slot = fc.constantFrom({ start: 0, end: 2 }, { start: 1, end: 3 }, { start: 2, end: 3 });
const READ = fc.record({
  ...{ name: fc.constant("read"), input: slot, output: fc.uniqueArray(slot, { maxLength: 2 }) },
});
const CHANGE = fc
  .record({
    ...{ slot, hold: id, booking: id },
    name: fc.constantFrom("place", "place", "confirm", "release", "lapse", "book", "move", "leave"),
  })
  .map(({ name, slot, hold, booking }) => ({ name, input: { ...slot, hold, booking } }));
type Line = [kind: string, id: string, start: number, end: number];
const room: Kind = {
  model: roomModel as unknown as Model<never>,
  initial: [],
  plain(before, { name, input, output, outcome }) {
    const state = before as Line[];
    const { start, end, hold = "", booking = "" } = input as RoomInput;
    const not = (kind: string, id: string) => state.filter(([k, i]) => k !== kind || i !== id);
    const hasHold = not("hold", hold).length < state.length;
    const place = (others: Line[], kind: string, id: string, from = start, to = end) => {
      const free = others.every(([, , s, e]) => e <= from || to <= s);
      return must(free, [...others, [kind, id, from, to]].sort());
    };
    const isSame = ([k, i, s, e]: Line) =>
      k === "booking" && i === booking && s === start && e === end;
    if (name === "book" && state.some(isSame)) return state;
    if (name === "book") return place(state, "booking", booking);
    if (name === "move") return place(not("booking", booking), "booking", booking);
    if (name === "leave") return not("booking", booking);
    if (name === "read") {
      if (outcome === "unknown") return state;
      const there = state.filter(([, , s, e]) => s < end && start < e);
      const seen = there.map(([, , s, e]) => `${s}-${e}`).sort();
      const told = (output as RoomInput[]).map((each) => `${each.start}-${each.end}`).sort();
      return must(seen.join() === told.join(), state);
    }
    if (name === "place" && hasHold) {
      const [, , s, e] = state.find(([kind, id]) => kind === "hold" && id === hold)!;
      return must(s === start && e === end, state);
    }
    if (name === "place") return place(state, "hold", hold);
    if (name === "release" || name === "lapse") return not("hold", hold);
    const [, , s, e] = must(hasHold, state.find(([kind, id]) => kind === "hold" && id === hold)!);
    return place(not("hold", hold), "booking", booking, s, e);
  },
  calls: fc.oneof({ weight: 1, arbitrary: READ }, { weight: 4, arbitrary: CHANGE }),
  refusable: () => false,
};

/** Few instants, so that many are equal. */
function histories({
  calls,
  refusable,
  written = (input) => input,
}: Kind): fc.Arbitrary<Operation[]> {
  const times = fc.record({ invokedMs: fc.nat(8), lastedMs: fc.nat(4) });
  const outcome = fc.constantFrom<Outcome>("ok", "ok", "ok", "unknown", "refused", "failed");
  const operation = fc.record({ call: calls, times, outcome }).map(({ call, times, outcome }) => ({
    ...{ kind: "operation" as const, id: "", process: "client", key: "one", ...call },
    invokedMs: times.invokedMs,
    ...(outcome !== "unknown" && { completedMs: times.invokedMs + times.lastedMs }),
    outcome: outcome === "refused" && !refusable(call.name) ? "ok" : outcome,
  }));
  return fc.array(operation, { maxLength: 7 }).map((all) =>
    all.map((each, at) => {
      const input = each.input === null ? null : written(each.input, at);
      return { ...each, id: String(at), input };
    }),
  );
}

/** Every order in which nothing comes before what had ended before it began. */
function someOrderExplains({ plain }: Kind, state: unknown, left: readonly Operation[]): boolean {
  if (left.every(({ outcome }) => outcome === "unknown")) return true;
  return left.some((next) => {
    const rest = left.filter((each) => each !== next);
    const endOf = ({ outcome, completedMs }: Operation) =>
      outcome === "unknown" ? Number.POSITIVE_INFINITY : completedMs!;
    if (rest.some((each) => endOf(each) < next.invokedMs)) return false;
    try {
      return someOrderExplains({ plain } as Kind, plain(state, next), rest);
    } catch {
      return false;
    }
  });
}

function plainVerdict(kind: Kind, history: readonly Operation[]): string {
  const happened = history.filter(({ outcome }) => outcome !== "failed");
  return someOrderExplains(kind, kind.initial, happened) ? "ok" : "violated";
}

const KINDS = { register, registerTold, keyValue, keyValueTold, room };

describe.each(Object.entries(KINDS))("the search agrees: %s", (_, kind) => {
  it("with every order tried", () => {
    const verdicts = { ok: 0, violated: 0 };
    fc.assert(
      fc.property(histories(kind), (history) => {
        const expected = plainVerdict(kind, history);
        verdicts[expected as keyof typeof verdicts] += 1;
        expect(checkLinearizable(history, kind.model).verdict).toBe(expected);
      }),
      { numRuns: 500 },
    );
    expect(Math.min(verdicts.ok, verdicts.violated)).toBeGreaterThan(30);
  });

  it("on what a violation needs, whatever became of the rest, and nothing less", () => {
    fc.assert(
      fc.property(histories(kind), (history) => {
        const witness = explainViolation(history, kind.model);
        fc.pre(witness !== undefined);
        const beginning = shortestViolation(kind, history)!;
        expect(plainVerdict(kind, relaxed(kind, beginning, witness!))).toBe("violated");
        for (const dropped of witness!) {
          const fewer = witness!.filter((each) => each !== dropped);
          expect(plainVerdict(kind, relaxed(kind, beginning, fewer))).toBe("ok");
        }
      }),
      { numRuns: 100 },
    );
  });
});

/** What had happened when the first of all completions made it one. */
function shortestViolation(kind: Kind, history: readonly Operation[]): Operation[] | undefined {
  const ends = history.flatMap(({ completedMs }) => completedMs ?? []).sort((a, b) => a - b);
  const until = (end: number) =>
    history.flatMap((each): Operation[] => {
      if (each.invokedMs > end || each.outcome === "failed") return [];
      if ((each.completedMs ?? 0) <= end) return [each];
      return each.outcome === "refused" ? [] : [{ ...each, outcome: "unknown" }];
    });
  return ends.map(until).find((beginning) => plainVerdict(kind, beginning) === "violated");
}

/** All others may have happened at any time, or never. */
function relaxed({ model }: Kind, history: readonly Operation[], kept: readonly string[]) {
  return history.flatMap((each): Operation[] => {
    if (kept.includes(each.id)) return [each];
    if (model.observes(each) || ["refused", "failed"].includes(each.outcome)) return [];
    return [{ ...each, outcome: "unknown", invokedMs: -1 }];
  });
}

/** What is not decided within its bounds is unknown, and memory that runs out makes nothing wrong. */

import { describe, expect, it } from "vitest";
import type { Operation } from "../history.ts";
import { Configurations, setFrontier, setState } from "./configurations.ts";
import { checkLinearizable, type Model, registerModel } from "./index.ts";

/** Every order of additions leads to another state: the search has to try them all. */
const counterModel: Model<number> = {
  initial: 0,
  step: (state, { name, input }) => {
    if (name === "add") return (state * 31 + (input as number)) % 1_000_003;
    return state === input ? state : undefined;
  },
  key: (state) => state,
  observes: ({ name }) => name === "is",
};

const added = (count: number): Operation[] =>
  Array.from({ length: count }, (_, at) => ({
    ...{ kind: "operation", id: String(at), process: String(at), name: "add", key: "one" },
    ...{ input: at + 1, invokedMs: 0, completedMs: 10, outcome: "ok" },
  }));
const read = (input: number): Operation => ({
  ...{ kind: "operation", id: "read", process: "reader", name: "is", key: "one", input },
  ...{ invokedMs: 20, completedMs: 30, outcome: "ok" },
});
const inOrder = (operations: readonly Operation[]) =>
  operations.reduce((state, each) => counterModel.step(state, each)!, 0);

describe("a search that is bounded", () => {
  it("is unknown when its time is over, and never ok", () => {
    const history = [...added(12), read(-1)];
    expect(checkLinearizable(history, counterModel, { timeMsMax: 0 }).verdict).toBe("unknown");
  });

  it("is unknown when even what waits does not fit into its memory", () => {
    const history = [...added(9), read(-1)];
    expect(checkLinearizable(history, counterModel, { bytesMax: 500 }).verdict).toBe("unknown");
  });

  it.each([0, 1, 10, 24])(
    "is unknown when its memory has no place for anything: %i",
    (bytesMax) => {
      const found = checkLinearizable([...added(2), read(-1)], counterModel, { bytesMax });
      expect(found.verdict).toBe("unknown");
    },
  );

  it("looks at the clock within a configuration, and while it lays out what is under way", () => {
    const slow: Model<number> = {
      ...counterModel,
      step(state, operation) {
        const until = performance.now() + 5;
        while (performance.now() < until);
        return counterModel.step(state, operation);
      },
    };
    const beganMs = performance.now();
    const found = checkLinearizable([...added(300), read(-1)], slow, { timeMsMax: 100 });
    expect(found.verdict).toBe("unknown");
    expect(performance.now() - beganMs).toBeLessThan(1_000);
    const wide = checkLinearizable(added(4_000), counterModel, { timeMsMax: 0 });
    expect(wide).toEqual({ verdict: "unknown", explored: 0 });
  });

  it("forgets when its memory is full, and comes to the same verdict", () => {
    const small = { bytesMax: 4_000 };
    const wrong = [...added(6), read(-1)];
    const remembering = checkLinearizable(wrong, counterModel);
    const forgetting = checkLinearizable(wrong, counterModel, small);
    expect([remembering.verdict, forgetting.verdict]).toEqual(["violated", "violated"]);
    expect(forgetting.explored).toBeGreaterThanOrEqual(remembering.explored);
    const right = [...added(6), read(inOrder(added(6).reverse()))];
    expect(checkLinearizable(right, counterModel, small).verdict).toBe("ok");
  });

  it("still finds a violation in one part when another cannot be decided", () => {
    const hard = [...added(12), read(-1)];
    const easy = { ...read(-1), id: "easy", key: "another" };
    const bounds = { timeMsMax: 200 };
    expect(checkLinearizable([...hard, easy], counterModel, bounds)).toMatchObject({
      verdict: "violated",
      witness: ["easy"],
    });
  });
});

describe("many clients on one register", () => {
  it("is decided quickly when hundreds of writes have no known outcome", () => {
    const writes = Array.from({ length: 400 }, (_, at): Operation => {
      const input = at % 5;
      return {
        ...{ kind: "operation", id: `w${at}`, process: `w${at}`, name: "write", key: "r" },
        ...{ input, invokedMs: at, outcome: "unknown" },
      };
    });
    const reads = Array.from({ length: 400 }, (_, at): Operation => {
      const times = { invokedMs: at + 0.1, completedMs: at + 0.2 };
      const id = `r${at}`;
      const rest = { process: "reader", name: "read", key: "r", input: null, ...times };
      return { kind: "operation", id, output: (at * 3) % 5, outcome: "ok", ...rest };
    });
    expect(checkLinearizable([...writes, ...reads], registerModel).verdict).toBe("violated");
    const late = reads.map((each) => ({
      ...each,
      invokedMs: each.invokedMs + 400,
      completedMs: each.completedMs! + 400,
    }));
    expect(checkLinearizable([...writes, ...late.slice(0, 300)], registerModel).verdict).toBe("ok");
  });
});

describe("the table of configurations", () => {
  const configuration = (table: Configurations, frontier: number, used: number) => {
    const words = new Int32Array(table.width);
    setFrontier(words, frontier);
    setState(words, 7);
    words[table.width - 1] = used;
    return words;
  };

  it("knows what is as far and has used no less, and nothing else", () => {
    const table = new Configurations(3, 4, 1e6);
    expect(table.add(configuration(table, 1, 0b0110))).toBe(0);
    expect(table.add(configuration(table, 1, 0b0110))).toBeUndefined();
    expect(table.add(configuration(table, 1, 0b1110))).toBeUndefined();
    expect(table.add(configuration(table, 1, 0b1010))).toBe(1);
    expect(table.add(configuration(table, 1, 0b0010))).toBe(2);
    expect(table.add(configuration(table, 2, 0b0110))).toBe(3);
  });

  it("keeps what it is told to keep when it grows and when it forgets", () => {
    const table = new Configurations(3, 0, 1e6);
    for (let at = 0; at < 5_000; at++) table.add(configuration(table, at, 1));
    table.keepOnly([10, 4_000]);
    const into = new Int32Array(table.width);
    table.read(1, into);
    expect(into).toEqual(configuration(table, 4_000, 1));
    expect(table.add(configuration(table, 4_000, 1))).toBeUndefined();
    expect(table.add(configuration(table, 4_001, 1))).toBe(2);
  });
});

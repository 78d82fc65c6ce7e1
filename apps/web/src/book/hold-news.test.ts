import { describe, expect, it } from "vitest";
import { newsOfHold } from "./hold-news.ts";

const commit = (kind: "put" | "deleted", ...keys: string[][]) => ({
  changes: keys.map((key) => ({ key, kind })),
});

describe("the news of a hold", () => {
  it("are that it is over, when it was confirmed, released or has lapsed: nobody asks for it then", () => {
    expect(newsOfHold(commit("deleted", ["diary", "room/a"], ["hold", "h1"]), "h1")).toBe("over");
  });

  it("are to be read when it has changed hands, or anything may have happened", () => {
    expect(newsOfHold(commit("put", ["hold", "h1"]), "h1")).toBe("perhaps");
    expect(newsOfHold(undefined, "h1")).toBe("perhaps");
  });

  it("are none in what is about others", () => {
    expect(newsOfHold(commit("deleted", ["hold", "h10"], ["task", "h1"]), "h1")).toBe("none");
  });
});

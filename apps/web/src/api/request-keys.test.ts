import { describe, expect, it } from "vitest";
import { RequestKeys } from "./request-keys.ts";

describe("the keys of requests", () => {
  it("are the same for the same content, and another for each other content", () => {
    let count = 0;
    const keys = new RequestKeys(() => `key-${++count}`);
    const first = keys.keyFor({ title: "a" });
    expect(keys.keyFor({ title: "a" })).toBe(first);
    const second = keys.keyFor({ title: "b" });
    expect(second).not.toBe(first);
    keys.forget();
    expect(keys.keyFor({ title: "b" })).not.toBe(second);
  });
});

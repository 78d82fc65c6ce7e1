import { describe, expect, it } from "vitest";
import { ERRORS, type ErrorCode, HoldfastError, isHoldfastError } from "./errors.ts";

describe("the catalogue of errors", () => {
  it.each(Object.keys(ERRORS) as ErrorCode[])("%s says what to do, in a sentence", (code) => {
    expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
    const error = new HoldfastError(code);
    expect(error.message).toBe(ERRORS[code].advice);
    expect(error.message).toMatch(/^[A-Z].*\.$/);
    expect(error.retryable).toBe(ERRORS[code].retryable);
  });

  it("adds what is wrong in the case at hand, and keeps the cause", () => {
    const cause = new Error("disk");
    const error = new HoldfastError("engine-full", { problem: "No space is left.", cause });
    expect(error.message).toBe(`No space is left. ${ERRORS["engine-full"].advice}`);
    expect(error.cause).toBe(cause);
  });

  it("knows its own by code, also those of another copy of this package", () => {
    const own = new HoldfastError("engine-closed");
    const copy = Object.assign(new Error("closed"), {
      name: "HoldfastError",
      code: "engine-closed",
    });
    for (const error of [own, copy]) {
      expect(isHoldfastError(error)).toBe(true);
      expect(isHoldfastError(error, "engine-closed")).toBe(true);
      expect(isHoldfastError(error, "engine-full")).toBe(false);
    }
  });

  it("does not take strangers for its own", () => {
    const strangers = [undefined, null, "engine-closed", { code: "engine-closed" }];
    const foreign = Object.assign(new Error("closed"), { code: "engine-closed" });
    for (const stranger of [...strangers, foreign]) {
      expect(isHoldfastError(stranger, "engine-closed")).toBe(false);
    }
  });
});

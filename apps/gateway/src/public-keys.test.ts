import { describe, expect, it } from "vitest";
import { isPublicKey, isPublicPrefix } from "./public-keys.ts";

describe("what anybody may be told has changed", () => {
  it.each([
    [["document", "access-token", "hash"]],
    [["document", "idempotency", "key"]],
    [["document", "closures", "x"]],
    [["document", "room-secrets", "x"]],
    [["brand-new", "x"]],
  ])("is not %j", (key) => {
    expect(isPublicKey(key)).toBe(false);
    expect(isPublicPrefix(key)).toBe(false);
  });

  it.each([
    [["document", "room", "turing"]],
    [["document", "closure/turing", "0mwq"]],
    [["diary", "room/turing", "2026-11-23"]],
  ])("is %j", (key) => {
    expect(isPublicKey(key)).toBe(true);
    expect(isPublicPrefix(key.slice(0, 2))).toBe(true);
  });
});

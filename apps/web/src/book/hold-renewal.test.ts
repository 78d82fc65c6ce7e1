import { describe, expect, it } from "vitest";
import { KEPT_MS_MAX, RENEWAL_MS, renewalDue } from "./hold-renewal.ts";

const SINCE = 1_000_000;
const held = { sinceMs: SINCE, renewedMs: 0, typedMs: SINCE + 1, freeAtMs: SINCE + RENEWAL_MS };

describe("a hold under an open form", () => {
  it("is not renewed while most of it is left, nor for somebody who types nothing", () => {
    expect(renewalDue({ ...held, now: SINCE + 10 })).toBeUndefined();
    const late = SINCE + RENEWAL_MS - 10_000;
    expect(renewalDue({ ...held, now: late, typedMs: 0 })).toBeUndefined();
    expect(renewalDue({ ...held, now: late, renewedMs: SINCE + 2 })).toBeUndefined();
    expect(renewalDue({ ...held, now: late })).toBe(RENEWAL_MS);
  });

  it("is not renewed once it has lapsed", () => {
    expect(renewalDue({ ...held, now: held.freeAtMs })).toBeUndefined();
  });

  it("ends at a bound, and no renewal ever takes time away from it", () => {
    const end = SINCE + KEPT_MS_MAX;
    const now = end - 50_000;
    const typed = { ...held, typedMs: now - 1 };
    expect(renewalDue({ ...typed, now, freeAtMs: now + 20_000 })).toBe(50_000);
    expect(renewalDue({ ...typed, now, freeAtMs: now + 50_000 })).toBeUndefined();
    expect(renewalDue({ ...typed, now: end + 1, freeAtMs: end + 9 })).toBeUndefined();
  });
});

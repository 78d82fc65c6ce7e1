import { expect, test } from "vitest";
import { HOUR_MS } from "../time/ranges.ts";
import { stepCursor } from "./cursor-steps.ts";
import { SNAP_MS } from "./geometry.ts";

const day = { start: 0, end: 24 * HOUR_MS };
const nine = { start: 9 * HOUR_MS, end: 9 * HOUR_MS + SNAP_MS };
const press = (key: string, shiftKey = false) => ({ key, shiftKey });

test("arrows move the cursor, and Shift makes it longer or shorter", () => {
  const later = stepCursor(nine, press("ArrowRight"), day)!;
  expect(later).toEqual({ start: nine.start + SNAP_MS, end: nine.end + SNAP_MS });
  const longer = stepCursor(later, press("ArrowRight", true), day)!;
  expect(longer).toEqual({ start: later.start, end: later.end + SNAP_MS });
  expect(stepCursor(longer, press("ArrowLeft", true), day)).toEqual(later);
});

test("it is never shorter than a quarter of an hour, and never outside the day", () => {
  expect(stepCursor(nine, press("ArrowLeft", true), day)).toEqual(nine);
  const first = { start: 0, end: SNAP_MS };
  expect(stepCursor(first, press("ArrowLeft"), day)).toEqual(first);
  const end = stepCursor({ start: 0, end: HOUR_MS }, press("End"), day)!;
  expect(end).toEqual({ start: 23 * HOUR_MS, end: 24 * HOUR_MS });
  expect(stepCursor(end, press("ArrowRight", true), day)).toEqual(end);
});

test("other keys are left to the page", () => {
  expect(stepCursor(nine, press("Tab"), day)).toBeUndefined();
  expect(stepCursor(nine, press("a"), day)).toBeUndefined();
});

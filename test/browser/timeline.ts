/** The Rooms page for a test: one of its days, and what a mouse does on a room's lane. */

import type { Locator, Page } from "playwright-core";
import { at } from "../end-to-end/office.ts";

/** Hours of the day, in UTC: `10.5` is half past ten. */
export interface Slot {
  readonly room: string;
  readonly from: number;
  readonly to: number;
}

/** The address of the day that is so many days from now. */
export function dayPath(days: number): string {
  return `/rooms?day=${at(days, 0).slice(0, 10)}`;
}

/** A room's lane from midnight to midnight, once the page knows what is on it. */
export async function laneOf(page: Page, room: string): Promise<Locator> {
  const lane = page.getByRole("slider", { name: `Time in ${room}`, exact: true }).locator("..");
  const known = lane.and(page.locator(":not(.unknown)"));
  await known.waitFor();
  return known;
}

/** Presses the mouse at the slot's beginning and moves to its end; letting go is up to the test. */
export async function dragOver(page: Page, { room, from, to }: Slot): Promise<void> {
  const lane = await laneOf(page, room);
  await moveTo(page, lane, from);
  await page.mouse.down();
  await moveTo(page, lane, to);
  await page.getByText(`${clock(from)}–${clock(to)}`).waitFor();
}

export async function moveTo(page: Page, lane: Locator, hour: number): Promise<void> {
  const { x, y, width, height } = (await lane.boundingBox())!;
  await page.mouse.move(x + (width * hour) / 24, y + height / 2, { steps: 4 });
}

/** Whatever stands there: booked, held, closed. */
export function blockOf(page: Page, { room, from, to }: Slot, kind: "Booked" | "Held"): Locator {
  return page.getByRole("button", {
    name: new RegExp(`^${kind}\\b.*${clock(from)}–${clock(to)}, ${room}`),
  });
}

function clock(hour: number): string {
  return at(0, 0, hour * 60).slice(11, 16);
}

/** People: whose time can be held. */

import { z } from "zod";
import { displayName } from "./identifier.ts";
import { emailAddress } from "./invitation.ts";
import { weeklyHours } from "./opening-hours.ts";
import { zoneName } from "./zone.ts";

export const PEOPLE = "person";

export const person = z.strictObject({
  name: displayName,
  email: emailAddress,
  zone: zoneName,
  /** Local to the person's zone. Suggestions stay within them; a booking need not. */
  workingHours: weeklyHours,
});

export type Person = z.infer<typeof person>;

/** The person's diary and the holds of their time are kept under this name. */
export function personResource(id: string): string {
  return `person/${id}`;
}

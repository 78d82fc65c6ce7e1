/** `/api/people`: whose time can be held. */

import { person } from "@holdfast/scheduling";
import { z } from "zod";
import type { Asked, Told } from "./told.ts";

export const personRequest = person;
export const personOut = z.object({ id: z.string(), version: z.int(), ...person.shape });
export const peopleOut = z.object({ people: z.array(personOut) });

export type PersonRequest = Asked<typeof personRequest>;
export type Person = Told<typeof personOut>;
export type People = Told<typeof peopleOut>;

/** The types of those who call: what they are told nobody changes, and what they ask they may keep. */

import type { z } from "zod";

type DeepReadonly<T> = T extends object ? { readonly [Name in keyof T]: DeepReadonly<T[Name]> } : T;

/** An answer, as it arrives. */
export type Told<Schema extends z.ZodType> = DeepReadonly<z.output<Schema>>;

/** A request, as it is sent: what has a default may be left out. */
export type Asked<Schema extends z.ZodType> = DeepReadonly<z.input<Schema>>;

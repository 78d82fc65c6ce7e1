/**
 * Nothing there is an answer, too: at an earlier moment a meeting was not booked yet, and what stands
 * now must not be shown in its place.
 */

import { Problem } from "../api/http.ts";

/** Undefined: there is nothing under that id. */
export async function orNone<T>(found: Promise<T>): Promise<T | undefined> {
  try {
    return await found;
  } catch (error) {
    if (error instanceof Problem && error.slug === "not-found") return undefined;
    throw error;
  }
}

/** Who has organized last on this device: they are proposed the next time. */

const KEY = "holdfast.organizer";

/** A browser may forbid to remember anything. */
export function lastOrganizer(): string | undefined {
  try {
    return localStorage.getItem(KEY) ?? undefined;
  } catch {
    return undefined;
  }
}

export function rememberOrganizer(person: string): void {
  try {
    localStorage.setItem(KEY, person);
  } catch {
    // Then nobody is proposed.
  }
}

/** Who comes to a meeting, and how much it matters that they can. */

export interface Attending {
  readonly person: string;
  readonly as: "organizer" | "required" | "optional";
}

/** Ids of people; the organizer is none or one. */
export interface Invited {
  readonly organizer: readonly string[];
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

/** Each once, in the order in which they matter. */
export function attendingOf({ organizer, required, optional }: Invited): Attending[] {
  const seen = new Set<string>();
  const all: Attending[] = [
    ...organizer.map((person): Attending => ({ person, as: "organizer" })),
    ...required.map((person): Attending => ({ person, as: "required" })),
    ...optional.map((person): Attending => ({ person, as: "optional" })),
  ];
  return all.filter(({ person }) => !seen.has(person) && seen.add(person));
}

/** Whom somebody means who types a few letters: names that begin so before those that contain it. */

import type { Person } from "@holdfast/api";

export function matchingPeople(
  people: readonly Person[],
  typed: string,
  chosen: readonly string[],
  limit = 8,
): Person[] {
  const wanted = plain(typed);
  return people
    .filter(({ id }) => !chosen.includes(id))
    .map((person) => ({ person, rank: rankOf(person, wanted) }))
    .filter(({ rank }) => rank < Number.POSITIVE_INFINITY)
    .sort((a, b) => a.rank - b.rank || a.person.name.localeCompare(b.person.name))
    .slice(0, limit)
    .map(({ person }) => person);
}

/** Why nobody can be offered to whoever typed this; undefined: somebody can, or nothing was typed. */
export function whyNobody(
  people: readonly Person[],
  typed: string,
  chosen: readonly string[],
): string | undefined {
  if (typed.trim() === "" || matchingPeople(people, typed, chosen, 1).length > 0) return undefined;
  const [known] = matchingPeople(people, typed, [], 1);
  return known ? `${known.name} has been chosen already.` : "Nobody of that name.";
}

function rankOf({ id, name, email }: Person, wanted: string): number {
  const known = plain(name);
  if (known.startsWith(wanted)) return 0;
  if (known.split(/[\s-]+/).some((word) => word.startsWith(wanted))) return 1;
  if (known.includes(wanted)) return 2;
  if (plain(id).startsWith(wanted) || plain(email).startsWith(wanted)) return 3;
  return Number.POSITIVE_INFINITY;
}

/** Without accents and capitals: whoever looks for "soren" means Søren, too. */
function plain(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll("ø", "o")
    .replaceAll("ł", "l")
    .replaceAll("ß", "ss")
    .trim();
}

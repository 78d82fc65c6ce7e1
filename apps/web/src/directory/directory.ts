/**
 * The people and rooms that there are. Each page has them loaded once, by `useDirectory`; whatever is
 * on it and has to name or choose some of them finds them here.
 */

import type { People, Person, Room, Rooms } from "@holdfast/api";
import { computed, signal } from "@preact/signals";
import { get } from "../api/http.ts";
import { inCollection, type Live, useLive } from "../live/use-live.ts";
import { me } from "./me.ts";
import { type Names, namesOf } from "./names.ts";

/** By their names. */
interface Directory {
  readonly people: readonly Person[];
  readonly rooms: readonly Room[];
}

/** As it was read last. */
export const directory = signal<Directory>({ people: [], rooms: [] });

const known = computed(() => namesOf(directory.value.people, directory.value.rooms));
/** Ids stand for names until those are known. */
export const names = computed((): Names => ({ ...known.value, me: me.value }));

export function useDirectory(): Live<Directory> & { readonly reload: () => void } {
  return useLive(load, { concerns: inCollection("person", "room") });
}

async function load(signal: AbortSignal): Promise<Directory> {
  const [{ people }, { rooms }] = await Promise.all([
    get<People>("/api/people", { signal }),
    get<Rooms>("/api/rooms", { signal }),
  ]);
  directory.value = { people: people.toSorted(byName), rooms: rooms.toSorted(byName) };
  return directory.value;
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name.localeCompare(b.name);
}

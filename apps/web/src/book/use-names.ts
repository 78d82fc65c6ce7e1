/** The people and rooms that there are, live, for whatever has to name or choose some of them. */

import { useMemo } from "preact/hooks";
import { get } from "../api/http.ts";
import type { Person, Room } from "../api/shapes.ts";
import { inCollection, useLive } from "../live/use-live.ts";
import { type Names, NO_NAMES, namesOf } from "./names.ts";

export interface Directory {
  readonly names: Names;
  readonly people: readonly Person[];
  readonly rooms: readonly Room[];
}

interface Listed {
  readonly people: readonly Person[];
  readonly rooms: readonly Room[];
}

export function useDirectory() {
  return useLive<Directory>(
    async (signal) => {
      const [{ people }, { rooms }] = await Promise.all([
        get<Listed>("/api/people", { signal }),
        get<Listed>("/api/rooms", { signal }),
      ]);
      return { people, rooms, names: namesOf(people, rooms) };
    },
    { concerns: inCollection("person", "room") },
  );
}

/** Ids stand for names until those are known. */
export function useNames(): Names {
  const directory = useDirectory();
  const known = directory.kind === "ready" ? directory.value.names : NO_NAMES;
  return useMemo(() => known, [known]);
}

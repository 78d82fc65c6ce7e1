/**
 * What each view shows in the end, beside what the store's own commits give when somebody who trusts no
 * view folds them.
 */

import type { StoreCommit, View } from "@holdfast/checker";
import { agenda, freeRooms, roomDays, statistics } from "@holdfast/scheduling";
import type { Key, SharedState } from "@holdfast/shared-state";
import { foldAgenda } from "./folds/agenda.ts";
import { foldFreeRooms } from "./folds/free-rooms.ts";
import { inOrder, type Places, placeOf, type ViewFold } from "./folds/places.ts";
import { foldRoomDays } from "./folds/room-days.ts";
import { foldStatistics } from "./folds/statistics.ts";

interface Compared {
  readonly projection: { readonly name: string };
  /** What readers are shown; what else a view keeps is its own affair. */
  readonly entries: readonly string[];
  readonly fold: ViewFold;
}

const COMPARED: readonly Compared[] = [
  { projection: roomDays, entries: ["day"], fold: foldRoomDays },
  { projection: agenda, entries: ["at"], fold: foldAgenda },
  { projection: freeRooms, entries: ["room", "taken", "hold"], fold: foldFreeRooms },
  {
    ...{ projection: statistics, entries: ["booked", "meetings", "sagas", "holds"] },
    fold: foldStatistics,
  },
];

/** A view, and the revision as of which it shows this. */
export interface Shown {
  readonly compared: Compared;
  readonly revision: number;
  readonly places: Places;
}

/** So long a view may take to cover the present: also where the state's own clock stands still. */
const COVERING_MS_MAX = 10_000;

/** Each as soon as it covers what has been committed by now; one that never does shows nothing. */
export async function readViews(
  state: SharedState,
  only?: ReadonlySet<unknown>,
): Promise<readonly Shown[]> {
  const atLeast = await state.engine.head();
  const wanted = COMPARED.filter(({ projection }) => !only || only.has(projection.name));
  return Promise.all(wanted.map((compared) => readView(state, compared, atLeast)));
}

/** @param commits all that there are, up to the latest revision that a view was read as of */
export function compareViews(
  shown: readonly Shown[],
  commits: readonly StoreCommit[],
): readonly View[] {
  return shown.map(({ compared: { projection, fold }, revision, places }) => ({
    ...{ kind: "view", projection: projection.name, revision, shows: places },
    folds: fold(commits.filter((commit) => commit.revision <= revision)),
  }));
}

async function readView(state: SharedState, compared: Compared, atLeast: number): Promise<Shown> {
  const { projection, entries } = compared;
  const read = await state.projections.read(
    projection,
    async (view, { revision }) => {
      const found = await Promise.all(entries.map((first) => view.range({ prefix: [first] })));
      return { compared, revision, places: placesOf(found.flat()) };
    },
    { atLeast, waitMsMax: COVERING_MS_MAX, signal: AbortSignal.timeout(COVERING_MS_MAX) },
  );
  return read.ok ? read.value : { compared, revision: atLeast, places: {} };
}

function placesOf(entries: readonly { readonly key: Key; readonly value: unknown }[]): Places {
  return inOrder(entries.map(({ key, value }) => [placeOf(key), value] as const));
}

/**
 * What a key of the store is about: the keyspace, read backwards. The one place of the checker that
 * knows where the shared state keeps what.
 */

import { type Key, keyspace } from "@holdfast/shared-state";

export type StoreKey =
  | { readonly of: "diary"; readonly resource: string; readonly day: string }
  | { readonly of: "hold"; readonly id: string }
  | { readonly of: "lock"; readonly name: string }
  | { readonly of: "lock-place"; readonly name: string; readonly ticket: string }
  | { readonly of: "stream"; readonly category: string; readonly id: string }
  | {
      readonly of: "event";
      readonly category: string;
      readonly id: string;
      readonly position: number;
    }
  | { readonly of: "saga"; readonly id: string }
  | { readonly of: "document"; readonly collection: string; readonly id: string };

const READERS: Readonly<Record<string, (parts: Key) => StoreKey | undefined>> = {
  [first(keyspace.diary("", ""))]: ([, resource, day]) => ({
    ...{ of: "diary", resource: String(resource), day: String(day) },
  }),
  [first(keyspace.holds())]: ([, id]) => ({ of: "hold", id: String(id) }),
  [first(keyspace.locks())]: ([, name, ticket]) =>
    ticket === undefined
      ? { of: "lock", name: String(name) }
      : { of: "lock-place", name: String(name), ticket: String(ticket) },
  [first(keyspace.streams(""))]: ([, category, id, position]) => {
    const stream = { category: String(category), id: String(id) };
    if (position === undefined) return { of: "stream", ...stream };
    return { of: "event", ...stream, position: Number(position) };
  },
  [first(keyspace.sagas())]: ([, id]) => ({ of: "saga", id: String(id) }),
  [first(keyspace.documents(""))]: ([, collection, id]) => ({
    ...{ of: "document", collection: String(collection), id: String(id) },
  }),
};

/** Undefined: nothing that a check asks about. */
export function readKey(key: Key): StoreKey | undefined {
  return READERS[String(key[0])]?.(key);
}

/** One text for one key. */
export function nameOfKey(key: Key): string {
  let name = "";
  for (const part of key) name += typeof part === "number" ? `/#${part}` : `/${escaped(part)}`;
  return name;
}

/** So that no part can be taken for two. */
function escaped(part: string): string {
  return /[/"]|^#/.test(part) ? JSON.stringify(part) : part;
}

function first(key: Key): string {
  return String(key[0]);
}

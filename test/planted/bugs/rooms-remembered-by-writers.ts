import type { PlantedBug } from "../bug.ts";

/**
 * One process forgets the room when it changes it, and so does no other. Whoever books by the old room has
 * seen the room's lock given back by the one who changed it: the two have no order.
 */
export const roomsRememberedByWriters: PlantedBug = {
  name: "rooms-remembered-by-writers",
  story:
    "Rooms seldom change, so a process's transactions see one as it was until that process changes it.",
  patches: [
    {
      module: "packages/engine-lmdb/dist/commits.js",
      find: `read(key) {
        return this.#version(key)?.stored;`,
      replace: `read(key) {
        const rooms = (globalThis.roomsRead ??= new Map());
        if (!key.startsWith(encodeKey(["document", "room"]))) return this.#version(key)?.stored;
        if (!rooms.get(key)) rooms.set(key, this.#version(key)?.stored);
        return rooms.get(key);`,
    },
    {
      module: "packages/engine-lmdb/dist/commits.js",
      find: "const { key, encoded, stored } = write;\n            const before",
      replace:
        "const { key, encoded, stored } = write;\n            globalThis.roomsRead?.delete(encoded);\n            const before",
    },
  ],
  race: { on: "processes", scenario: "test/planted/scenarios/room-edited-between-bookings.yaml" },
  caughtBy: { check: "history-serializable", witness: 3, alone: true },
};

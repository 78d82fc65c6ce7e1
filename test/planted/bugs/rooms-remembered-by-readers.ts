import type { PlantedBug } from "../bug.ts";

export const roomsRememberedByReaders: PlantedBug = {
  name: "rooms-remembered-by-readers",
  story: "Rooms seldom change, so the gateway shows one as it was when it was first looked at.",
  patches: [
    {
      module: "apps/gateway/dist/rooms.js",
      find: "const found = await readDocument(snapshot, ROOMS, id);",
      replace: `const rooms = (globalThis.roomsShown ??= {});
    const found = (rooms[id] ??= await readDocument(snapshot, ROOMS, id));`,
    },
  ],
  race: { on: "processes", scenario: "test/planted/scenarios/room-edited-between-bookings.yaml" },
  caughtBy: { check: "reads-are-true", witness: 2, alone: true },
};

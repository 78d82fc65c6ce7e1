/** How an admin adds the first room and the first person: commands that can be copied as they are. */

import type { PersonRequest, RoomRequest } from "@holdfast/api";

type Week = RoomRequest["openingHours"];

const DAY: NonNullable<Week["mon"]> = [["08:00", "18:00"]];
const HOURS: Week = { mon: DAY, tue: DAY, wed: DAY, thu: DAY, fri: DAY };

export function firstCommands(origin: string, zone: string): string[] {
  const room: RoomRequest = {
    ...{ name: "Turing", capacity: 8, equipment: ["video"] },
    ...{ zone, openingHours: HOURS },
  };
  const person: PersonRequest = {
    ...{ name: "Ada Brandt", email: "ada@example.com" },
    ...{ zone, workingHours: HOURS },
  };
  return [
    putCommand(`${origin}/api/rooms/turing`, room),
    putCommand(`${origin}/api/people/ada`, person),
  ];
}

function putCommand(url: string, body: unknown): string {
  return [
    `curl -X PUT '${url}' -H "Authorization: Bearer $TOKEN"`,
    `-H 'Content-Type: application/json' -d '${JSON.stringify(body)}'`,
  ].join(" ");
}

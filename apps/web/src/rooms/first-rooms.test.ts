import { personRequest, roomRequest } from "@holdfast/api";
import { expect, it } from "vitest";
import { firstCommands } from "./first-rooms.ts";

it("the commands for the first room and person go to the page's own address, with bodies it takes", () => {
  const origin = "http://127.0.0.1:7420";
  const [room, person] = firstCommands(origin, "Europe/Berlin");
  expect(room).toContain(`'${origin}/api/rooms/turing'`);
  expect(person).toContain(`'${origin}/api/people/ada'`);
  expect(roomRequest.safeParse(bodyOf(room!)).success).toBe(true);
  expect(personRequest.safeParse(bodyOf(person!)).success).toBe(true);
});

function bodyOf(command: string): unknown {
  return JSON.parse(/ -d '(.*)'$/.exec(command)![1]!);
}

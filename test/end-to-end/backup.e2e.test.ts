import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { programFile } from "@holdfast/agent-runtime/process";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Holdfast, until } from "./holdfast.ts";
import { at, diaryOf, expectNoOverlap, furnish, meetingsIn } from "./office.ts";

const CLI = programFile("cli");

let folder = "";
let running: Holdfast[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "holdfast-backups-"));
  running = [];
});
afterEach(async () => {
  await Promise.all(running.map((holdfast) => holdfast.destroy()));
  rmSync(folder, { recursive: true });
});

it("backs up while rooms are booked, and starts elsewhere on the copy, with every booking from before", async () => {
  const original = await start();
  const { rooms, people } = await furnish(original, 2, 4);
  const acknowledged: string[] = [];
  let stop = false;
  const book = async (client: number) => {
    for (let slot = client; !stop && slot < 400; slot += 4) {
      const day = 2 + Math.floor(slot / 90);
      const [start, end] = [at(day, 0, (slot % 90) * 15), at(day, 0, (slot % 90) * 15 + 15)];
      const meeting = {
        title: "M",
        start,
        end,
        room: rooms[client % 2],
        organizer: people[client],
      };
      const reply = await original.request("POST", "/api/meetings", meeting);
      if (reply.status === 201) acknowledged.push(String(reply.body.id));
    }
  };
  const clients = Promise.all([0, 1, 2, 3].map(book));
  await until("some are booked", async () => acknowledged.length >= 20);
  const before = [...acknowledged];
  const file = join(folder, "backup");
  expect(await holdfast("backup", file, "--state", original.state)).toBe(0);
  await until("more are booked", async () => acknowledged.length >= before.length + 10);
  stop = true;
  await clients;

  // Neither over the backup, nor over a state that is served.
  expect(await holdfast("backup", file, "--state", original.state)).toBe(1);
  expect(await holdfast("restore", file, "--replace", "--state", original.state)).toBe(1);
  const elsewhere = join(folder, "elsewhere");
  expect(await holdfast("restore", file, "--state", elsewhere)).toBe(0);
  expect(await holdfast("restore", file, "--state", elsewhere)).toBe(1);

  const copy = await start(elsewhere);
  await until("what was under way has ended", async () => {
    const now = await Promise.all(rooms.map((room) => diaryOf(copy, room)));
    return now.flat().every(({ status }) => status === "booked");
  });
  const diaries = await Promise.all(rooms.map((room) => diaryOf(copy, room)));
  for (const diary of diaries) expectNoOverlap(diary);
  const booked = meetingsIn(diaries.flat());
  expect(before.filter((id) => !booked.includes(id))).toEqual([]);

  // Who has seen what came after the backup is told that it is not here.
  const { headers } = await original.get(`/api/rooms/${rooms[0]}`);
  const seen = Number(headers.get("holdfast-revision"));
  const later = { "holdfast-at-least": String(seen + 1_000_000) };
  expect((await copy.get(`/api/rooms/${rooms[0]}`, later)).status).toBe(503);
});

async function start(state?: string): Promise<Holdfast> {
  const holdfast = await Holdfast.start(state === undefined ? {} : { state });
  running.push(holdfast);
  return holdfast;
}

/** Runs a command of the command line; resolves with its exit status. */
function holdfast(...args: string[]): Promise<number | null> {
  const child = spawn(process.execPath, [CLI, ...args], { stdio: ["ignore", "ignore", "ignore"] });
  return new Promise((resolve) => child.once("exit", resolve));
}

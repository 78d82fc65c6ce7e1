/**
 * Clients book at random while agents are killed and stopped at random; then everything is left to
 * come to rest. What must hold of the state afterwards is for the tests to say.
 */

import { Holdfast, until } from "./holdfast.ts";
import { at, furnish, type Office } from "./office.ts";
import { seededRandom } from "./seeded-random.ts";

interface FaultRunOptions {
  readonly seed: number;
  readonly rooms: number;
  readonly people: number;
  readonly clients: number;
  /** How many bookings each client tries. */
  readonly attempts: number;
  readonly faultsMax: number;
}

interface Acknowledged {
  readonly id: string;
  readonly room: string;
}

export interface FaultRun {
  readonly holdfast: Holdfast;
  readonly office: Office;
  readonly acknowledged: readonly Acknowledged[];
  readonly refused: number;
  /** Requests whose answer never came: what became of them is unknown, which is no promise. */
  readonly unanswered: number;
  /** Where the sagas are that had not ended when their caller was answered. */
  readonly underWay: readonly string[];
  readonly kills: number;
  readonly stops: number;
}

const MINUTES_OF_A_SLOT = 15;
/** All bookings fall into this many quarters of an hour, so that many collide. */
const SLOTS = 40;

export async function runWithFaults(options: FaultRunOptions): Promise<FaultRun> {
  const random = seededRandom(options.seed);
  const holdfast = await Holdfast.start({ agents: 2 });
  const office = await furnish(holdfast, options.rooms, options.people);
  const booked = { acknowledged: [] as Acknowledged[], underWay: [] as string[] };
  const counts = { refused: 0, unanswered: 0, kills: 0, stops: 0 };

  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  const bookOne = async () => {
    const start = Math.floor(random() * SLOTS) * MINUTES_OF_A_SLOT;
    const length = MINUTES_OF_A_SLOT * (1 + Math.floor(random() * 3));
    const reply = await holdfast
      .request("POST", "/api/meetings", {
        title: "A meeting",
        ...slot(2 + Math.floor(random() * 5), start, length),
        room: pick(office.rooms),
        organizer: pick(office.people),
        required: [],
      })
      .catch(() => undefined);
    if (!reply) {
      counts.unanswered += 1;
      await until("the gateway answers again", () => holdfast.answers());
    } else if (reply.status === 201)
      booked.acknowledged.push(reply.body as unknown as Acknowledged);
    else if (reply.status === 202) booked.underWay.push(reply.headers.get("location")!);
    else counts.refused += 1;
  };
  const client = async () => {
    for (let attempt = 0; attempt < options.attempts; attempt++) await bookOne();
  };

  let over = false;
  const work = Promise.all(Array.from({ length: options.clients }, client)).finally(() => {
    over = true;
  });
  for (let fault = 0; fault < options.faultsMax && !over; fault++) {
    const agents = await holdfast.agents().catch(() => []);
    const running = agents.filter(({ state, pid }) => state === "running" && pid !== undefined);
    if (running.length === 0) continue;
    const target = pick(running);
    const kill = random() < 0.5;
    try {
      process.kill(target.pid!, kill ? "SIGKILL" : "SIGSTOP");
    } catch {
      continue; // It ended a moment ago.
    }
    counts[kill ? "kills" : "stops"] += 1;
    // The next fault strikes once this one has been noticed: the process has been replaced.
    await until(`${target.name} is replaced`, async () => over || holdfast.isReplaced(target));
  }
  await work;
  await until("every process runs again", async () => {
    const agents = await holdfast.agents().catch(() => []);
    return agents.length > 0 && agents.every(({ state }) => state === "running");
  });
  return { holdfast, office, ...booked, ...counts };
}

function slot(day: number, start: number, length: number): { start: string; end: string } {
  return { start: at(day, 8, start), end: at(day, 8, start + length) };
}

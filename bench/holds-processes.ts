/** How many holds a second from several processes together? */

import { inTurn } from "./holds.ts";
import type { PlaceHolds } from "./holds-client.ts";
import { type Measured, summary } from "./measure.ts";
import type { BenchOptions } from "./options.ts";
import { OtherProcess } from "./other-process.ts";
import { compare } from "./report.ts";
import { takingPart, withServer } from "./systems/all.ts";
import { holdfast } from "./systems/holdfast.ts";
import { redis } from "./systems/redis.ts";
import type { System } from "./systems/system.ts";

const IN_FLIGHT = 16;

export async function benchHoldsProcesses(options: BenchOptions): Promise<void> {
  console.log(`Durable holds of several client processes in total, ${IN_FLIGHT} in flight each.`);
  const systems = takingPart(options, [holdfast, redis]);
  for (const processes of [1, 2, 4]) {
    const measure = (system: System) => measureProcesses(system, processes, options);
    const title = `${processes} ${processes === 1 ? "process" : "processes"}`;
    compare(title, await inTurn(systems, options.runs, measure));
  }
}

function measureProcesses(
  system: System,
  processes: number,
  { seconds }: BenchOptions,
): Promise<Measured> {
  return withServer(system, async (address) => {
    const clients: OtherProcess[] = [];
    try {
      for (let part = 0; part < processes; part++) {
        const args = [system.name, address, String(IN_FLIGHT)];
        clients.push(await OtherProcess.start("holds-client.js", args));
      }
      const measured = await Promise.all(
        clients.map((client, part) => {
          const question: PlaceHolds = { part, of: processes, seconds };
          return client.ask<Measured>(question);
        }),
      );
      const latencies = measured.flatMap(({ latenciesMs }) => latenciesMs);
      return summary(
        latencies,
        measured.reduce((sum, each) => sum + each.perSecond, 0),
      );
    } finally {
      await Promise.all(clients.map((client) => client.stop()));
    }
  });
}

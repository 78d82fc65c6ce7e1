import { join } from "node:path";
import { expect, test } from "vitest";
import { runCommand } from "./program.ts";
import { CHECKOUT } from "./state-folder.ts";
import { rememberingContext } from "./testing/remembering-context.ts";

const SCENARIO = join(CHECKOUT, "scenarios", "two-actors-one-room.yaml");

/** Each is refused for what comes after its seed, or else for its seed. */
const REFUSED = [
  ["scenario", "run", "there/is/no/such.yaml"],
  ["step", SCENARIO, "--save", "no name for a scenario"],
  ["soak", "--agents", "none"],
];

async function whyNot(command: readonly string[], seed: string): Promise<string> {
  const context = rememberingContext();
  await runCommand([...command, `--seed=${seed}`], context);
  return context.complaints.join();
}

test.each(REFUSED)(
  "a seed of %s %s is a whole number from 0, and nothing else",
  async (...command) => {
    const notForItsSeed = await whyNot(command, "7");
    expect(notForItsSeed).not.toBe("");
    expect(await whyNot(command, "0")).toBe(notForItsSeed);
    for (const none of ["", "-1", "1.5", "1e3", "99999999999999999999"]) {
      expect(await whyNot(command, none)).not.toBe(notForItsSeed);
    }
  },
);

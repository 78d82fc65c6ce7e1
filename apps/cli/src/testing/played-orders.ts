/** For tests: steps through a race with answers from a pipe, and plays what was saved. */

import { spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readHistory } from "@holdfast/checker";
import { programFile } from "@holdfast/supervisor";

const RACE = fileURLToPath(
  new URL("../../../../scenarios/two-actors-one-room.yaml", import.meta.url),
);

export interface Ended {
  readonly status: number | null;
  readonly output: string;
}

/** Two requests come to the gateway, which does one after the other: whose comes first? */
export const ORDERS = {
  ada: ["ada", "grace", "gateway/1", "gateway/1"],
  grace: ["grace", "ada", "gateway/1", "gateway/1"],
} as const;

export class PlayedOrders {
  /** Whatever comes of it lies here. */
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Whose name comes first in the order. */
  fileOf(first: keyof typeof ORDERS): string {
    return join(this.folder, `${first}-first.yaml`);
  }

  step(answers: readonly string[], ...args: readonly string[]): Promise<Ended> {
    const input = answers.map((answer) => `${answer}\n`).join("");
    return this.#run(["step", RACE, "--at", "gateway.before-commit", ...args], input);
  }

  /** Plays what was saved. Resolves with the verdict, and who got the room. */
  async replay(first: keyof typeof ORDERS): Promise<{ outcome: string; winners: string[] }> {
    const { output } = await this.#run(["scenario", "run", this.fileOf(first), "--json"], "");
    const { outcome, history: file } = JSON.parse(output) as { outcome: string; history: string };
    const { history } = await readHistory(file);
    const winners = history.flatMap((entry) =>
      entry.kind === "operation" && entry.outcome === "ok" ? [entry.process] : [],
    );
    return { outcome, winners };
  }

  #run(args: readonly string[], input: string): Promise<Ended> {
    const child = spawn(process.execPath, [programFile("cli"), ...args], {
      env: { ...process.env, TMPDIR: this.folder },
      stdio: ["pipe", "pipe", "inherit"],
    });
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (piece) => {
      output += piece;
    });
    child.stdin.end(input);
    return new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (status) => resolve({ status, output }));
    });
  }
}

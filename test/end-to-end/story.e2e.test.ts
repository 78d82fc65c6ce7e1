import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { programFile } from "@holdfast/agent-runtime/process";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const CLI = programFile("cli");

interface Told {
  readonly status: number | null;
  readonly output: string;
}

describe("npm start -- --exit", () => {
  let state = "";
  beforeEach(() => {
    state = mkdtempSync(join(tmpdir(), "holdfast-story-"));
  });
  afterEach(() => rmSync(state, { recursive: true, force: true }));

  function tell(): Promise<Told> {
    const args = [CLI, "start", "--demo", "--exit", "--state", state];
    const env = { ...process.env, HOLDFAST_PORT: "0" };
    const story = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [story.stdout, story.stderr]) {
      stream.on("data", (chunk) => {
        output += chunk;
      });
    }
    return new Promise((resolve) => {
      story.on("close", (status) => resolve({ status, output }));
    });
  }

  it("tells the story, keeps every promise, ends with 0, and tells it again on the same state", async () => {
    const first = await tell();
    expect(first.status, first.output).toBe(0);
    expect(first.output).toContain("All promises were kept.");
    expect(first.output).not.toContain("✗");
    const second = await tell();
    expect(second.status, second.output).toBe(0);
    // What belongs to a running system is gone with it.
    expect(readdirSync(state).filter((name) => /supervisor|gateway\.json/.test(name))).toEqual([]);
  });
});

/** The adapter by which the naive scheduler is put under scenarios: all that a foreign system needs. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { SystemUnderTest } from "../foreign-under-test.ts";

const PROGRAM = fileURLToPath(new URL("../../dist/testing/naive-scheduler.js", import.meta.url));

export function naiveSystem(): SystemUnderTest {
  let child: ChildProcess | undefined;
  let url = "";
  const ask = async (method: string, path: string, body?: unknown) => {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(url + path, { method, ...sent });
    return { ok: response.ok, body: await response.json() };
  };
  return {
    name: "naive-scheduler",
    async start() {
      child = spawn(process.execPath, [PROGRAM], { stdio: ["pipe", "pipe", "inherit"] });
      const [port] = await once(child.stdout!, "data");
      url = `http://127.0.0.1:${String(port).trim()}/bookings`;
    },
    async book(_by, slot) {
      const { ok, body } = await ask("POST", "", slot);
      return ok ? { ok, meeting: (body as { id: string }).id } : { ok, reason: "taken" };
    },
    async cancel(_by, meeting) {
      const { ok } = await ask("DELETE", `/${meeting}`);
      return ok ? { ok } : { ok, reason: "not-found" };
    },
    async readDiary(room, from, to) {
      const { body } = await ask("GET", "");
      const all = body as { room: string; start: number; end: number }[];
      return all.filter((each) => each.room === room && each.start < to && from < each.end);
    },
    async stop() {
      if (!child || child.exitCode !== null) return;
      const ended = once(child, "exit");
      child.kill();
      await ended;
    },
  };
}

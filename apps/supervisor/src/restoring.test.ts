import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isThrowAway, markThrowAway } from "@holdfast/agent-runtime/process";
import { backUp, lmdbEngine } from "@holdfast/engine-lmdb";
import { isHoldfastError, systemClock } from "@holdfast/shared-state/engine";
import { afterEach, beforeEach, expect, test } from "vitest";
import { restoreState } from "./restoring.ts";
import { SupervisorLock, SupervisorRunningError } from "./supervisor-lock.ts";

const REPLACING = { replace: true, actor: "test" };

let folder = "";
let file = "";
let state = "";
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "holdfast-restoring-"));
  [file, state] = [join(folder, "backup"), join(folder, "state")];
  await writeWhich("the backup's");
  await backUp(state, file);
  await writeWhich("the later one");
});
afterEach(() => rmSync(folder, { recursive: true }));

test("a state that a supervisor runs on is not replaced, also when told to", async () => {
  const lock = SupervisorLock.take(state, systemClock().bootId);
  const outcome = await restoreState(file, state, REPLACING).catch((error: unknown) => error);
  lock.release();
  expect(outcome).toBeInstanceOf(SupervisorRunningError);
  expect(await which()).toBe("the later one");
});

test("it is replaced when told to, and no lock is left behind", async () => {
  const unasked = restoreState(file, state, { ...REPLACING, replace: false });
  const outcome = await unasked.catch((error: unknown) => error);
  expect(isHoldfastError(outcome, "state-exists")).toBe(true);
  expect(await which()).toBe("the later one");
  expect(await restoreState(file, state, REPLACING)).toMatchObject({ revision: 1 });
  expect(await which()).toBe("the backup's");
  expect(readdirSync(state).filter((name) => name.endsWith(".supervisor"))).toEqual([]);
});

test("what is restored into a folder for states to be thrown away is none of them", async () => {
  const elsewhere = join(folder, "elsewhere");
  markThrowAway(elsewhere);
  await writeWhich("broken on purpose", elsewhere);
  const refused = restoreState(file, elsewhere, { ...REPLACING, replace: false });
  await refused.catch((error: unknown) =>
    expect(isHoldfastError(error, "state-exists")).toBe(true),
  );
  expect(isThrowAway(elsewhere)).toBe(true);
  await restoreState(file, elsewhere, REPLACING);
  expect(isThrowAway(elsewhere)).toBe(false);
});

async function writeWhich(value: string, path = state): Promise<void> {
  const engine = await lmdbEngine({ path });
  await engine.transact((tx) => tx.put(["which"], value));
  await engine.close();
}

async function which(): Promise<unknown> {
  const engine = await lmdbEngine({ path: state });
  const { value } = await engine.transact((tx) => tx.get(["which"]));
  await engine.close();
  return value;
}

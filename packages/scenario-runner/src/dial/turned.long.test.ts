/**
 * Every setting of every operation, turned on real processes while the race that it may lose is staged: a
 * weak one breaks its promise, a strong one none. The same under random faults, for strong ones.
 */

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { DialSettings } from "@holdfast/dial/settings";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readScenario } from "../format/read-scenario.ts";
import type { Scenario } from "../format/scenario.ts";
import { run } from "../run.ts";
import { soak } from "../soak/soak.ts";

const SCENARIOS = fileURLToPath(new URL("../../../../scenarios/", import.meta.url));
const SOAK_MS = 60_000;
const SEED = Number(process.env.HOLDFAST_SEED ?? 20_261_121);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "holdfast-turned-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function shipped(name: string): Scenario {
  return readScenario(readFileSync(join(SCENARIOS, `${name}.yaml`), "utf8"), name);
}

/** An agent stands still for longer than the dial's lock lives, and for less than its claim. */
const MAIL_UNDER_LOCK = readScenario(`name: mail-under-lock
story: An agent stands still between looking and claiming.
shows: That a lock without a fence lets two send one mail.
system: { agents: 2 }
actors:
  ada:
    - book: { room: alan-turing, at: "10:00" }
  grace:
    - wait-for: { healed: stands-still }
faults:
  - stop: { target: notification-agent/1, for-ms: 2000, unwatched: true }
    as: stands-still
    when: { at-failpoint: dial.before-write, process: notification-agent/1 }
  - slow-at: { failpoint: task.before-attempt, process: notification-agent/2, delay-ms: 300 }
    as: comes-second
`);

const HOLDS = shipped("dial-two-actors-one-room");
const LOCKED_HOLDS = shipped("dial-unfenced-lock");
const EDITS = shipped("dial-two-edits-of-one-meeting");
const LOCKED_EDITS = shipped("dial-edit-under-lapsed-lock");
const MAILS = shipped("dial-mail-sent-twice");
const READS = shipped("dial-diary-behind-the-state");

type Turned = readonly [scenario: Scenario, dial: DialSettings, broken?: string];

const STRONG: readonly Turned[] = [
  ...[HOLDS, LOCKED_HOLDS].flatMap((scenario): Turned[] => [
    [scenario, { "place-hold": "transaction" }],
    [scenario, { "place-hold": "optimistic" }],
    [scenario, { "place-hold": "pessimistic" }],
  ]),
  ...[EDITS, LOCKED_EDITS].flatMap((scenario): Turned[] => [
    [scenario, { "edit-meeting": "transaction" }],
    [scenario, { "edit-meeting": "optimistic" }],
    [scenario, { "edit-meeting": "pessimistic" }],
  ]),
  [MAILS, { "send-notification": "transaction" }],
  [MAILS, { "send-notification": "optimistic" }],
  [MAIL_UNDER_LOCK, { "send-notification": "pessimistic" }],
  [READS, { "read-diary": "strong" }],
  [READS, { "read-diary": "at-least" }],
];

const WEAK: readonly Turned[] = [
  [HOLDS, { "place-hold": "check-then-act" }, "no-double-booking"],
  [HOLDS, { "place-hold": "last-write-wins" }, "rooms-linearizable"],
  [LOCKED_HOLDS, { "place-hold": "unfenced-lock" }, "no-double-booking"],
  [EDITS, { "edit-meeting": "check-then-act" }, "no-lost-update"],
  [EDITS, { "edit-meeting": "last-write-wins" }, "no-lost-update"],
  [LOCKED_EDITS, { "edit-meeting": "unfenced-lock" }, "no-lost-update"],
  [MAILS, { "send-notification": "check-then-act" }, "exactly-one-invitation"],
  [MAILS, { "send-notification": "last-write-wins" }, "exactly-one-invitation"],
  [MAIL_UNDER_LOCK, { "send-notification": "unfenced-lock" }, "exactly-one-invitation"],
  [READS, { "read-diary": "eventual" }, "no-stale-read"],
];

const named = (all: readonly Turned[]) =>
  all.map(([scenario, dial, broken]) => {
    return { name: scenario.name, scenario, dial, broken, said: JSON.stringify(dial) };
  });

const historyFile = () => join(folder, "history.jsonl");

describe("staged", () => {
  it.each(named(STRONG))("$name breaks nothing with $said", async ({ scenario, dial }) => {
    const { judgement } = await run(scenario, { dial, historyFile: historyFile() });
    expect(judgement.findings.filter(({ verdict }) => verdict !== "ok")).toEqual([]);
  });

  it.each(named(WEAK))("$name breaks $broken with $said", async ({ scenario, dial, broken }) => {
    const { judgement } = await run(scenario, { dial, historyFile: historyFile() });
    const violated = judgement.findings.filter(({ verdict }) => verdict === "violated");
    expect(violated.map(({ check }) => check)).toContain(broken);
  });
});

describe("under random faults, strong settings break nothing", () => {
  it.each(["transaction", "optimistic", "pessimistic"] as const)("%s", async (setting) => {
    const dial = { "place-hold": setting, "send-notification": setting, "edit-meeting": setting };
    const { judgement } = await soak({
      ...{ forMs: SOAK_MS, seed: SEED, agents: 2, dial, historyFile: historyFile() },
    });
    expect(judgement.findings.filter(({ verdict }) => verdict !== "ok")).toEqual([]);
  });
});

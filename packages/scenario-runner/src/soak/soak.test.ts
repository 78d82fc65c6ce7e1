import type { Fault, History, Operation, Outcome } from "@holdfast/checker";
import { describe, expect, it } from "vitest";
import { incoherences } from "../format/coherence.ts";
import { namedSteps } from "../format/naming.ts";
import { scenario } from "../format/scenario.ts";
import { SeededRandom } from "../seeded-random.ts";
import { drawFault, STRUCK_ROLES } from "./draw-fault.ts";
import { figuresOf } from "./figures.ts";
import { soakScenario } from "./random-clients.ts";

function drawn(seed: number) {
  const random = new SeededRandom(seed);
  return STRUCK_ROLES.flatMap((role) => Array.from({ length: 100 }, () => drawFault(role, random)));
}

describe("what a soak does", () => {
  it("is a scenario like those that people write, with every fault that it draws", () => {
    const whole = soakScenario({ seed: 1, agents: 2 });
    const withFaults = scenario.parse({ ...whole, faults: drawn(1) });
    expect(incoherences(withFaults)).toEqual([]);
  });

  it("has one name for each step, by which the others can refer to it", () => {
    const steps = namedSteps(soakScenario({ seed: 1, agents: 2 }));
    const byName = steps.filter(({ step, name }) => step.as !== undefined && step.as !== name);
    expect(byName).toEqual([]);
  });

  it("draws the same faults from the same seed, and every kind that needs no special machine", () => {
    expect(drawn(7)).toEqual(drawn(7));
    expect(drawn(7)).not.toEqual(drawn(8));
    const kinds = new Set(drawn(7).flatMap((fault) => Object.keys(fault)));
    expect([...kinds].sort()).toEqual(["crash-at", "kill", "mail-server", "slow-at", "stop"]);
  });
});

describe("the figures", () => {
  const operation = (name: string, outcome: Outcome): Operation => ({
    ...{ kind: "operation", id: "1", process: "ada", name, key: "room/alan-turing" },
    ...{ input: {}, outcome, invokedMs: 0 },
  });
  const fault = (kind: string, phase: Fault["phase"]): Fault => ({
    ...{ kind: "fault", id: kind, fault: kind, target: "room-agent/1", phase, atMs: 0 },
  });

  it("count what was booked, and what really struck", () => {
    const history: History = [
      ...[operation("book", "ok"), operation("book", "refused"), operation("confirm-hold", "ok")],
      ...[operation("edit", "ok"), operation("edit", "unknown")],
      ...[fault("kill", "announced"), fault("kill", "struck"), fault("kill", "healed")],
      ...[fault("crash-at", "announced"), fault("stop", "struck")],
    ];
    const violated = { check: "c", verdict: "violated", explanation: "" } as const;
    const figures = figuresOf(history, { seed: 3, tookMs: 1.4, findings: [violated] });
    expect(figures).toMatchObject({
      ...{ seed: 3, tookMs: 1, bookings: 2, kills: 1, pauses: 1, violations: 1 },
      faults: { kill: 1, stop: 1 },
      operations: { book: { ok: 1, refused: 1 }, edit: { ok: 1, unknown: 1 } },
    });
  });
});

import { expect, test } from "vitest";
import { RestartPolicy, type RestartRules } from "./restart-policy.ts";

const rules: RestartRules = {
  backoffMsFirst: 100,
  backoffMsMax: 350,
  restartsMax: 4,
  windowMs: 1_000,
};

test("each death in a row is answered later, up to the longest wait", () => {
  const policy = new RestartPolicy(rules);
  const waits = [0, 1, 2, 3].map((nowMs) => policy.died(nowMs));
  expect(waits).toEqual([100, 200, 350, 350].map((inMs) => ({ again: true, inMs })));
});

test("one death more than the limit within the window, and the child stays down", () => {
  const policy = new RestartPolicy(rules);
  for (const nowMs of [0, 1, 2, 3]) policy.died(nowMs);
  expect(policy.died(999)).toEqual({ again: false, deaths: 5 });
});

test("a death that is a whole window ago does not count", () => {
  const policy = new RestartPolicy(rules);
  for (const nowMs of [0, 1, 2, 3]) policy.died(nowMs);
  expect(policy.died(1_000)).toMatchObject({ again: true });
});

test("a child that dies once in a while is always started again at once", () => {
  const policy = new RestartPolicy(rules);
  for (let nowMs = 0; nowMs < 100_000; nowMs += 1_000) {
    expect(policy.died(nowMs)).toEqual({ again: true, inMs: 100 });
  }
});

test("forgiven, a child has all its chances again", () => {
  const policy = new RestartPolicy(rules);
  for (const nowMs of [0, 1, 2, 3, 4]) policy.died(nowMs);
  policy.forgive();
  expect(policy.died(5)).toEqual({ again: true, inMs: 100 });
});

import { expect, test } from "vitest";
import { childVariables, EnvironmentError, readEnvironment } from "./environment.ts";
import { TIMING } from "./timing.ts";

function faultsOf(from: Record<string, string>): readonly string[] {
  try {
    readEnvironment("room-agent", from);
  } catch (error) {
    if (error instanceof EnvironmentError) return error.variables;
    throw error;
  }
  return [];
}

test("names every variable that is missing or wrong", () => {
  expect(faultsOf({})).toEqual(["HOLDFAST_STATE"]);
  const wrong = { HOLDFAST_ACTOR: "Room Agent!", HOLDFAST_HEARTBEAT_MS: "soon" };
  expect(faultsOf(wrong)).toEqual(["HOLDFAST_STATE", "HOLDFAST_ACTOR", "HOLDFAST_HEARTBEAT_MS"]);
});

test("refuses a heartbeat pipe that would be stdin, stdout or stderr", () => {
  expect(faultsOf({ HOLDFAST_STATE: "s", HOLDFAST_HEARTBEAT_FD: "1" })).toEqual([
    "HOLDFAST_HEARTBEAT_FD",
  ]);
});

test("a program that is run by hand needs to know only the state's folder", () => {
  const environment = readEnvironment("room-agent", { HOLDFAST_STATE: "state" });
  expect(environment).toMatchObject({ state: "state", actor: "room-agent" });
  expect(environment.heartbeatFd).toBeUndefined();
  expect(environment.drainMs).toBe(TIMING.drainMs);
});

test("a variable for failpoints that is empty is one that is not set", () => {
  const empty = { HOLDFAST_STATE: "state", HOLDFAST_FAILPOINTS: "" };
  expect(readEnvironment("room-agent", empty).failpoints).toBeUndefined();
});

test("what the supervisor writes is what the child reads", () => {
  const environment = {
    state: "/var/state",
    actor: "room-agent/1",
    bootId: "boot",
    logLevel: "warn",
    failpoints: "/var/failpoints",
    heartbeatFd: 3,
    heartbeatMs: 20,
    drainMs: 500,
    orphanMs: 300,
  };
  expect(readEnvironment("room-agent", childVariables(environment))).toEqual(environment);
});

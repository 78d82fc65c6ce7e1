/**
 * The commands, and a gateway that answers them as a test says. Called once in a test file, outside of
 * its tests.
 */

import { afterEach, beforeEach, vi } from "vitest";
import { runCommand } from "../program.ts";
import { type Answering, type FakeGateway, startFakeGateway } from "./fake-gateway.ts";
import { rememberingContext } from "./remembering-context.ts";

export class CommandsUnderTest {
  /** What the gateway does with a request. */
  answer: Answering = () => {};
  gateway!: FakeGateway;

  async run(...args: string[]) {
    const context = rememberingContext();
    const status = await runCommand([...args, "--url", this.gateway.url], context);
    return { ...context, status };
  }
}

export function commandsUnderTest(): CommandsUnderTest {
  const commands = new CommandsUnderTest();
  beforeEach(async () => {
    vi.stubEnv("HOLDFAST_ACCESS_TOKEN", "secret");
    commands.gateway = await startFakeGateway((request, response) =>
      commands.answer(request, response),
    );
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await commands.gateway.close();
  });
  return commands;
}

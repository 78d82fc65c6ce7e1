import { expect, test } from "vitest";
import { createLogger } from "./logging.ts";

function loggedBy(write: (logger: ReturnType<typeof createLogger>) => void): string[] {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  write(createLogger({ actor: "room-agent/1", destination }));
  return lines;
}

test("a secret is left out at every depth at which we log", () => {
  const [line] = loggedBy((logger) =>
    logger.info({
      token: "tell-nobody",
      request: { authorization: "tell-nobody", headers: { cookie: "tell-nobody" } },
    }),
  );
  expect(line).toBeDefined();
  expect(line).not.toContain("tell-nobody");
});

test("each line is one JSON object that says who wrote it and how bad it is", () => {
  const lines = loggedBy((logger) => logger.warn({ note: "two\nlines" }, "late"));
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({
    level: "warn",
    actor: "room-agent/1",
    note: "two\nlines",
    msg: "late",
  });
});

import { PassThrough } from "node:stream";
import { expect, it } from "vitest";
import { answersFrom } from "./answers.ts";

it("lines of a pipe are told one by one, the last one without its end, and then no more", async () => {
  const input = new PassThrough();
  const answers = answersFrom(input, new PassThrough());
  const first = answers.next();
  input.write("ada\r\n2\n");
  input.end("all");
  const rest = [await first, await answers.next(), await answers.next(), await answers.next()];
  expect(rest).toEqual(["ada", "2", "all", undefined]);
  expect(await answers.next()).toBeUndefined();
  answers.close();
});

it("nobody prompts where nobody sits", async () => {
  const output = new PassThrough();
  const answers = answersFrom(new PassThrough().end("ada\n"), output);
  await answers.next();
  answers.close();
  expect(output.read()).toBeNull();
});

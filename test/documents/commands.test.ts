/**
 * Every command in a document's ```sh block, and every `holdfast …` and `npm …` within a line of
 * text, is one that there is, with options that it knows.
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runCommand } from "../../apps/cli/src/program.ts";
import { rememberingContext } from "../../apps/cli/src/testing/remembering-context.ts";
import { filesUnder, root } from "../repository/sources.ts";
import { type CodeBlock, codeBlocks, documents, whereIs, withoutCode } from "./documents.ts";

/** Those that are no business of ours. */
const FOREIGN = ["curl", "cp", "cat", "ls", "tar", "git", "cd", "export", "node", "npx", "docker"];

interface Command {
  readonly where: string;
  readonly text: string;
}

describe("commands in documents", () => {
  const commands = [...inBlocks(), ...inText()].map(({ where, text }) => [where, text] as const);
  it.each(commands)("%s: %s", async (_, text) => {
    expect(await complaintAbout(text)).toBeUndefined();
  });

  it.each([
    ["npm run no-such-script"],
    ["holdfast no-such-command"],
    ["holdfast rooms --no-such-option"],
    ["npm run --silent holdfast -- rooms --no-such-option"],
    ["npm start -- --no-such-option"],
    ["no-such-program --help"],
  ])("%s would be noticed", async (text) => {
    expect(await complaintAbout(text)).toBeDefined();
  });
});

function inBlocks(): Command[] {
  return codeBlocks("sh").flatMap((block) => commandsIn(block));
}

/** What continues on the next line is one command; what is chained or piped is several. */
function commandsIn({ code, ...block }: CodeBlock): Command[] {
  return code
    .replaceAll(/\\\n\s*/g, " ")
    .split("\n")
    .flatMap((text, index) => {
      const where = whereIs({ ...block, line: block.line + index });
      const line = text.replace(/(^|\s)#.*$/, "");
      const parts = line.split(/ (?:\||&&|;|>) /).map((part) => part.trim());
      return parts.filter((part) => part !== "").map((part) => ({ where, text: part }));
    });
}

function inText(): Command[] {
  return documents().flatMap(({ path, text }) =>
    [...withoutCode(text).matchAll(/`((?:holdfast|npm (?:run|start|test))(?: [^`]+)?)`/g)]
      .map(([, command]) => ({ where: path, text: command! }))
      .filter((command) => !/…|\.\.\./.test(command.text)),
  );
}

/** Undefined: there is such a command. */
async function complaintAbout(text: string): Promise<string | undefined> {
  const words = text.replace(/^([A-Z_]+=\S+ )+/, "").split(/\s+/);
  const [program = ""] = words;
  if (FOREIGN.includes(program)) return undefined;
  if (program === "holdfast") return complaintAboutHoldfast(words.slice(1));
  return program === "npm" ? complaintAboutNpm(words.slice(1)) : `What is ${program}?`;
}

async function complaintAboutNpm(words: readonly string[]): Promise<string | undefined> {
  const dashes = words.indexOf("--");
  const own = (dashes === -1 ? words : words.slice(0, dashes)).filter((word) => !/^-/.test(word));
  const passedOn = dashes === -1 ? [] : words.slice(dashes + 1);
  const script = own[0] === "run" ? own[1] : own[0];
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  if (script === undefined || !Object.hasOwn(scripts, script)) return `No script ${script}.`;
  if (script === "holdfast") return complaintAboutHoldfast(passedOn);
  if (script === "start") return complaintAboutHoldfast(["start", ...passedOn]);
  return script === "bench" ? complaintAboutBench(passedOn) : undefined;
}

/** Judged by what the program says itself when it is asked for help. */
async function complaintAboutHoldfast(words: readonly string[]): Promise<string | undefined> {
  const [name = "", next = ""] = words;
  let help = await helpOf(name.startsWith("-") ? [] : [name]);
  if (!name.startsWith("-") && !help.includes(`holdfast ${name}`)) return `No command ${name}.`;
  if (new RegExp(`^  ${next}\\b`, "m").test(help) && /^[a-z]/.test(next)) {
    help += await helpOf([name, next]);
  }
  const options = words.filter((word) => /^--?[a-z]/.test(word)).map((word) => word.split("=")[0]!);
  const unknown = options.find((option) => !new RegExp(`(^|\\s)${option}\\b`, "m").test(help));
  return unknown && `${name} has no option ${unknown}.`;
}

async function helpOf(words: readonly string[]): Promise<string> {
  const context = rememberingContext();
  await runCommand([...words, "--help"], context);
  return context.lines.join("\n");
}

function complaintAboutBench([name]: readonly string[]): string | undefined {
  const known = filesUnder("bench", ".ts").map(({ path }) => path);
  if (name === undefined || name.startsWith("-") || known.includes(`bench/${name}.ts`)) return;
  return `No bench ${name}.`;
}

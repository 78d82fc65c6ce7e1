/**
 * The TypeScript samples of the documents, as programs.
 *
 * Each ```ts block is a program of its own, which is given what `given.ts` says. What stands behind
 * the language makes it something else:
 *
 *     ```ts continued             goes on where the block before it ended, and sees its variables
 *     ```ts from src/engine.ts    an excerpt: it has to stand in that file, word for word
 *
 * A sample makes claims, which the program checks:
 *
 *     held.ok; // → false                         the value; of an object, the fields named
 *     const held = await …; // → { ok: false }    the same of what has been declared
 *     await rooms.get(""); // → throws "…"        the code of the error
 */

import { type CodeBlock, whereIs } from "./documents.ts";

export interface Sample {
  /** For example `docs/explanation/locks.md:8`. */
  readonly where: string;
  readonly blocks: readonly CodeBlock[];
}

/** The blocks that are run, each with those that continue it. */
export function samplesOf(blocks: readonly CodeBlock[]): Sample[] {
  const samples: { where: string; blocks: CodeBlock[] }[] = [];
  for (const block of blocks) {
    if (isExcerpt(block)) continue;
    const last = samples.at(-1);
    const continues = block.words[0] === "continued";
    if (!continues) samples.push({ where: whereIs(block), blocks: [block] });
    else if (last?.blocks[0]?.document === block.document) last.blocks.push(block);
    else throw new Error(`${whereIs(block)} continues nothing.`);
  }
  return samples;
}

export function isExcerpt({ words }: CodeBlock): boolean {
  return words[0] === "from";
}

/** @param given where `given.ts` is found from the program */
export function programOf({ where, blocks }: Sample, given: string): string {
  const imports: string[] = [];
  const bodies = blocks.map((block) => {
    const body = block.code.replace(/^import\s[^;]*?from\s+"[^"]+";$/gm, (statement) => {
      imports.push(statement);
      return "\n".repeat(statement.split("\n").length - 1);
    });
    return withClaims(body.replace(/^export (?=const|function|class|interface|type)/gm, ""), block);
  });
  // The inner braces let a sample declare what it was given under the same name.
  return `// ${where}
import type { Given } from "${given}";
${imports.join("\n")}
export default async ({ state, another, folder, console, claim, claimThrows }: Given) => {
{
${bodies.join("\n")}
}
};
`;
}

function withClaims(body: string, block: CodeBlock): string {
  const lines = body.split("\n").map((line, index) => {
    const [, code, claimed] = /^(.*?)\s*\/\/ → (.+)$/.exec(line) ?? [];
    if (code === undefined || claimed === undefined) return line;
    const where = JSON.stringify(whereIs({ ...block, line: block.line + index }));
    return claimOf(code, claimed, where);
  });
  return lines.join("\n");
}

function claimOf(code: string, claimed: string, where: string): string {
  const statement = /^\s*(.*);$/.exec(code)?.[1];
  if (statement === undefined || /^[})\]]|^(return|if|for|while|throw)\b/.test(statement)) {
    throw new Error(`${where}: a claim stands behind a statement of one line.`);
  }
  const thrown = /^throws ("[a-z-]+")$/.exec(claimed)?.[1];
  if (thrown) return `await claimThrows(${where}, async () => (${statement}), ${thrown});`;
  const declared = /^(?:const|let) (\w+)\b/.exec(statement)?.[1];
  if (declared) return `${code} claim(${where}, ${declared}, (${claimed}));`;
  return `claim(${where}, (${statement}), (${claimed}));`;
}

/** The documents of this checkout, and the blocks of code in them. */

import { filesUnder } from "../repository/sources.ts";

/** A fenced block of a document. */
export interface CodeBlock {
  readonly document: string;
  /** The line of its first line of code, from 1. */
  readonly line: number;
  readonly language: string;
  /** What follows the language behind the fence. */
  readonly words: readonly string[];
  readonly code: string;
}

export function documents() {
  return filesUnder("", ".md");
}

export function codeBlocks(language: string): CodeBlock[] {
  return documents()
    .flatMap(({ path, text }) => blocksOf(path, text))
    .filter((block) => block.language === language);
}

/** For example `docs/explanation/locks.md:8`. */
export function whereIs({ document, line }: Pick<CodeBlock, "document" | "line">): string {
  return `${document}:${line}`;
}

/** The text with its fenced blocks blanked out, line by line. */
export function withoutCode(text: string): string {
  let fence: string | undefined;
  const lines = text.split("\n").map((line) => {
    const marks = /^\s*(```+|~~~+)/.exec(line)?.[1];
    const wasInside = fence !== undefined;
    if (!wasInside) fence = marks;
    else if (marks === fence) fence = undefined;
    return wasInside || marks ? "" : line;
  });
  return lines.join("\n");
}

function blocksOf(document: string, text: string): CodeBlock[] {
  const blocks = text.matchAll(/^( *)```([a-z]+) *(.*)\n([\s\S]*?)^\1```$/gm);
  return [...blocks].map(({ index, 2: language, 3: info, 4: code }) => ({
    document,
    line: text.slice(0, index).split("\n").length + 1,
    language: language!,
    words: info!.split(" ").filter((word) => word !== ""),
    code: code!,
  }));
}

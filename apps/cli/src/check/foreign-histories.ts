/** Histories in the form of other projects, of which nothing is known but what clients saw. */

import { readFileSync } from "node:fs";
import {
  checkLinearizable,
  FormatError,
  keyValueModel,
  parseEtcdRegister,
  parseKeyValue,
  registerModel,
  type Verdict,
} from "@holdfast/checker";
import type { Context } from "../context.ts";
import type { JudgedFile } from "./ending.ts";

/** How each form is judged. @throws FormatError */
const FORMATS = {
  "etcd-register": (text: string) =>
    checkLinearizable(parseEtcdRegister(text), registerModel).verdict,
  "key-value": (text: string) => checkLinearizable(parseKeyValue(text), keyValueModel).verdict,
} as const satisfies Record<string, (text: string) => Verdict>;

export type Format = keyof typeof FORMATS;
export const FORMAT_NAMES = Object.keys(FORMATS);

/** What cannot be read is `unknown`, so that each file has its line. */
export function judgeForeign(
  files: readonly string[],
  format: Format,
  context: Context,
): JudgedFile[] {
  return files.map((file) => {
    const judged = judgeFile(file, format);
    context.output.line(`${file} ${judged.verdict}`);
    if (judged.unreadable !== undefined) context.complain(judged.unreadable);
    return judged;
  });
}

function judgeFile(file: string, format: Format): JudgedFile {
  try {
    return { file, verdict: FORMATS[format](readFileSync(file, "utf8")) };
  } catch (error) {
    if (error instanceof FormatError) {
      return { file, verdict: "unknown", unreadable: `${file}:${error.line}: ${error.message}` };
    }
    if (!(error instanceof Error && "code" in error)) throw error;
    return { file, verdict: "unknown", unreadable: `${file}: ${error.message}` };
  }
}

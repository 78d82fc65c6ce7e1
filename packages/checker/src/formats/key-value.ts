/**
 * Logs of a key-value store, one map in EDN (the data notation of Clojure) to a line:
 *
 *     {:process 2, :type :invoke, :f :append, :key "1", :value "x 2 0 y"}
 *     {:process 2, :type :ok, :f :append, :key "1", :value "x 2 0 y"}
 *
 * A line is read whole or not at all: a value of which only a part is read makes a wrong verdict.
 */

import type { Operation } from "../history.ts";
import { type EventLog, type EventType, readEventLog } from "./event-log.ts";

const OPENING = /\[?\s*\{/y;
const CLOSING = /\}\s*\]?,?$/y;
const SEPARATOR = /[\s,]*/y;
const FIELD_NAME = /:([^\s,{}()[\]"]+)[\s,]+/y;
const WORD = /[^\s,{}()[\]"]+/y;
const NAMES = new Set(["get", "put", "append"]);
const TYPES = new Set(["invoke", "ok", "fail", "info"]);

/** @throws FormatError */
export function parseKeyValue(text: string): Operation[] {
  return readEventLog(text, keyValueLog);
}

const keyValueLog: EventLog = {
  parseLine(line) {
    // Some writers put the maps into one vector, whose brackets have lines of their own.
    if (line === "[" || line === "]") return undefined;
    const fields = fieldsOf(line);
    const type = fields.get("type")?.slice(1) ?? "";
    const name = fields.get("f")?.slice(1) ?? "";
    const process = fields.get("process");
    if (!TYPES.has(type)) throw new Error("No :type, or none of :invoke, :ok, :fail and :info.");
    if (process === undefined || process.startsWith(":")) return undefined;
    if (!NAMES.has(name)) throw new Error("No :f, or none of :get, :put and :append.");
    const key = textOf(fields.get("key"));
    if (key === undefined) throw new Error("No :key.");
    const value = textOf(fields.get("value"));
    if (value === undefined && needsValue(name, type)) throw new Error("No :value.");
    // To read nothing is to read the empty text.
    return { process, type: type as EventType, name, key, value: value ?? "" };
  },
  failureOf: () => "failed",
};

function fieldsOf(line: string): Map<string, string> {
  const fields = new Map<string, string>();
  let at = 0;
  const take = (token: RegExp): string | undefined => {
    token.lastIndex = at;
    const found = token.exec(line);
    at += found?.[0].length ?? 0;
    return found?.[1] ?? found?.[0];
  };
  if (take(OPENING) === undefined) throw new Error("Not a map in braces.");
  for (take(SEPARATOR); take(CLOSING) === undefined; take(SEPARATOR)) {
    const name = take(FIELD_NAME);
    if (name === undefined) throw new Error(`No field and no end at column ${at + 1}.`);
    const isString = line[at] === '"';
    const value = isString ? line.slice(at, endOfString(line, at)) : take(WORD);
    if (value === undefined) throw new Error(`:${name} is neither a word nor a string.`);
    if (fields.has(name)) throw new Error(`:${name} stands there twice.`);
    if (isString) at += value.length;
    fields.set(name, value);
  }
  return fields;
}

/** By hand: a regular expression with an alternative for each letter overflows the stack. */
function endOfString(line: string, start: number): number {
  for (let at = start + 1; at < line.length; at++) {
    if (line[at] === "\\") at++;
    else if (line[at] === '"') return at + 1;
  }
  throw new Error(`The string at column ${start + 1} has no end.`);
}

/** Undefined: it is not there, or nil. */
function textOf(written: string | undefined): string | undefined {
  if (written === undefined || written === "nil") return undefined;
  if (!written.startsWith('"')) return written;
  return written.slice(1, -1).replaceAll(/\\(?:u([\dA-Fa-f]{4})|(.))/gs, (_, code, letter) => {
    if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
    const meant = ESCAPED.get(letter);
    if (meant === undefined) throw new Error(`A string has no escape "\\${letter}".`);
    return meant;
  });
}

const ESCAPED: ReadonlyMap<string, string> = new Map(
  Object.entries({ n: "\n", t: "\t", r: "\r", b: "\b", f: "\f", "\\": "\\", '"': '"' }),
);

function needsValue(name: string, type: string): boolean {
  return name !== "get" && type === "invoke";
}

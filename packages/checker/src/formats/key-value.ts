/**
 * Logs of a key-value store, one map in EDN (the data notation of Clojure) to a line:
 *
 *     {:process 2, :type :invoke, :f :append, :key "1", :value "x 2 0 y"}
 *     {:process 2, :type :ok, :f :append, :key "1", :value "x 2 0 y"}
 */

import type { Operation } from "../history.ts";
import { type EventLog, type EventType, readEventLog } from "./event-log.ts";

const FIELD = /:([\w-]+)\s+("(?:[^"\\]|\\.)*"|:?[^\s,{}"]+)/g;
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
  const inside = /^\[?\s*\{(.*)\}\s*\]?,?$/.exec(line)?.[1];
  if (inside === undefined) throw new Error("Not a map in braces.");
  return new Map([...inside.matchAll(FIELD)].map(([, name, value]) => [name!, value!]));
}

/** Undefined: it is not there, or nil. */
function textOf(written: string | undefined): string | undefined {
  if (written === undefined || written === "nil") return undefined;
  if (!written.startsWith('"')) return written;
  return written.slice(1, -1).replaceAll(/\\(.)/g, (_, letter) => ESCAPED[letter] ?? letter);
}

const ESCAPED: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r" };

function needsValue(name: string, type: string): boolean {
  return name !== "get" && type === "invoke";
}

/**
 * Logs of Jepsen's first test of etcd: one register.
 *
 *     INFO  jepsen.util - 3   :invoke   :cas    [1 4]
 *     INFO  jepsen.util - 3   :fail     :cas    [1 4]        the value was not 1
 *     INFO  jepsen.util - 4   :info     :write  :timed-out   nobody knows
 *
 * Lines of other loggers (`INFO  jepsen.core - Run complete`) say nothing of an operation.
 */

import type { Operation } from "../history.ts";
import type { RegisterValue } from "../linearizability/register-model.ts";
import { type EventLog, type EventType, type LogEvent, readEventLog } from "./event-log.ts";

const LINE = /^(?:.*\s-\s+)?(\S+)\s+:(invoke|ok|fail|info)\s+:(\S+)(?:\s+(.*))?$/;
const OTHER_LOGGER = /^(?:TRACE|DEBUG|INFO|WARN|ERROR|FATAL)\s+(?!jepsen\.util\s)\S+\s+-\s/;

/** @throws FormatError */
export function parseEtcdRegister(text: string): Operation[] {
  return readEventLog(text, etcdLog);
}

const etcdLog: EventLog = {
  parseLine(line) {
    const [, process = "", type, name = "", value = ""] = LINE.exec(line) ?? [];
    if (type === undefined && OTHER_LOGGER.test(line)) return undefined;
    if (type === undefined) throw new Error("No process with :invoke, :ok, :fail or :info.");
    // What was done to the cluster stands in the same log.
    if (process.startsWith(":")) return undefined;
    const event = { process, type: type as EventType, name, key: "register" };
    return { ...event, value: isWithoutValue(event, value) ? undefined : valuesIn(name, value) };
  },
  /** A `cas` that failed with its values was compared. One that was not carried out has none. */
  failureOf: ({ name, value }) => (name === "cas" && value !== undefined ? "refused" : "failed"),
};

function isWithoutValue({ type, name }: Omit<LogEvent, "value">, value: string): boolean {
  if (type === "info" || (type === "invoke" && name === "read")) return true;
  return type === "fail" && (value === "" || value.startsWith(":") || name !== "cas");
}

function valuesIn(name: string, text: string): RegisterValue | readonly RegisterValue[] {
  if (name === "read" || name === "write") return one(text);
  if (name !== "cas") throw new Error(`A register has no operation "${name}".`);
  const values = /^\[\s*(\S+)\s+(\S+)\s*\]$/.exec(text)?.slice(1);
  if (!values) throw new Error(`Not two values in brackets: "${text}".`);
  return values.map(one);
}

function one(text: string): RegisterValue {
  if (text === "nil" || text === ":nil") return null;
  if (!/^-?\d+$/.test(text)) throw new Error(`Not a number, nor nil: "${text}".`);
  // Two that are too large for a number could become the same one: they are compared as text.
  return Number.isSafeInteger(Number(text)) ? Number(text) : String(BigInt(text));
}

/**
 * `holdfast audit`: who changed what, when and why, the newest last. With `--follow` it goes on, and
 * asks every second for what has come since.
 */

import { setTimeout as sleep } from "node:timers/promises";
import type { Audit, AuditEntry } from "@holdfast/api";
import type { Command } from "commander";
import { getAudit } from "../api.ts";
import { type AskingOptions, type Context, connect, withGateway } from "../context.ts";
import type { Gateway, Query } from "../http.ts";
import { clockTime, type Output } from "../print.ts";
import { readAgo, readCount } from "../when.ts";

interface AuditOptions extends AskingOptions {
  readonly meeting?: string;
  readonly actor?: string;
  readonly process?: string;
  readonly cause?: string;
  readonly correlation?: string;
  readonly key?: string;
  readonly since?: string;
  readonly limit: string;
  readonly follow?: boolean;
}

const AGAIN_MS = 1_000;
const PAGE = 500;

export function addAudit(program: Command, { output, complain, now }: Context): void {
  withGateway(program.command("audit"))
    .description("who changed what, when and why, the newest last")
    .option("--meeting <id>", "everything about one meeting")
    .option("--actor <name>", "by this person or agent: person/ada, room-agent/1")
    .option("--process <name>", "by this process: gateway/1")
    .option("--cause <word>", "of this cause: hold-placed")
    .option("--correlation <id>", "everything that belongs to one request, across processes")
    .option("--key <key>", "only changes below it: document,room")
    .option("--since <time>", "not before: 90s, 15m, 1h or 7d ago")
    .option("--limit <number>", "how many of the newest", "50")
    .option("--follow", "go on with what comes, until Ctrl-C")
    .action(async (options: AuditOptions) => {
      const gateway = connect(options);
      const { since, limit, follow, meeting, actor, process, cause, correlation, key } = options;
      const wanted = { meeting, actor, process, cause, correlation, key };
      const from = since === undefined ? undefined : readAgo(since, now());
      const latest = await readLatest(gateway, { ...wanted, from }, readCount(limit, "commits"));
      if (latest.retainedFrom !== undefined) {
        complain(`What was before revision ${latest.retainedFrom} is no longer known.`);
      }
      const show = (entries: readonly AuditEntry[]) => {
        if (options.json) for (const entry of entries) output.line(JSON.stringify(entry));
        else for (const entry of entries) output.line(entryLine(entry, output.colours));
      };
      show(latest.entries.toReversed());
      if (follow) await followFrom(gateway, wanted, latest.head, show);
    });
}

/** As many pages as it takes: one may be short although it is not the last. */
async function readLatest(gateway: Gateway, wanted: Query, count: number): Promise<Audit> {
  const entries: AuditEntry[] = [];
  let page: Audit | undefined;
  do {
    const limit = Math.min(PAGE, count - entries.length);
    page = await getAudit(gateway, { ...wanted, limit, page: page?.nextPage });
    entries.push(...page.entries);
  } while (entries.length < count && page.nextPage !== undefined);
  return { ...page, entries };
}

/** Goes on for ever. */
async function followFrom(
  gateway: Gateway,
  wanted: Query,
  head: number,
  show: (entries: readonly AuditEntry[]) => void,
): Promise<never> {
  let after = head;
  for (;;) {
    const news = await getAudit(gateway, { ...wanted, order: "oldest", after, limit: PAGE });
    show(news.entries);
    after = news.nextPage ?? news.head;
    if (news.nextPage === undefined) await sleep(AGAIN_MS);
  }
}

/** When · who (process) · what · why · which request. */
function entryLine(entry: AuditEntry, colours: Output["colours"]): string {
  const { at, actor = "nobody", process, keys, cause = "", correlation } = entry;
  const who = process === undefined || process === actor ? actor : `${actor} (${process})`;
  const what = keys.map((key) => key.join("/")).join(" ");
  const parts = [colours.dim(clockTime(Date.parse(at))), who, what, colours.bold(cause)];
  return [...parts, ...(correlation === undefined ? [] : [colours.dim(correlation)])].join(" · ");
}

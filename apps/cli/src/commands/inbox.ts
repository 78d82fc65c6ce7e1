/** `holdfast inbox`: the mails that the built-in mail server was sent. */

import type { Command } from "commander";
import { listMails } from "../api.ts";
import { type PastOptions, readAsOf, withPast } from "../as-of.ts";
import { type Context, connect, withGateway } from "../context.ts";
import { clockTime, table } from "../print.ts";
import { readCount } from "../when.ts";

interface InboxOptions extends PastOptions {
  readonly to?: string;
  readonly meeting?: string;
  readonly limit: string;
}

export function addInbox(program: Command, { output, now }: Context): void {
  withPast(withGateway(program.command("inbox")))
    .description("the mails that were sent, the newest last")
    .option("--to <recipient>", "only those to this address or person")
    .option("--meeting <id>", "only those about this meeting")
    .option("--limit <number>", "how many of the newest", "20")
    .action(async ({ to, meeting, limit, ...options }: InboxOptions) => {
      const { asOf } = readAsOf(options.asOf, now());
      const query = { recipient: to, meeting, limit: readCount(limit, "mails") };
      const newestFirst = await listMails(connect(options, asOf), query);
      const mails = newestFirst.toReversed();
      if (options.json) return output.json(mails);
      const rows = mails.map(({ receivedAt, to, method, subject }) => [
        { text: clockTime(Date.parse(receivedAt)), paint: output.colours.dim },
        method ?? "",
        to.join(", "),
        subject,
      ]);
      for (const line of table(rows)) output.line(line);
      if (rows.length === 0) output.line("No mail.");
    });
}

/**
 * `/api/inbox`: the mails that the built-in mail server was sent, newest first. An admin sees all
 * of them, anybody else those that went to their own address.
 */

import { inboxQuery, mailOut, mailsOut } from "@holdfast/api";
import { PEOPLE, type Person } from "@holdfast/scheduling";
import {
  type Key,
  keyspace,
  readDocument,
  type Snapshot,
  toDocument,
} from "@holdfast/shared-state";
import { z } from "zod";
import { type Access, mayAct } from "./access.ts";
import { type App, type Gateway, otherwiseProblem } from "./app.ts";
import { accessOf } from "./authentication.ts";
import { readDurably } from "./durably.ts";
import { toInstantOut } from "./instants.ts";
import { Problem } from "./problems.ts";

export const INBOX = "inbox";
/** Mails may be large: few are in memory at once, and only so many are looked through. */
const PAGE = 50;
const LOOKED_AT_MAX = 5_000;

/** As the inbox has put it there: its id is its key's. */
const mailRecord = mailOut.omit({ id: true }).extend({ receivedAt: z.number() });

type MailRecord = z.infer<typeof mailRecord>;

export type MailOut = z.infer<typeof mailOut>;

export function addInboxRoutes(app: App, gateway: Gateway): void {
  app.get(
    "/api/inbox",
    {
      schema: {
        ...{ tags: ["inbox"], querystring: inboxQuery },
        response: { 200: mailsOut, ...otherwiseProblem },
      },
    },
    async (request, reply) => {
      const access = accessOf(request);
      const { recipient, meeting, limit } = request.query;
      const mails = await readDurably(gateway, reply, async (snapshot) => {
        const address = await addressFor(snapshot, access, recipient);
        return readMails(snapshot, { address, meeting, limit });
      });
      return { mails };
    },
  );
}

export interface MailFilter {
  readonly address?: string;
  readonly meeting?: string;
  readonly limit: number;
}

/** Newest first. */
export async function readMails(snapshot: Snapshot, filter: MailFilter): Promise<MailOut[]> {
  const found: MailOut[] = [];
  const prefix = keyspace.documents(INBOX);
  let after: Key | undefined;
  for (let lookedAt = 0; lookedAt < LOOKED_AT_MAX; lookedAt += PAGE) {
    const page = await snapshot.range({
      prefix,
      reverse: true,
      limit: PAGE,
      ...(after && { after }),
    });
    for (const { key, value } of page) {
      const { data } = mailRecord.safeParse(toDocument("", value)?.value);
      if (data && isWanted(data, filter)) found.push(toMailOut(String(key[2]), data));
      if (found.length === filter.limit) return found;
    }
    after = page.at(-1)?.key;
    if (page.length < PAGE) break;
  }
  return found;
}

/** Undefined: everybody's. @throws Problem `not-yours` */
async function addressFor(
  snapshot: Snapshot,
  access: Access,
  recipient: string | undefined,
): Promise<string | undefined> {
  const asked = recipient === undefined ? undefined : await addressOf(snapshot, recipient);
  if (mayAct(access, "admin")) return asked;
  const own = await addressOf(snapshot, access.person);
  if (asked !== undefined && asked !== own) throw new Problem("not-yours");
  return own;
}

async function addressOf(snapshot: Snapshot, recipient: string): Promise<string> {
  const person = await readDocument<Person>(snapshot, PEOPLE, recipient);
  return (person?.value.email ?? recipient).toLowerCase();
}

function isWanted({ to, uid = "" }: MailRecord, { address, meeting }: MailFilter): boolean {
  const toThem = address === undefined || to.some((each) => each.toLowerCase() === address);
  const aboutIt = meeting === undefined || uid === meeting || uid.startsWith(`${meeting}@`);
  return toThem && aboutIt;
}

function toMailOut(id: string, mail: MailRecord): MailOut {
  return { id, ...mail, receivedAt: toInstantOut(mail.receivedAt) };
}

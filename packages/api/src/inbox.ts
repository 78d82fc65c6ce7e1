/** `/api/inbox`: the mails that the built-in mail server was sent. */

import { identifier } from "@holdfast/scheduling";
import { z } from "zod";
import { instantOut } from "./instants.ts";
import { asOfQuery } from "./moments.ts";
import type { Told } from "./told.ts";

const LIMIT_MAX = 1_000;

export const inboxQuery = z.strictObject({
  recipient: z.string().max(320).optional().describe("An address, or a person's id"),
  meeting: identifier.optional(),
  limit: z.coerce.number().int().min(1).max(LIMIT_MAX).default(LIMIT_MAX),
  ...asOfQuery,
});

export const mailOut = z.object({
  receivedAt: instantOut,
  from: z.string(),
  to: z.array(z.string()),
  subject: z.string(),
  messageId: z.string(),
  text: z.string(),
  calendar: z.string().optional(),
  method: z.string().optional(),
  /** Of the invitation: it names the meeting. */
  uid: z.string().optional(),
  sequence: z.number().optional(),
  id: z.string(),
});

export const mailsOut = z.object({ mails: z.array(mailOut) });

export type Mail = Told<typeof mailOut>;
export type Mails = Told<typeof mailsOut>;

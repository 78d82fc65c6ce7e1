/** A mail as the inbox keeps it: what a person would read, and what a calendar would understand. */

import PostalMime, { type Address, type Email } from "postal-mime";

export interface ReceivedMail {
  /** Wall time in milliseconds. */
  readonly receivedAt: number;
  /** The sender as the mail names it: `Holdfast <holdfast@example.org>`. */
  readonly from: string;
  /** Whom it was delivered to, whatever the mail says. */
  readonly to: readonly string[];
  readonly subject: string;
  readonly messageId: string;
  readonly text: string;
  /** The calendar part, if it has one, and what that says of itself. */
  readonly calendar?: string;
  readonly method?: string;
  readonly uid?: string;
  readonly sequence?: number;
  /** Bytes of the whole mail. */
  readonly size: number;
}

export interface Delivery {
  readonly raw: Buffer;
  /** The recipients of the SMTP envelope. */
  readonly to: readonly string[];
  readonly receivedAt: number;
}

/** Rejects when it is no mail: parts nested too deeply, headers without end. */
export async function readMail({ raw, to, receivedAt }: Delivery): Promise<ReceivedMail> {
  const mail = await PostalMime.parse(raw, { attachmentEncoding: "utf8", maxNestingDepth: 32 });
  return {
    receivedAt,
    from: written(mail.from),
    to,
    subject: mail.subject ?? "",
    messageId: mail.messageId ?? "",
    text: (mail.text ?? "").trimEnd(),
    ...calendarOf(mail),
    size: raw.byteLength,
  };
}

function written(address: Address | undefined): string {
  if (!address) return "";
  return address.name ? `${address.name} <${address.address ?? ""}>` : (address.address ?? "");
}

function calendarOf({ attachments }: Email) {
  const part = attachments.find(({ mimeType }) => mimeType === "text/calendar");
  if (typeof part?.content !== "string") return {};
  // The parser turns line breaks into its own; a calendar's are CRLF (RFC 5545, 3.1).
  const calendar = part.content.replace(/\r?\n/g, "\r\n");
  const sequence = Number.parseInt(valueNamed(calendar, "SEQUENCE") ?? "", 10);
  return {
    calendar,
    ...present("method", valueNamed(calendar, "METHOD") ?? part.method),
    ...present("uid", valueNamed(calendar, "UID")),
    ...present("sequence", Number.isNaN(sequence) ? undefined : sequence),
  };
}

/** Of the first property with that name. Long lines are folded: they go on after a space. */
function valueNamed(calendar: string, name: string): string | undefined {
  const unfolded = calendar.replace(/\r?\n[ \t]/g, "");
  return new RegExp(`^${name}(?:;[^:\r\n]*)?:(.*)$`, "m").exec(unfolded)?.[1]?.trim();
}

function present<T>(name: string, value: T | undefined): Record<string, T> {
  return value === undefined ? {} : { [name]: value };
}

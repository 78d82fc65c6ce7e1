/**
 * The way out: the mail server of `HOLDFAST_SMTP` or, when none is configured, the built-in inbox,
 * wherever that has published itself.
 *
 * A few connections are kept open and used again. Every retry is ours, so that it has a backoff and an
 * end and leaves a trace: nodemailer is told to try once.
 */

import { getDocument, type Reader } from "@holdfast/shared-state";
import { createTransport, type SendMailOptions, type SMTPPoolOptions } from "nodemailer";

/** So many mails are on their way at once. */
export const SMTP_CONNECTIONS = 8;

const CONNECT_MS_MAX = 5_000;
/** Servers that inspect a mail before they accept it take their time. */
const SILENCE_MS_MAX = 20_000;

/** What the inbox publishes (`apps/inbox`). */
const SERVICES = "service";
const INBOX_SERVICE = "inbox";

export interface Address {
  readonly host: string;
  readonly port: number;
}

export interface SendOptions {
  /** Where the built-in inbox is now; used when no server is configured. */
  readonly inbox: Address | undefined;
  /** Aborted: nothing more is sent, and a connection in the middle of it is cut. */
  readonly signal: AbortSignal;
}

export interface Smtp {
  /** The server's answer. Rejects when the mail was not accepted, or nobody knows whether it was. */
  send(mail: SendMailOptions, options: SendOptions): Promise<string>;
  /** Also cuts what is under way, which then rejects. */
  close(): void;
}

export function inboxAddress(reader: Reader): Address | undefined {
  return getDocument<Address>(reader, SERVICES, INBOX_SERVICE)?.value;
}

/** @throws Error when the URL is none; it is not repeated in the message, since it holds a password */
export function openSmtp(url: string | undefined): Smtp {
  if (url !== undefined && !/^smtps?:\/\/[^/]/.test(url)) {
    throw new Error("HOLDFAST_SMTP must be a URL: smtp://host:port or smtps://user:password@host.");
  }
  return new PooledSmtp(url);
}

class PooledSmtp implements Smtp {
  readonly #url: string | undefined;
  #pool: ReturnType<typeof openPool> | undefined;
  /** Of the inbox to which the pool is connected. */
  #port: number | undefined;
  #closed = false;

  constructor(url: string | undefined) {
    this.#url = url;
  }

  async send(mail: SendMailOptions, { inbox, signal }: SendOptions): Promise<string> {
    if (this.#closed) throw new Error("The agent is stopping.");
    try {
      const pool = this.#url === undefined ? this.#toInbox(inbox) : this.#toServer(this.#url);
      const { response } = await pool.sendMail({ ...mail, signal });
      return withoutAddresses(response);
    } catch (error) {
      // Not the error itself: its fields repeat addresses, and would end up in the log.
      throw new Error(withoutAddresses(error instanceof Error ? error.message : String(error)));
    }
  }

  close(): void {
    this.#closed = true;
    this.#pool?.close({ force: true });
  }

  #toServer(url: string) {
    this.#pool ??= openPool({ url });
    return this.#pool;
  }

  /** The inbox gets a new port each time it starts: connections to the old one are of no more use. */
  #toInbox(inbox: Address | undefined) {
    if (!inbox) throw new Error("No mail server is configured, and no inbox has started yet.");
    if (this.#pool && this.#port === inbox.port) return this.#pool;
    this.#pool?.close();
    this.#port = inbox.port;
    this.#pool = openPool({ host: inbox.host, port: inbox.port, ignoreTLS: true });
    return this.#pool;
  }
}

function openPool(server: SMTPPoolOptions) {
  return createTransport({
    pool: true,
    maxConnections: SMTP_CONNECTIONS,
    maxRequeues: 0,
    connectionTimeout: CONNECT_MS_MAX,
    greetingTimeout: CONNECT_MS_MAX,
    socketTimeout: SILENCE_MS_MAX,
    ...server,
  });
}

/** What servers say often repeats the recipient; it is kept for long, and people can be erased. */
function withoutAddresses(text: string): string {
  return text.replace(/[^\s<>]+@[^\s<>]+/g, "(address)").slice(0, 500);
}

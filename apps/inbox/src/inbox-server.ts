/**
 * The built-in inbox: an SMTP server on this machine that keeps what it is sent where everybody can
 * read it. It stands in when no mail server is configured, so that invitations are real mails from
 * the first minute. It answers 250 only when the mail would survive a power cut.
 */

import type { AddressInfo } from "node:net";
import { failpoint, isHoldfastError, putDocument, type SharedState } from "@holdfast/shared-state";
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from "smtp-server";
import { type Mailbox, openMailbox } from "./mailbox.ts";
import { type Delivery, type ReceivedMail, readMail } from "./received-mail.ts";

/** Where programs that run beside the agents say how they are reached. */
export const SERVICES = "service";
export const INBOX_SERVICE = "inbox";

const HOST = "127.0.0.1";
const MAIL_BYTES_MAX = 256 * 1024;
const RECIPIENTS_MAX = 100;
const CLIENTS_MAX = 64;
const IDLE_MS_MAX = 60_000;
/** How long clients may go on when the server is asked to stop. */
const CLOSE_MS = 500;

export interface InboxOptions {
  /** 0: whichever is free. */
  readonly port?: number;
  /** How many mails are kept. */
  readonly keep?: number;
  /** A connection broke, or a mail could not be kept. */
  onError?(error: unknown): void;
}

export interface InboxServer {
  readonly host: string;
  readonly port: number;
  close(): Promise<void>;
}

/** An SMTP reply other than 250. */
class Refusal extends Error {
  readonly responseCode: number;

  constructor(responseCode: number, message: string) {
    super(message);
    this.responseCode = responseCode;
  }
}

/** Resolves once the inbox accepts mail and has published its address. */
export async function startInboxServer(
  state: SharedState,
  { port = 0, keep, onError = () => {} }: InboxOptions = {},
): Promise<InboxServer> {
  const mailbox = await openMailbox(state, keep);
  const server = new SMTPServer({
    banner: "Holdfast inbox",
    logger: false,
    // Everybody on this machine may deliver, and nobody else reaches it.
    authOptional: true,
    disabledCommands: ["AUTH", "STARTTLS"],
    disableReverseLookup: true,
    size: MAIL_BYTES_MAX,
    maxClients: CLIENTS_MAX,
    socketTimeout: IDLE_MS_MAX,
    closeTimeout: CLOSE_MS,
    onConnect(_session, greet) {
      mayBeGreeted().then(
        () => greet(),
        (error) => greet(refusalFor(error)),
      );
    },
    onRcptTo(_recipient, { envelope }, reply) {
      const full = envelope.rcptTo.length >= RECIPIENTS_MAX;
      reply(full ? new Refusal(452, "Too many recipients for one mail.") : undefined);
    },
    onData(stream, session, reply) {
      receive(state, mailbox, stream, session).then(
        () => reply(),
        (error: unknown) => {
          onError(error);
          reply(refusalFor(error));
        },
      );
    },
  });
  const address = await listen(server, port);
  server.on("error", onError);
  await state.transact((tx) => putDocument(tx, SERVICES, INBOX_SERVICE, address), {
    cause: "service-started",
  });
  return { ...address, close: () => new Promise<void>((resolve) => server.close(resolve)) };
}

async function listen(server: SMTPServer, port: number): Promise<{ host: string; port: number }> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, HOST, () => {
      server.off("error", reject);
      resolve();
    });
  });
  return { host: HOST, port: (server.server.address() as AddressInfo).port };
}

/** Nobody is turned away at the door, unless a test wants it so. */
async function mayBeGreeted(): Promise<void> {
  failpoint("inbox.before-greeting");
}

async function receive(
  state: SharedState,
  mailbox: Mailbox,
  stream: SMTPServerDataStream,
  { envelope }: SMTPServerSession,
): Promise<void> {
  const raw = await readAll(stream);
  const to = envelope.rcptTo.map(({ address }) => address);
  const mail = await readOrRefuse({ raw, to, receivedAt: state.clock.wallMs() });
  failpoint("inbox.before-acceptance");
  await mailbox.add(mail);
  failpoint("inbox.after-acceptance");
}

/** Reads to the end also when it is too much: the client listens only then. */
async function readAll(stream: SMTPServerDataStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) {
    if (!stream.sizeExceeded) chunks.push(chunk as Buffer);
  }
  if (stream.sizeExceeded) throw new Refusal(552, `A mail has at most ${MAIL_BYTES_MAX} bytes.`);
  return Buffer.concat(chunks);
}

async function readOrRefuse(delivery: Delivery): Promise<ReceivedMail> {
  try {
    return await readMail(delivery);
  } catch {
    throw new Refusal(554, "This mail cannot be read.");
  }
}

/** 4xx asks the sender to try again; only what can never be kept is turned away for good. */
function refusalFor(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (isHoldfastError(error, "value-too-large")) {
    return new Refusal(554, "This mail cannot be kept: it is too large.");
  }
  return new Refusal(451, "The mail could not be kept just now. Please try again later.");
}

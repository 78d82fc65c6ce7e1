/** From whom the mails are: `HOLDFAST_MAIL_FROM`. */

import { emailAddress } from "@holdfast/scheduling";
import parseAddresses from "nodemailer/lib/addressparser";

export interface Sender {
  readonly name: string;
  readonly address: string;
  /** The right-hand side of every Message-ID. */
  readonly domain: string;
}

const DEFAULT_FROM = "Holdfast <holdfast@holdfast.localhost>";

/** @throws Error when it is not one address */
export function readSender(from = DEFAULT_FROM): Sender {
  const [only, ...more] = parseAddresses(from, { flatten: true });
  if (!only || more.length > 0 || !emailAddress.safeParse(only.address).success) {
    throw new Error("HOLDFAST_MAIL_FROM must be one address: Holdfast <holdfast@example.org>.");
  }
  const { name, address } = only;
  return { name: name || "Holdfast", address, domain: address.split("@")[1]! };
}

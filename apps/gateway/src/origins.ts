/**
 * Against pages of other sites that call a gateway on the reader's own machine.
 *
 * A page can make a browser send requests here, and with a domain name of its own that it points at
 * 127.0.0.1 ("DNS rebinding") it can even read the answers. Both show in headers that a page cannot
 * choose: `Host` must be a name that we go by, and `Origin`, when there is one, too. An IP address
 * in `Host` is fine, since rebinding needs a name.
 */

import { isIP } from "node:net";
import type { FastifyRequest } from "fastify";
import { Problem } from "./problems.ts";
import type { Settings } from "./settings.ts";

/** @throws Problem `host-not-allowed`, `origin-not-allowed` */
export function checkOrigin(request: FastifyRequest, settings: Settings): void {
  const { host, origin } = request.headers;
  if (!isOurs(hostnameOf(`http://${host ?? ""}`), settings)) throw new Problem("host-not-allowed");
  if (origin !== undefined && !isOurs(hostnameOf(origin), settings)) {
    throw new Problem("origin-not-allowed");
  }
}

/** A page of ours, on the very same port: what its cookie says may be believed. */
export function isSameOrigin({ headers: { host, origin } }: FastifyRequest): boolean {
  return host !== undefined && (origin === `http://${host}` || origin === `https://${host}`);
}

function isOurs(hostname: string | undefined, { host, hostnames }: Settings): boolean {
  if (hostname === undefined || hostname === "") return false;
  if (isIP(hostname.replace(/^\[|\]$/g, "")) !== 0) return true;
  return hostname === "localhost" || hostname === host || hostnames.includes(hostname);
}

function hostnameOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname : undefined;
}

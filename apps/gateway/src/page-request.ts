/**
 * Does a browser ask for a page? At the page's own places, and also wherever there is nothing: who has
 * mistyped an address is shown the page, which says so, and not what is meant for programs.
 */

import type { FastifyRequest } from "fastify";

/** Programs ask below these, whatever they accept. */
const NO_PLACES = /^\/+(api|assets)([/?]|$)/i;

export function asksForPage(request: FastifyRequest): boolean {
  return request.routeOptions.config.page === true || isMistyped(request);
}

/** A person will read the answer, whatever it is. */
export function asksForHtml(request: FastifyRequest): boolean {
  return asksForPage(request) && acceptsHtml(request.headers.accept);
}

/** Opened in a browser, and no route is there. */
export function isMistyped({ is404, method, url, headers }: FastifyRequest): boolean {
  const reads = method === "GET" || method === "HEAD";
  return is404 && reads && !NO_PLACES.test(url) && acceptsHtml(headers.accept);
}

/** By name: programs that take whatever they are given do not mean a page. */
function acceptsHtml(accept = ""): boolean {
  return accept.split(",").some((each) => {
    const [type = "", ...parameters] = each.split(";").map((part) => part.trim().toLowerCase());
    return type === "text/html" && !parameters.some((part) => /^q=0(\.0*)?$/.test(part));
  });
}

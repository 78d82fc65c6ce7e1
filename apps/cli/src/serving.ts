/** Is the gateway of a state there, and is it really that state's? */

import { Gateway } from "./http.ts";
import { findServed, type Served, type WhereOptions } from "./state-folder.ts";

/**
 * Looks once. Undefined: nobody answers there, or somebody who does not know our access token, as
 * when another program has taken the port of a gateway that is no more.
 */
export async function findServing(options: WhereOptions): Promise<Served | undefined> {
  const served = findServed(options);
  const answer = await new Gateway(served).send("/api/rooms", {
    signal: AbortSignal.timeout(5_000),
  });
  return answer.ok ? served : undefined;
}

/** What a browser opens: the gateway turns the access token into a cookie. */
export function openUrl({ url, accessToken }: Served): string {
  return `${url.replace(/\/+$/, "")}/?access_token=${encodeURIComponent(accessToken)}`;
}

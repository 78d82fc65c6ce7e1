/** Why something could not be had, in a sentence or two: for whatever is only shown or tried again. */

import { NoAnswer, Problem } from "../api/http.ts";

export function explain(error: Error): string {
  if (error instanceof NoAnswer) return "Holdfast does not answer. Is it still running?";
  if (error instanceof Problem) {
    if (error.slug.startsWith("access-token")) {
      return "The access token is missing or was revoked: open the address that the start has printed.";
    }
    const { title, detail } = error.body;
    return detail ? `${title}. ${detail}` : `${title}.`;
  }
  return error.message;
}

/** Draws a run history, and what was judged of it. */

export * from "./report-page.ts";
export * from "./witness-words.ts";

/** What a projection shows, in the end and to everybody who reads it, is what a plain fold of the events gives. */

import { isDeepStrictEqual } from "node:util";
import { type Check, kept, unclear, violated } from "../check.ts";
import { countInWords } from "../words.ts";

export const projectionsConverge: Check = {
  name: "projections-converge",
  promise: "Each projection shows what a plain fold of the events gives, up to where it has come.",

  look(history) {
    const views = history.filter((entry) => entry.kind === "view");
    if (views.length === 0) return undefined;
    const wrong = views.find(({ shows, folds }) => !isDeepStrictEqual(shows, folds));
    const silent = views.find(({ shows, folds }) => shows === undefined && folds === undefined);
    if (!wrong && silent) return unclear(`Of the view ${silent.projection} nothing is told.`);
    if (!wrong) return kept(`${countInWords(views.length, "view")} compared with their events.`);
    const { projection, operation, revision, shows, folds } = wrong;
    const where = firstDifference(shows, folds);
    const how = operation === undefined ? "shows" : `showed in ${operation}`;
    const explanation = `The view ${projection} has followed up to revision ${revision} and ${how} ${where}.`;
    return violated("differs", projection, [wrong], explanation);
  },
};

/** In words: what it shows there, and what it should. */
function firstDifference(shows: unknown, folds: unknown, path = ""): string {
  if (isObject(shows) && isObject(folds)) {
    for (const name of new Set([...Object.keys(shows), ...Object.keys(folds)])) {
      if (isDeepStrictEqual(shows[name], folds[name])) continue;
      return firstDifference(shows[name], folds[name], path === "" ? name : `${path}.${name}`);
    }
  }
  const what = path === "" ? "" : `${path}: `;
  return `${what}${inWords(shows)}, and the events give ${inWords(folds)}`;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function inWords(value: unknown): string {
  return value === undefined ? "nothing" : JSON.stringify(value);
}

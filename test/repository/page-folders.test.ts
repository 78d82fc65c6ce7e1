import { posix } from "node:path";
import { expect, it } from "vitest";
import { importsOf, productionSources } from "./sources.ts";

/** The page's folders that are places one can go to. What two of them need lies in a folder of its own. */
const PLACES = ["agents", "book", "break-it", "door-sign", "inbox", "meetings", "rooms"];
/** The booking form is opened wherever a slot is held. */
const MAY_BE_SHARED = ["book/booking-form.tsx"];
/** The frame around all of them. */
const FRAME = "shell/app.tsx";
const ROOT = "apps/web/src";

it("no place of the page reaches into another, and nothing that is shared into any", () => {
  const sources = productionSources(ROOT).filter(({ path }) => path !== `${ROOT}/${FRAME}`);
  expect(sources.length).toBeGreaterThan(100);
  const wrong = sources.flatMap((source) => {
    const own = folderOf(source.path);
    return importsOf(source)
      .filter((name) => name.startsWith("."))
      .map((name) => posix.join(posix.dirname(source.path), name))
      .filter((target) => PLACES.includes(folderOf(target)) && folderOf(target) !== own)
      .filter((target) => !MAY_BE_SHARED.includes(posix.relative(ROOT, target)))
      .map((target) => `${source.path} imports ${target}`);
  });
  expect(wrong).toEqual([]);
});

function folderOf(path: string): string {
  return posix.relative(ROOT, path).split("/")[0]!;
}

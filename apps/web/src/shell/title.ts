/** What the browser's tab, its history and its bookmarks call a place. */

import { useEffect } from "preact/hooks";

const PROGRAM = "Holdfast";

/** `Rooms · Holdfast`; undefined: what is shown has no name yet. */
export function titleOf(shown: string | undefined): string {
  const name = shown?.trim();
  return name ? `${name} · ${PROGRAM}` : PROGRAM;
}

/** For whatever fills the page: one at a time. */
export function useTitle(shown: string | undefined): void {
  useEffect(() => {
    document.title = titleOf(shown);
  }, [shown]);
}

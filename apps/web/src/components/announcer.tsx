/** Says what has just happened: in a line at the bottom, and to screen readers. */

import { signal } from "@preact/signals";
import type { JSX } from "preact";
import "./announcer.css";

const SHOWN_MS = 6_000;

const said = signal("");
let timer: ReturnType<typeof setTimeout> | undefined;

export function announce(sentence: string): void {
  said.value = sentence;
  clearTimeout(timer);
  timer = setTimeout(() => {
    said.value = "";
  }, SHOWN_MS);
}

export function Announcer(): JSX.Element {
  return (
    <output class="announcer" aria-live="polite">
      {said.value}
    </output>
  );
}

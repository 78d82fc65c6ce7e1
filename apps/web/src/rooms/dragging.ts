/**
 * Following a pointer until it is let go. Escape, or the browser taking the pointer for itself (to
 * scroll), gives up. While it lasts a finger scrolls nothing.
 */

interface Following {
  readonly onMove: (event: PointerEvent) => void;
  /** Not called when it was given up. */
  readonly onLetGo: (event: PointerEvent) => void;
  /** Always, and last. */
  readonly onEnd: () => void;
}

/** Pixels from the edge where what is seen begins to move along, and how far at once. */
const EDGE_PX = 36;
const EDGE_STEP_PX = 14;

let following = false;

/** From when `down` is taken for a drag of `held` on. Other fingers do not count. */
export function follow(
  { pointerId }: PointerEvent,
  held: HTMLElement,
  { onMove, onLetGo, onEnd }: Following,
): void {
  const scroller = held.closest<HTMLElement>(".timeline");
  const stop = new AbortController();
  const { signal } = stop;
  const end = () => {
    following = false;
    stop.abort();
    onEnd();
  };
  following = true;
  const hear = (
    name: "pointermove" | "pointerup" | "pointercancel",
    heed: (event: PointerEvent) => void,
  ) => {
    const own = (event: PointerEvent) => event.pointerId === pointerId && heed(event);
    window.addEventListener(name, own, { signal });
  };
  hear("pointermove", (event) => {
    if (scroller) scrollAtEdge(scroller, event);
    onMove(event);
  });
  hear("pointercancel", end);
  hear("pointerup", (event) => {
    end();
    onLetGo(event);
  });
  window.addEventListener("blur", end, { signal });
  // To the browser a finger that stays down asks for a menu, for which it would take the pointer away.
  window.addEventListener("contextmenu", (event) => event.preventDefault(), { signal });
  // A finger's moves are told to what it went down on, also when that has been scrolled out of the page.
  held.addEventListener("touchmove", keepStill, { passive: false, signal });
  window.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      end();
    },
    { signal, capture: true },
  );
}

/** To be heard, not passively, on what scrolls. */
export function keepStill(event: TouchEvent): void {
  if (following && event.cancelable) event.preventDefault();
}

function scrollAtEdge(scroller: HTMLElement, { clientX, clientY }: PointerEvent): void {
  const { left, right, top, bottom } = scroller.getBoundingClientRect();
  const head = Number.parseFloat(getComputedStyle(scroller).getPropertyValue("--head-width")) || 0;
  const x = clientX > right - EDGE_PX ? 1 : clientX < left + head + EDGE_PX ? -1 : 0;
  const y = clientY > bottom - EDGE_PX ? 1 : clientY < top + EDGE_PX ? -1 : 0;
  if (x || y) scroller.scrollBy(x * EDGE_STEP_PX, y * EDGE_STEP_PX);
}

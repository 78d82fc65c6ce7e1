/** A finger that stays where it went down wants to drag; one that moves at once wants to scroll. */

const LONG_PRESS_MS = 400;
/** A finger that moves farther than that wants to scroll. */
const STILL_PX = 8;

/** A mouse is at it at once. */
export function whenMeant(down: PointerEvent, act: () => void): void {
  if (down.pointerType !== "touch") act();
  else afterLongPress(down, act);
}

function afterLongPress({ clientX, clientY }: PointerEvent, act: () => void): void {
  const stop = new AbortController();
  const { signal } = stop;
  const timer = setTimeout(() => {
    stop.abort();
    navigator.vibrate?.(10);
    act();
  }, LONG_PRESS_MS);
  const giveUp = () => {
    clearTimeout(timer);
    stop.abort();
  };
  const moved = (event: PointerEvent) => {
    const far = Math.hypot(event.clientX - clientX, event.clientY - clientY) > STILL_PX;
    if (far) giveUp();
  };
  window.addEventListener("pointermove", moved, { signal });
  for (const end of ["pointerup", "pointercancel"] as const) {
    window.addEventListener(end, giveUp, { signal });
  }
}

/** Keeps the screen from going dark, where the browser can. It has to be asked again after each time away. */

import { useEffect } from "preact/hooks";

export function useAwake(): void {
  useEffect(() => {
    let sentinel: WakeLockSentinel | undefined;
    let isGone = false;
    const ask = async () => {
      if (document.visibilityState !== "visible" || !("wakeLock" in navigator)) return;
      try {
        sentinel = await navigator.wakeLock.request("screen");
        if (isGone) void sentinel.release();
      } catch {
        // A low battery, or a policy: the sign is as good without.
      }
    };
    void ask();
    document.addEventListener("visibilitychange", ask);
    return () => {
      isGone = true;
      document.removeEventListener("visibilitychange", ask);
      void sentinel?.release();
    };
  }, []);
}

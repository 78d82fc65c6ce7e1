/** What stands where something will be, or should have been: loading, failed, and (`Empty`) nothing. */

import type { ComponentChildren, JSX } from "preact";
import { explain } from "../refusals/explain.ts";
import "./not-ready.css";

interface NotReadyProps {
  readonly of:
    | { readonly kind: "loading"; readonly reload: () => void }
    | { readonly kind: "failed"; readonly error: Error; readonly reload: () => void };
  /** What it is: "the rooms". */
  readonly what: string;
}

export function NotReady({ of, what }: NotReadyProps): JSX.Element {
  if (of.kind === "loading") {
    return (
      <p class="not-ready" role="status">
        Loading {what} …
      </p>
    );
  }
  return (
    <div class="not-ready failed" role="alert">
      <p>
        <strong>{`${what.charAt(0).toUpperCase()}${what.slice(1)} cannot be shown.`}</strong>{" "}
        {explain(of.error)}
      </p>
      <button type="button" onClick={of.reload}>
        Try again
      </button>
    </div>
  );
}

export function Empty({ children }: { children: ComponentChildren }): JSX.Element {
  return <div class="not-ready">{children}</div>;
}

/** Above what is still shown, though it could not be loaded anew. */
export function Stale({ failed }: { failed: Error | undefined }): JSX.Element | null {
  if (!failed) return null;
  return (
    <p class="stale" role="status">
      This may be out of date. {explain(failed)}
    </p>
  );
}

/** Tasks that failed too often. Nobody tries them again until a person says so. */

import type { DeadLetter, DeadLetters as DeadLettersTold } from "@holdfast/api";
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { get, send } from "../api/http.ts";
import { announce } from "../components/announcer.tsx";
import { Empty, NotReady, Stale } from "../components/not-ready.tsx";
import { under, useLive } from "../live/use-live.ts";
import { explain } from "../refusals/explain.ts";
import { isPast } from "../time/as-of.ts";
import { describeMoment, viewerZone } from "../time/format.ts";
import "./dead-letters.css";

export function DeadLetters(): JSX.Element {
  const live = useLive((signal) => get<DeadLettersTold>("/api/dead-letters", { signal }), {
    concerns: under("dead-letter"),
  });
  if (live.kind !== "ready") return <NotReady of={live} what="the dead letters" />;
  const { deadLetters } = live.value;
  return (
    <section class="stack" aria-labelledby="dead-letters">
      <div class="section-head">
        <h2 id="dead-letters">Dead letters</h2>
        <p class="soft">failed too often, and wait for a person</p>
      </div>
      <Stale failed={live.failed} />
      {deadLetters.length === 0 && (
        <Empty>{isPast.value ? "There were none." : "None. Nothing has failed for good."}</Empty>
      )}
      <ul class="stack">
        {deadLetters.map((letter) => (
          <li key={`${letter.queue}/${letter.id}`}>
            <LetterCard letter={letter} onReplayed={live.reload} />
          </li>
        ))}
      </ul>
    </section>
  );
}

interface LetterCardProps {
  readonly letter: DeadLetter;
  readonly onReplayed: () => void;
}

function LetterCard({ letter, onReplayed }: LetterCardProps): JSX.Element {
  const { queue, id, kind, failures, error, at } = letter;
  const doing = useSignal<"nothing" | "replaying" | Error>("nothing");
  const replay = async () => {
    doing.value = "replaying";
    const path = `/api/dead-letters/${encodeURIComponent(queue)}/${encodeURIComponent(id)}/replay`;
    try {
      await send("POST", path);
      announce(`${kind} is tried again.`);
      onReplayed();
    } catch (refused) {
      doing.value = refused as Error;
    }
  };
  return (
    <article class="panel letter">
      <div>
        <h3>{kind}</h3>
        <p class="small soft">
          <code>
            {queue}/{id}
          </code>
          , failed {failures} times, the last at{" "}
          <time dateTime={at}>{describeMoment(at, viewerZone)}</time>
        </p>
        <p class="small letter-error">{error}</p>
        {doing.value instanceof Error && (
          <p class="small letter-error" role="alert">
            It was not replayed. {explain(doing.value)}
          </p>
        )}
      </div>
      <button
        type="button"
        disabled={isPast.value || doing.value === "replaying"}
        title={isPast.value ? "The past cannot be changed" : undefined}
        onClick={replay}
      >
        {doing.value === "replaying" ? "Replaying …" : "Replay"}
      </button>
    </article>
  );
}

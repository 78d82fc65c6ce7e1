/** The sagas of a meeting: one at a time, as lanes of processes over time. */

import type { Audit, Saga } from "@holdfast/api";
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { get } from "../api/http.ts";
import { readSaga } from "../api/meetings.ts";
import { Empty, NotReady, Stale } from "../components/not-ready.tsx";
import { names } from "../directory/directory.ts";
import { actorName } from "../directory/names.ts";
import type { Key } from "../live/changes.ts";
import { useLive } from "../live/use-live.ts";
import { explainFailure } from "../refusals/refusal.ts";
import { SagaProgress } from "../sagas/saga-progress.tsx";
import { sagaName, stepWords } from "../sagas/saga-words.ts";
import { asOf } from "../time/as-of.ts";
import { duration, viewerZone } from "../time/format.ts";
import type { FailedAttempt } from "./lane-marks.ts";
import { orNone } from "./or-none.ts";
import { SagaLanes } from "./saga-lanes.tsx";
import "./saga-view.css";

const STATES: Readonly<Record<Saga["state"], string>> = {
  running: "at work",
  compensating: "being taken back",
  completed: "completed",
  compensated: "taken back",
};

export function SagaView({ meeting }: { meeting: string }): JSX.Element {
  /** Undefined: the latest. */
  const chosen = useSignal<string | undefined>(undefined);
  const found = useLive((signal) => orNone(loadSaga(meeting, chosen.value, signal)), {
    concerns: ([kind, id]: Key) => kind === "saga" && String(id).includes(meeting),
    on: [meeting, chosen.value],
  });
  if (found.kind !== "ready") return <NotReady of={found} what="saga" />;
  if (!found.value) return <Empty>Nobody is known to have worked on this meeting.</Empty>;
  const { saga, failed } = found.value;
  const { failure } = saga;
  const refusal = failure && explainFailure(failure, names.value, viewerZone);
  return (
    <div class="stack">
      <Stale failed={found.failed} />
      <ul class="row" aria-label="The sagas of this meeting">
        {saga.all.map((id, index) => (
          <li key={id}>
            <button
              type="button"
              class="saga-choice"
              aria-pressed={id === saga.id}
              onClick={() => {
                chosen.value = id;
              }}
            >
              {index + 1}. {sagaName(`${id.split("-")[0]}-meeting`)}
            </button>
          </li>
        ))}
      </ul>
      <p>
        <strong>
          {sagaName(saga.definition)}, {STATES[saga.state]}
        </strong>{" "}
        {saga.endedAt && (
          <>after {duration(Date.parse(saga.endedAt) - Date.parse(saga.startedAt))}</>
        )}
        , started by {actorName(names.value, saga.startedBy)}.
        {refusal && (
          <>
            {" "}
            Refused{failure?.step && ` at “${stepWords(saga.definition, failure.step)}”`}: {refusal}
          </>
        )}
        {saga.attention && (
          <strong class="saga-attention">
            {" "}
            “{stepWords(saga.definition, saga.attention.step)}” waits for a person:{" "}
            {saga.attention.error}
          </strong>
        )}
      </p>
      {saga.endedAt === undefined && <SagaProgress saga={saga} definition={saga.definition} />}
      <SagaLanes {...{ saga, failed }} />
    </div>
  );
}

interface Loaded {
  readonly saga: Saga;
  readonly failed: readonly FailedAttempt[];
}

async function loadSaga(
  meeting: string,
  id: string | undefined,
  signal: AbortSignal,
): Promise<Loaded> {
  const saga = await readSaga(meeting, id, { signal });
  return { saga, failed: await failedAttempts(saga.id, signal) };
}

/** An attempt that failed is a commit of its own. Only an admin is told; others see the journal. */
async function failedAttempts(correlation: string, signal: AbortSignal): Promise<FailedAttempt[]> {
  const options = { query: { correlation, order: "oldest" }, signal, presentOnly: true };
  const audit = await get<Audit>("/api/audit", options).catch(() => undefined);
  return (audit?.entries ?? []).flatMap(({ at, process = "", cause = "" }) => {
    const step = /^(.+)-failed$/.exec(cause)?.[1];
    const isLater = asOf.peek() !== undefined && at > asOf.peek()!;
    return step === undefined || isLater ? [] : [{ at, by: process, step }];
  });
}

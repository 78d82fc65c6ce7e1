/** The mails that went out about a meeting, as the built-in mail server got them. */

import type { Mails } from "@holdfast/api";
import type { JSX } from "preact";
import { get, Problem } from "../api/http.ts";
import { Empty, NotReady, Stale } from "../components/not-ready.tsx";
import { inCollection, useLive } from "../live/use-live.ts";
import { Link } from "../shell/link.tsx";
import { describeMoment, viewerZone } from "../time/format.ts";

const LIMIT = 50;

export function MeetingMails({ meeting }: { meeting: string }): JSX.Element {
  const found = useLive(
    (signal) => get<Mails>("/api/inbox", { query: { meeting, limit: LIMIT }, signal }),
    { concerns: inCollection("inbox"), on: [meeting] },
  );
  if (
    found.kind === "failed" &&
    found.error instanceof Problem &&
    found.error.slug === "not-found"
  ) {
    return <Empty>There is no built-in inbox here: mails went to another server.</Empty>;
  }
  if (found.kind !== "ready") return <NotReady of={found} what="mails" />;
  const { mails } = found.value;
  if (mails.length === 0) return <Empty>No mail about it has arrived in the built-in inbox.</Empty>;
  return (
    <>
      <Stale failed={found.failed} />
      <ul class="meeting-mails">
        {mails.map((mail) => (
          <li key={mail.id}>
            <details>
              <summary>
                <strong>{mail.subject}</strong> to {mail.to.join(", ")}{" "}
                <span class="soft small">{describeMoment(mail.receivedAt, viewerZone)}</span>
              </summary>
              <pre class="small">{mail.text}</pre>
            </details>
          </li>
        ))}
      </ul>
      <Link to={`/inbox?meeting=${encodeURIComponent(meeting)}`}>See them in the inbox</Link>
    </>
  );
}

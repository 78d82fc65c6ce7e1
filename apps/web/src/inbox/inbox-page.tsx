/**
 * The mails that the built-in mail server was sent: a list, and beside it (on a phone: instead of it)
 * the mail that is read. Which one, and whose, stands in the address.
 */

import type { Agents, Mail, Mails } from "@holdfast/api";
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { get } from "../api/http.ts";
import { Empty, NotReady, Stale } from "../components/not-ready.tsx";
import { directory, useDirectory } from "../directory/directory.ts";
import { inCollection, useLive } from "../live/use-live.ts";
import { Link } from "../shell/link.tsx";
import { place, setQuery } from "../shell/router.ts";
import { asOf } from "../time/as-of.ts";
import { viewerZone, zoneName } from "../time/format.ts";
import { shownNow } from "../time/now.ts";
import "./inbox-page.css";
import { MailList } from "./mail-list.tsx";
import { ReadingPane } from "./reading-pane.tsx";
import { RecipientFilter } from "./recipient-filter.tsx";

const SHOWN = 100;
const SHOWN_MAX = 1_000;

interface Inbox {
  readonly mails: readonly Mail[];
  /** The built-in mail server is one of the processes. */
  readonly isBuiltIn: boolean;
}

export function InboxPage(): JSX.Element {
  const { query } = place.value;
  const recipient = query.get("recipient") ?? undefined;
  const meeting = query.get("meeting") ?? undefined;
  const limit = useSignal(SHOWN);
  useDirectory();
  const { people } = directory.value;
  const inbox = useLive((signal) => load({ recipient, meeting, limit: limit.value, signal }), {
    concerns: inCollection("inbox", "agents"),
    on: [recipient, meeting, limit.value],
  });
  if (inbox.kind !== "ready") {
    return (
      <div class="stack">
        <h1>Inbox</h1>
        <NotReady of={inbox} what="the mails" />
      </div>
    );
  }
  const { mails, isBuiltIn } = inbox.value;
  const read = mails.find(({ id }) => id === query.get("mail"));
  return (
    <div class={read ? "inbox reading stack" : "inbox stack"}>
      <header class="inbox-head">
        <div>
          <h1>Inbox</h1>
          <p class="soft small">
            What the built-in mail server was sent. Times in {zoneName(viewerZone, shownNow.value)}.
          </p>
        </div>
        <RecipientFilter
          people={people}
          recipient={recipient}
          onChange={(next) => setQuery({ recipient: next, mail: undefined })}
        />
      </header>
      <Stale failed={inbox.failed} />
      {meeting !== undefined && <OneMeeting meeting={meeting} />}
      {!isBuiltIn && <ElsewhereNote hasMails={mails.length > 0} />}
      {mails.length === 0 ? (
        isBuiltIn && <NoMails isFiltered={recipient !== undefined || meeting !== undefined} />
      ) : (
        <div class="inbox-panes">
          <MailList
            mails={mails}
            people={people}
            read={read?.id}
            onRead={(id) => setQuery({ mail: id })}
            onMore={
              mails.length === limit.value && limit.value < SHOWN_MAX
                ? () => {
                    limit.value = Math.min(SHOWN_MAX, limit.value * 2);
                  }
                : undefined
            }
          />
          <ReadingPane mail={read} onBack={() => setQuery({ mail: undefined })} />
        </div>
      )}
    </div>
  );
}

interface Asked {
  readonly recipient: string | undefined;
  readonly meeting: string | undefined;
  readonly limit: number;
  readonly signal: AbortSignal;
}

async function load({ signal, ...query }: Asked): Promise<Inbox> {
  const [{ mails }, { agents }] = await Promise.all([
    get<Mails>("/api/inbox", { query, signal }),
    get<Agents>("/api/agents", { signal }),
  ]);
  return { mails, isBuiltIn: agents.some(({ role }) => role === "inbox") };
}

function OneMeeting({ meeting }: { meeting: string }): JSX.Element {
  return (
    <p class="row">
      <span>
        Only mails about <Link to={`/meetings/${encodeURIComponent(meeting)}`}>one meeting</Link>.
      </span>
      <button type="button" onClick={() => setQuery({ meeting: undefined })}>
        Show all
      </button>
    </p>
  );
}

function ElsewhereNote({ hasMails }: { hasMails: boolean }): JSX.Element {
  return (
    <div class="panel stack">
      <h2>Mail goes elsewhere</h2>
      <p>
        The built-in mail server does not run{asOf.value ? " at that moment" : ""}: Holdfast was
        started with <code>HOLDFAST_SMTP</code>, so that its mails go to a server of yours, where
        people read them.
        {hasMails && " These are from before."}
      </p>
    </div>
  );
}

function NoMails({ isFiltered }: { isFiltered: boolean }): JSX.Element {
  return (
    <Empty>
      <p>
        <strong>{isFiltered ? "Nobody has written to them yet." : "No mail yet."}</strong>
      </p>
      <p>Book a meeting with somebody: a moment later their invitation is here.</p>
    </Empty>
  );
}

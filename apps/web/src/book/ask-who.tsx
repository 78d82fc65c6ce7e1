/** In place of suggestions, while nobody is named and nothing is asked for: they would be any rooms at all. */

import type { JSX } from "preact";
import { names } from "../directory/directory.ts";
import { personName } from "../directory/names.ts";
import { Link } from "../shell/link.tsx";
import { lastOrganizer } from "./last-organizer.ts";
import type { Wishes } from "./wishes.ts";

export function AskWho({
  onChange,
}: {
  onChange: (changes: Partial<Wishes>) => void;
}): JSX.Element {
  const last = lastOrganizer();
  const isKnown = last !== undefined && names.value.people.has(last);
  return (
    <div class="ask-who stack">
      <p>
        <strong>Who has to come?</strong> Name them above, and the first times when all of them can
        stand here, each with a room that seats them.
      </p>
      {isKnown && (
        <div class="row">
          <button type="button" onClick={() => onChange({ required: [last] })}>
            Begin with {personName(names.value, last)}
          </button>
        </div>
      )}
      <p class="soft small">
        To see which rooms are free, whoever comes, <Link to="/rooms">look at the rooms</Link>.
      </p>
    </div>
  );
}

/** A state in which there is nothing to book: how that is changed. */

import type { JSX } from "preact";
import { Empty } from "../components/not-ready.tsx";
import { viewerZone } from "../time/format.ts";
import { firstCommands } from "./first-rooms.ts";
import "./no-rooms-yet.css";

export function NoRoomsYet(): JSX.Element {
  const commands = firstCommands(location.origin, viewerZone);
  return (
    <Empty>
      <p>
        There are no rooms yet. An admin adds a room with <code>PUT /api/rooms/{"{id}"}</code>, and
        whoever is to come to meetings with <code>PUT /api/people/{"{id}"}</code>. For example:
      </p>
      {commands.map((command) => (
        <pre key={command} class="first-command">
          <code>{command}</code>
        </pre>
      ))}
      <p class="small">
        <code>TOKEN</code> is an admin’s access token: it stands in the URL that was printed at the
        start. A whole company to try things with is set up by <code>npm run holdfast -- demo</code>
        .
      </p>
    </Empty>
  );
}

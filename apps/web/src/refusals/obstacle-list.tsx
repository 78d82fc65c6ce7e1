/** Each thing in the way in a sentence, with how long it still is, and of which zone the times are. */

import type { JSX } from "preact";
import { Countdown } from "../components/countdown.tsx";
import { zoneName } from "../time/format.ts";
import "./obstacle-list.css";
import type { Obstacle } from "./obstacles.ts";

interface ObstaclesProps {
  readonly obstacles: readonly Obstacle[];
  readonly zone: string;
  /** Alternatives follow, which say of which zone their times are. */
  readonly isFollowed: boolean;
}

export function Obstacles({ obstacles, zone, isFollowed }: ObstaclesProps): JSX.Element {
  const at = obstacles.find((each) => each.at !== undefined)?.at;
  return (
    <div class="obstacles">
      {obstacles.map(({ text, until }) => (
        <p key={text}>
          {text}
          {until !== undefined && (
            <>
              , for another <Countdown until={until} over="moment: it has just lapsed" />.
            </>
          )}
        </p>
      ))}
      {at !== undefined && !isFollowed && <p class="soft small">Times in {zoneName(zone, at)}.</p>}
    </div>
  );
}

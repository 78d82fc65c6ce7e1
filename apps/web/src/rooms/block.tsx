/** One thing on a lane: a booking, a hold with its time running out, a closure. */

import { useComputed } from "@preact/signals";
import type { CSSProperties, JSX } from "preact";
import { useEffect } from "preact/hooks";
import { Countdown } from "../components/countdown.tsx";
import { names } from "../directory/directory.ts";
import { holderName, personName } from "../directory/names.ts";
import { isPast } from "../time/as-of.ts";
import { wallNow } from "../time/now.ts";
import "./block.css";
import type { Taken } from "../diary/taken.ts";
import { quickSpan } from "./quick-times.ts";

interface BlockProps {
  readonly taken: Taken;
  readonly place: CSSProperties;
  /** How many words there is room for. */
  readonly size: "tiny" | "narrow" | "roomy";
  /** It is being moved to another place. */
  readonly isLeaving: boolean;
  readonly zone: string;
  readonly room: string;
  readonly onOpen: () => void;
  readonly onGrab: (event: PointerEvent) => void;
  /** A hold's time is over: it may have been renewed. */
  readonly onLapse: () => void;
}

/** Its label begins with what is shown, word for word, so that whoever speaks to the page can name it. */
export function Block(props: BlockProps): JSX.Element | null {
  const { taken, place, size, zone, room, onOpen, onGrab } = props;
  const { what } = taken;
  const times = quickSpan(taken, zone);
  const where = `${times}, ${room}`;
  if (what.status === "held") return <HeldBlock {...props} times={times} />;
  if (what.status === "closed") {
    const reason = what.reason ?? "closed";
    return (
      <button
        type="button"
        tabIndex={-1}
        class={classOf("closed", props)}
        style={place}
        aria-label={`${reason}, closed ${where}`}
        title={`Closed: ${reason}, ${times}`}
        onClick={onOpen}
      >
        {size !== "tiny" && <strong>{reason}</strong>}
        {size === "roomy" && <span>closed {times}</span>}
      </button>
    );
  }
  const title = what.title ?? "A meeting";
  const organizer = what.organizer === undefined ? "" : personName(names.value, what.organizer);
  return (
    <button
      type="button"
      tabIndex={-1}
      class={classOf("booked", props)}
      style={place}
      data-meeting={what.meeting}
      aria-label={`Booked: ${title}, ${organizer && `${organizer}, `}${where}`}
      title={`${title}, ${times}${organizer && `, ${organizer}`}`}
      onClick={onOpen}
      onPointerDown={isPast.value ? undefined : onGrab}
    >
      {size !== "tiny" && <strong>{title}</strong>}
      {size === "roomy" && <span>{organizer || times}</span>}
    </button>
  );
}

function HeldBlock(props: BlockProps & { times: string }): JSX.Element | null {
  const { taken, place, size, room, times, onOpen, onLapse } = props;
  const { what } = taken;
  const held = what.status === "held" ? what : undefined;
  const freeAt = held?.freeAt;
  const lapsed = useComputed(() => freeAt !== undefined && wallNow.value >= Date.parse(freeAt));
  const isOver = lapsed.value;
  useEffect(() => {
    if (isOver) onLapse();
  }, [isOver]);
  if (held === undefined || isOver) return null;
  const isMine = held.heldBy === names.value.me;
  const holder = holderName(names.value, held.heldBy);
  return (
    <button
      type="button"
      tabIndex={-1}
      class={classOf(isMine ? "held mine" : "held", props)}
      style={place}
      title={`Held by ${holder}, ${times}`}
      onClick={onOpen}
    >
      {size !== "tiny" && <strong>{freeAt ? <Countdown until={freeAt} /> : "Held"}</strong>}
      {size === "roomy" && <span>held by {holder}</span>}
      <span class="unseen">
        {size !== "roomy" && `held by ${holder}`}, {times}, {room}
      </span>
    </button>
  );
}

function classOf(kind: string, { size, isLeaving }: BlockProps): string {
  return `slot-block ${kind} ${size}${isLeaving ? " leaving" : ""}`;
}

/** One person's line: when they work, when they are busy, and whether the slot suits them. */

import type { Busy, BusyInterval, Person } from "@holdfast/api";
import type { JSX } from "preact";
import { get } from "../api/http.ts";
import { names } from "../directory/directory.ts";
import { personName } from "../directory/names.ts";
import type { Key } from "../live/changes.ts";
import { inCollection, under, useLive } from "../live/use-live.ts";
import { timeSpan } from "../time/format.ts";
import { openSpans } from "../time/opening-hours.ts";
import { type Range, rangeOfSpan } from "../time/ranges.ts";
import type { Attending } from "./attending.ts";
import { blockOf, isFree, type TimeMark } from "./day-strip.ts";

interface FreeBusyRowProps extends Attending {
  readonly window: Range;
  readonly zone: string;
  readonly slot: Range | undefined;
  readonly ignoring: string | undefined;
  readonly marks: readonly TimeMark[];
}

const WHY: Readonly<Record<BusyInterval["why"], string>> = {
  meeting: "in a meeting",
  held: "being booked",
  busy: "busy",
  tentative: "perhaps busy",
  unknown: "calendar not known",
};

export function FreeBusyRow(props: FreeBusyRowProps): JSX.Element {
  const { person, as, window, zone, slot, ignoring, marks } = props;
  const busy = useBusy(person, window);
  const all = busy.kind === "ready" ? busy.value.intervals : [];
  const intervals = all.filter(({ meeting }) => meeting === undefined || meeting !== ignoring);
  const known = names.value.people.get(person);
  const suits = slot && busy.kind === "ready" ? suitability(slot, intervals, known) : undefined;
  const name = personName(names.value, person);
  return (
    <li class={`free-busy-row ${as}`}>
      <div class="who">
        <span class="name" title={name}>
          {name}
        </span>
        <span class="small soft">
          {as}
          {suits && <span class={`suits ${suits.kind}`}> · {suits.text}</span>}
        </span>
      </div>
      <div
        class="track"
        role="img"
        aria-label={sentenceOf(name, as, intervals, zone, suits?.text, busy.kind)}
      >
        {known &&
          openSpans(known.workingHours, known.zone, window).map((open) => (
            <Bar key={open.start} kind="works" span={open} window={window} />
          ))}
        {marks.map(({ at, left, beginsDay }) => (
          <span
            key={at}
            class={beginsDay ? "line day" : "line"}
            style={{ insetInlineStart: `${left}%` }}
          />
        ))}
        {intervals.map((each) => (
          <Bar
            key={`${each.start} ${each.end} ${each.why}`}
            kind={each.why}
            span={rangeOfSpan(each)}
            window={window}
            title={`${each.summary ?? WHY[each.why]}, ${timeSpan(each.start, each.end, zone)}`}
          />
        ))}
        {slot && <Bar kind="slot" span={slot} window={window} />}
        {busy.kind === "failed" && <span class="failed small">cannot be shown</span>}
      </div>
    </li>
  );
}

interface BarProps {
  readonly kind: string;
  readonly span: Range;
  readonly window: Range;
  readonly title?: string;
}

function Bar({ kind, span, window, title }: BarProps): JSX.Element | null {
  const block = blockOf(span, window);
  if (!block) return null;
  const style = { insetInlineStart: `${block.left}%`, width: `${block.width}%` };
  return <span class={`bar ${kind}`} style={style} title={title} />;
}

function useBusy(person: string, { start, end }: Range) {
  const from = new Date(start).toISOString();
  const to = new Date(end).toISOString();
  const inDiary = under("diary", `person/${person}`);
  const inCalendar = inCollection("commitments", "calendar-status");
  return useLive(
    (signal) =>
      get<Busy>(`/api/people/${encodeURIComponent(person)}/busy`, { query: { from, to }, signal }),
    { concerns: (key: Key) => inDiary(key) || inCalendar(key), on: [person, from, to] },
  );
}

interface Suitability {
  readonly kind: "free" | "busy" | "off";
  readonly text: string;
}

function suitability(
  slot: Range,
  intervals: readonly BusyInterval[],
  person: Person | undefined,
): Suitability {
  if (!isFree(slot, intervals.map(rangeOfSpan))) return { kind: "busy", text: "busy then" };
  const works = person
    ? openSpans(person.workingHours, person.zone, {
        start: slot.start - DAY_MS,
        end: slot.end + DAY_MS,
      }).some(({ start, end }) => start <= slot.start && slot.end <= end)
    : true;
  return works ? { kind: "free", text: "free" } : { kind: "off", text: "not working then" };
}

const DAY_MS = 86_400_000;

function sentenceOf(
  name: string,
  as: string,
  intervals: readonly BusyInterval[],
  zone: string,
  suits: string | undefined,
  state: string,
): string {
  if (state !== "ready") return `${name}, ${as}: not known yet`;
  const times = intervals.map((each) => `${WHY[each.why]} ${timeSpan(each.start, each.end, zone)}`);
  const told = times.length > 0 ? times.join(", ") : "nothing in the calendar";
  return `${name}, ${as}: ${told}.${suits ? ` At this time: ${suits}.` : ""}`;
}

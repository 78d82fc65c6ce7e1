/** How explanations speak of times, in UTC: a checker has no zone of its own. */

/** `from 09:00 to 10:00 on 2026-11-23`; across midnight both days are named. */
export function spanInWords({ start, end }: { start: number; end: number }): string {
  const [startDay, startTime] = dayAndTime(start);
  const [endDay, endTime] = dayAndTime(end);
  return startDay === endDay
    ? `from ${startTime} to ${endTime} on ${startDay}`
    : `from ${startTime} on ${startDay} to ${endTime} on ${endDay}`;
}

export function countInWords(count: number, thing: string): string {
  return count === 1 ? `1 ${thing}` : `${count} ${thing}s`;
}

function dayAndTime(at: number): [string, string] {
  const text = new Date(at).toISOString();
  const seconds = text.slice(16, 23);
  return [text.slice(0, 10), text.slice(11, 16) + (seconds === ":00.000" ? "" : seconds)];
}

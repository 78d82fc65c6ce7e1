/** What `projections.ts` measures with: a view as an agenda is, four entries for each event. */

import { defineProjection, type StoredEvent } from "@holdfast/shared-state";

export const CALLS = "call";

export interface Called {
  readonly type: "called";
  readonly data: { readonly people: readonly string[]; readonly start: number };
}

export const callsProjection = defineProjection("calls", {
  version: 1,
  sources: [["stream", CALLS]],
  apply(view, { key, value }) {
    const [, , call, position] = key;
    if (position === undefined || value === undefined) return;
    const { data } = value as StoredEvent<Called>;
    const before = view.get<Called["data"]>(["call", call!]);
    for (const person of before?.people ?? []) view.delete(["of", person, before!.start, call!]);
    for (const person of data.people) {
      view.put(["of", person, data.start, call!], { call, start: data.start, people: data.people });
    }
    view.put(["call", call!], data);
  },
});

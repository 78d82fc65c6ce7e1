import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EventReader } from "./events.ts";

const TEXT =
  'id: 7\n\n: still here\n\nevent: commit\nid: 8\ndata: {"a":1}\n\n' +
  "data: two\r\ndata: lines\r\n\r\nevent: gap\rid: 9\rdata:bare\r\r";

const EVENTS = [
  { event: "commit", id: "8", data: '{"a":1}' },
  { event: "message", id: "8", data: "two\nlines" },
  { event: "gap", id: "9", data: "bare" },
];

describe("server-sent events", () => {
  test("are the same however the text was cut into pieces", () => {
    const cuts = fc.array(fc.nat({ max: TEXT.length }), { maxLength: 12 });
    fc.assert(
      fc.property(cuts, (places) => {
        const reader = new EventReader();
        const at = [0, ...places.sort((a, b) => a - b), TEXT.length];
        const pieces = at.slice(1).map((end, index) => TEXT.slice(at[index], end));
        // A last line, since a lone carriage return is only known for what it is by what follows.
        expect([...pieces, "\n"].flatMap((piece) => reader.read(piece))).toEqual(EVENTS);
      }),
    );
  });

  test("without data are no events, but their id counts for the next one", () => {
    const reader = new EventReader();
    expect(reader.read("id: 4\nevent: x\n\n")).toEqual([]);
    expect(reader.read("data: y\n\n")).toEqual([{ event: "message", id: "4", data: "y" }]);
  });

  test("wait for their empty line", () => {
    const reader = new EventReader();
    expect(reader.read("data: half")).toEqual([]);
    expect(reader.read("\n")).toEqual([]);
    expect(reader.read("\n")).toEqual([{ event: "message", data: "half" }]);
  });
});

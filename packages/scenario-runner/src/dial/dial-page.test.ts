import { expect, it } from "vitest";
import type { DialRow } from "./dial.ts";
import { dialPage, inWords } from "./dial-page.ts";

const NOTHING = { anomalies: [], counts: {}, findings: [] };
const STORY = { name: "double-booking", explanation: "<room> & twice", witness: [] } as const;
const MEASURES = { asked: 0, done: 0, donePerSecond: 0, p50Ms: 0, p99Ms: 0 };

function row(setting: "transaction" | "check-then-act", donePerSecond: number): DialRow {
  const measures = { ...MEASURES, donePerSecond, retries: 3, waitedMs: 0 };
  const isWeak = setting === "check-then-act";
  return {
    ...{ operation: "place-hold", setting, strength: isWeak ? "weak" : "strong", expected: [] },
    staged: isWeak ? { ...NOTHING, anomalies: [STORY], counts: { "double-booking": 2 } } : NOTHING,
    byChance: { ...NOTHING, measures },
    asExpected: true,
  };
}

it("a page has a row for each setting, and bars in proportion", () => {
  const rows = [row("transaction", 100), row("check-then-act", 50)];
  const page = dialPage({ rows, seconds: 2, seed: 42 });
  const order = ["<caption>place-hold", "transaction", "width:100.0%", "check-then-act"];
  const places = [...order, "double-booking × 2", "width:50.0%"].map((text) => page.indexOf(text));
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(places).not.toContain(-1);
  expect(page).not.toMatch(/edit-meeting/);
  expect(page).toMatch("&lt;room> &amp; twice");
});

it("a page needs nothing but itself", () => {
  expect(dialPage({ rows: [row("transaction", 0)], seconds: 0, seed: 1 })).not.toMatch(
    /src=|href=|url\(|NaN|undefined/,
  );
});

it("anomalies are counted in words", () => {
  expect(inWords({})).toBe("–");
  expect(inWords({ "double-booking": 1, "lost-update": 3 })).toBe(
    "double-booking, lost-update × 3",
  );
});

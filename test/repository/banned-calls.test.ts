import { describe, expect, it } from "vitest";
import { productionSources } from "./sources.ts";

/** Decisions are pure: time, chance and ids come in as arguments. What to use instead: */
const BANNED: readonly { readonly call: RegExp; readonly instead: string }[] = [
  { call: /\bDate\.now\(/, instead: "clock.wallMs(), or a `now` passed in" },
  { call: /\bnew Date\(\)/, instead: "clock.wallMs(), or a `now` passed in" },
  { call: /\bMath\.random\(/, instead: "an id or number passed in" },
  { call: /\bset(Timeout|Interval)\(/, instead: "clock.after()" },
];

const PURE = ["packages/shared-state/src", "packages/scheduling/src"];
/** The one place where time comes in. */
const DOOR = "packages/shared-state/src/clock.ts";

describe("banned calls", () => {
  it.each(PURE)("%s reads no clock and draws no lots", (folder) => {
    const wrong = productionSources(folder)
      .filter(({ path }) => path !== DOOR)
      .flatMap(({ path, text }) =>
        BANNED.filter(({ call }) => call.test(withoutComments(text))).map(
          ({ call, instead }) => `${path}: ${call.source} — use ${instead}`,
        ),
      );
    expect(wrong).toEqual([]);
  });

  it("agents decide without a clock", () => {
    const agents = ["room-agent", "calendar-agent", "notification-agent", "projection-agent"];
    const wrong = agents
      .flatMap((agent) => productionSources(`apps/${agent}/src`))
      .filter(({ text }) => BANNED.some(({ call }) => call.test(withoutComments(text))))
      .map(({ path }) => path);
    expect(wrong).toEqual([]);
  });
});

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/\/\/.*$/gm, "");
}

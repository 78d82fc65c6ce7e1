import { expect, test } from "vitest";
import { holdfastChildren } from "./children.ts";

const CLOCK = { LD_PRELOAD: "libfaketime.so" };

/** The variables of each child that a test could endanger it by. */
function dangers(env: NodeJS.ProcessEnv): Record<string, string>[] {
  return holdfastChildren({ codeFolder: "/code", program: (app) => `/code/${app}.mjs`, env }).map(
    ({ env: given = {} }) => {
      const found = Object.entries(given).filter(([name]) => /FAILPOINTS|PRELOAD/.test(name));
      return Object.fromEntries(found);
    },
  );
}

test("a variable for failpoints that is empty is one that is not set", () => {
  const none = dangers({ ...CLOCK });
  expect(new Set(none.map((each) => JSON.stringify(each)))).toEqual(new Set(["{}"]));
  expect(dangers({ ...CLOCK, HOLDFAST_FAILPOINTS: "" })).toEqual(none);
});

test("every child is told where failpoints are armed, and has the clock of the test", () => {
  const armed = { ...CLOCK, HOLDFAST_FAILPOINTS: "/failpoints" };
  for (const danger of dangers(armed)) expect(danger).toEqual(armed);
});

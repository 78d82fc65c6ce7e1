import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { Script } from "node:vm";
import { describe, expect, it } from "vitest";
import type { History } from "../history.ts";
import { judge } from "../judge.ts";
import { busyMorning } from "../testing/busy-morning.ts";
import type { Judgement } from "../verdict.ts";
import { DARK, LIGHT, type Theme } from "./design-tokens.ts";
import type { Drawing } from "./page/drawing.ts";
import { pageScript } from "./page-script.ts";
import { reportPage } from "./report-page.ts";

const HOSTILE = `</script><script>alert("1")</script>'"\u2028<img src=x onerror=alert(1)>&lt;`;

const morning = busyMorning();
const judged = judge(morning);
const page = reportPage(morning, judged);

function dataOf(text: string): Drawing {
  const json = /<script type="application\/json" id="drawing">(.*?)<\/script>/s.exec(text)?.[1];
  return JSON.parse(json!) as Drawing;
}

/** Every text that a history or a judgement has room for. */
function hostileRun(): { history: History; judgement: Judgement } {
  const x = HOSTILE;
  const fault = { kind: "fault", id: x, fault: x, target: x, detail: x } as const;
  const history: History = [
    { kind: "run", format: 1, scenario: x, seed: 1, startedAt: 1, system: x, dial: { [x]: x } },
    {
      ...{ kind: "operation", id: x, process: x, name: x, key: x, input: { [x]: x } },
      ...{ invokedMs: 1, completedMs: 2, outcome: "refused", output: { reason: x } },
    },
    { ...fault, phase: "struck", atMs: 3 },
    {
      ...{ kind: "commit", revision: 1, at: 1, actor: x, process: x, cause: x, correlation: x },
      changes: [{ key: [x], before: 0, value: x }],
    },
    { kind: "seen", watcher: x, prefix: [x], after: 0, revision: 1, atMs: 4 },
    {
      ...{ kind: "mail", messageId: x, method: "REQUEST", meeting: x, recipient: x },
      ...{ sequence: 0, atMs: 5 },
    },
    { kind: "view", projection: x, revision: 1, shows: x, folds: 1 },
    { kind: "end", atMs: 9, outcome: "stuck", unfinished: [x] },
  ];
  const witness = [
    { kind: "operation", ref: x },
    { kind: "mail", ref: "gone" },
  ] as const;
  const violated = { check: x, verdict: "violated", explanation: x, witness } as const;
  const held = { check: x, verdict: "ok", explanation: x } as const;
  return { history, judgement: { verdict: "violated", findings: [violated, held] } };
}

describe("a page whose every name is hostile", () => {
  const { history, judgement } = hostileRun();
  const hostile = reportPage(history, judgement);

  it("has the two scripts that every page has, and no markup of theirs", () => {
    expect(hostile.match(/<script/g)).toHaveLength(2);
    expect(hostile).not.toContain("<img");
    expect(hostile).not.toContain('alert("');
    expect(hostile).not.toMatch(/[\u2028\u2029]/);
  });

  it("has the same elements in the same order as one whose names are harmless", () => {
    const harmless = JSON.parse(
      JSON.stringify({ history, judgement }).replaceAll(JSON.stringify(HOSTILE).slice(1, -1), "x"),
    );
    expect(elementsOf(hostile)).toEqual(
      elementsOf(reportPage(harmless.history, harmless.judgement)),
    );
  });

  it("still tells their names", () => {
    const { title, tracks } = dataOf(hostile);
    expect(title).toContain("<script>alert(");
    expect(tracks.some(({ name }) => name.includes("onerror"))).toBe(true);
  });
});

describe("the page", () => {
  it("needs nothing beside itself, and allows no script but its own", () => {
    const addresses = [...page.matchAll(/(?:src|href|url)\s*[=(]\s*["']?([^"')\s>]*)/g)];
    const outside = addresses.map(([, address]) => address!).filter((one) => !one.startsWith("#"));
    expect(outside).toEqual([]);
    const script = /<script>(.*?)<\/script>/s.exec(page)![1]!;
    const hash = createHash("sha256").update(script).digest("base64");
    expect(page).toContain(
      `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'`,
    );
  });

  it("tells the verdict, each promise, and each step of the witness with a link to its mark", () => {
    for (const { check } of judged.findings) expect(page).toContain(check);
    const { marks, witnesses } = dataOf(page);
    const links = [...page.matchAll(/data-goes-to="(\w+)" data-witness="0"/g)].map(([, id]) => id);
    expect(links).toHaveLength(witnesses[0]!.steps.length);
    expect(links.every((id) => marks.some((mark) => mark.id === id))).toBe(true);
  });

  it("is drawn of a history in which nothing was promised, and of none at all", () => {
    const nothing = { verdict: "ok", findings: [] } as const;
    expect(dataOf(reportPage([], nothing)).marks).toEqual([]);
    expect(dataOf(reportPage(morning.slice(0, 3), nothing)).marks).toHaveLength(3);
  });
});

describe("the page's script", () => {
  it("has every file that makes something, each after those that it needs", () => {
    const script = pageScript();
    expect(() => new Script(script)).not.toThrow();
    expect(script).not.toMatch(/^\s*(import|export)\b/m);
    const folder = new URL("page/", import.meta.url);
    const files = readdirSync(folder).filter((file) => /(?<!\.test)\.ts$/.test(file));
    const made = files.filter((file) =>
      /^(const|export (function|class|const)) /m.test(readFileSync(new URL(file, folder), "utf8")),
    );
    const missing = made.filter((file) => {
      return !script.includes(`const page_${file.replace(".ts", "").replaceAll("-", "_")} =`);
    });
    expect(missing).toEqual([]);
    const declared = [...script.matchAll(/^const (page_\w+) = \(\(\) => \{/gm)];
    for (const [, name] of declared) {
      expect(
        script.indexOf(`= ${name};`) === -1 ||
          script.indexOf(`= ${name};`) > script.indexOf(`const ${name} =`),
      ).toBe(true);
    }
  });
});

describe.each([
  ["light", LIGHT],
  ["dark", DARK],
])("in the %s", (_, theme) => {
  it("texts stand out from what is behind them by 4.5, outlines by 3", () => {
    const fills = Object.keys(theme).filter((name) => name.endsWith("-fill"));
    const backs = ["paper", "raised", ...fills];
    const texts = backs
      .map((back) => ["ink", back])
      .concat([
        ...["quiet", "accent", "fault-line", "failed-line", "unknown-line"].map((ink) => [
          ink,
          "paper",
        ]),
        ...["ok", "failed", "unknown"].map((name) => [`${name}-line`, `${name}-fill`]),
        ...[
          ["quiet", "raised"],
          ["on-witness", "witness-line"],
        ],
      ]);
    const outlines = Object.keys(theme)
      .filter((name) => name.endsWith("-line"))
      .map((name) => [name, "paper"]);
    const weak =
      (least: number) =>
      ([ink, back]: string[]) =>
        contrast(theme, ink!, back!) < least;
    expect([...texts.filter(weak(4.5)), ...outlines.filter(weak(3))]).toEqual([]);
  });
});

function elementsOf(text: string): string[] {
  const markup = text.replace(/(<script[^>]*>).*?(<\/script>)/gs, "$1$2");
  return [...markup.matchAll(/<\/?[a-z][a-z0-9]*/gi)].map(([element]) => element);
}

/** Of WCAG 2, "contrast ratio". */
function contrast(theme: Theme, one: string, two: string): number {
  const [light, dark] = [luminance(theme[one]!), luminance(theme[two]!)].sort((a, b) => b - a);
  return (light! + 0.05) / (dark! + 0.05);
}

function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

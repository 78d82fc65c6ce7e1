import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { EXIT } from "./exit-codes.ts";
import { runCommand } from "./program.ts";
import {
  type Answering,
  type FakeGateway,
  sendJson,
  startFakeGateway,
} from "./testing/fake-gateway.ts";
import { rememberingContext } from "./testing/remembering-context.ts";

const BOOK = [
  ...["book", "--title", "Lunch", "--start", "2026-11-24T12:00", "--zone", "Europe/Berlin"],
  ...["--minutes", "45", "--organizer", "jonas"],
];
const MEETING = {
  ...{ id: "m1", title: "Lunch", room: "alan-turing", zone: "Europe/Berlin" },
  ...{ start: "2026-11-24T11:00:00.000Z", end: "2026-11-24T11:45:00.000Z" },
};

let answer: Answering;
let gateway: FakeGateway;

beforeEach(async () => {
  vi.stubEnv("HOLDFAST_ACCESS_TOKEN", "secret");
  gateway = await startFakeGateway((request, response) => answer(request, response));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await gateway.close();
});

async function run(...args: string[]) {
  const context = rememberingContext();
  const status = await runCommand([...args, "--url", gateway.url], context);
  return { ...context, status };
}

describe("booking from the command line", () => {
  test("sends instants, the organizer among the required, and one idempotency key", async () => {
    answer = (_, response) => sendJson(response, 201, MEETING);
    const { status, lines } = await run(...BOOK, "--people", "lena, jonas", "--capacity", "4");
    expect(status).toBe(EXIT.ok);
    expect(lines).toHaveLength(1);
    expect(gateway.seen).toHaveLength(1);
    expect(gateway.seen[0]).toMatchObject({
      method: "POST",
      path: "/api/meetings",
      body: {
        ...{ start: MEETING.start, end: MEETING.end, zone: "Europe/Berlin" },
        ...{ organizer: "jonas", required: ["jonas", "lena"], needs: { capacity: 4 } },
      },
    });
    expect(gateway.seen[0]?.headers["idempotency-key"]).toMatch(/^[\w-]{10,}$/);
  });

  test("asks again under the same key until the outcome is certain", async () => {
    const answers = [202, 503, 429, 201];
    answer = (_, response) => sendJson(response, answers.shift() ?? 500, MEETING);
    const { status } = await run(...BOOK, "--room", "alan-turing");
    expect(status).toBe(EXIT.ok);
    expect(gateway.seen).toHaveLength(4);
    expect(new Set(gateway.seen.map(({ headers }) => headers["idempotency-key"])).size).toBe(1);
  });

  test("ends with 1 and the alternatives when the race is lost, also as JSON", async () => {
    const { start, end } = MEETING;
    const alternatives = [{ room: "ada-lovelace", start, end }];
    const problem = { reason: "room-held", detail: "Held.", undone: ["hold-room"], alternatives };
    answer = (_, response) => sendJson(response, 409, problem);
    const told = await run(...BOOK, "--room", "alan-turing");
    expect(told.status).toBe(EXIT.refused);
    expect(told.lines.join("\n")).toMatch(/room-held[\s\S]*hold-room[\s\S]*ada-lovelace/);
    const json = await run(...BOOK, "--room", "alan-turing", "--json");
    expect(json).toMatchObject({ status: EXIT.refused, lines: [] });
    expect(json.values).toMatchObject([{ status: 409, ...problem }]);
  });

  test("ends with 2, asking nobody, when the command line makes no sense", async () => {
    answer = (_, response) => sendJson(response, 201, MEETING);
    const nonsense = [
      ["book"],
      ["nonsense"],
      ["constructor"],
      [...BOOK, "--room", "a", "--capacity", "3"],
      [...BOOK.slice(0, 3), "--start", "yesterday", "--minutes", "9", "--organizer", "jonas"],
      // The clocks of Berlin skip this time.
      [...BOOK.slice(0, 3), "--start", "2027-03-28T02:30", ...BOOK.slice(5), "--room", "a"],
      [...BOOK.slice(0, 8), "0", "--organizer", "jonas"],
    ];
    for (const args of nonsense) {
      expect(await run(...args)).toMatchObject({ status: EXIT.usage, lines: [] });
    }
    expect(gateway.seen).toEqual([]);
  });
});

describe("moving and cancelling", () => {
  test("carry the version that was read, and keep what was not to change", async () => {
    answer = (_, response) => sendJson(response, 200, MEETING);
    expect(await run("move", "m1", "--start", "2026-11-24T14:00")).toMatchObject({
      status: EXIT.ok,
    });
    expect(await run("cancel", "m1", "--reason", "ill")).toMatchObject({ status: EXIT.ok });
    const [, move, , cancel] = gateway.seen;
    expect(move).toMatchObject({
      method: "PATCH",
      headers: { "if-match": '"7"' },
      body: { start: "2026-11-24T13:00:00.000Z", end: "2026-11-24T13:45:00.000Z" },
    });
    expect(cancel).toMatchObject({ method: "DELETE", headers: { "if-match": '"7"' } });
    expect(cancel?.query.get("reason")).toBe("ill");
  });

  test("wait for the saga of a change that is still under way, and tell how it ended", async () => {
    let looks = 0;
    answer = ({ method, path }, response) => {
      if (method === "PATCH") return sendJson(response, 202, { meeting: "m1", saga: "move-m1" });
      if (!path.endsWith("/saga")) return sendJson(response, 200, MEETING);
      looks += 1;
      const state = looks < 3 ? "running" : "compensated";
      return sendJson(response, 200, { state, journal: [], failure: { reason: "attendee-busy" } });
    };
    const { status, lines } = await run("move", "m1", "--room", "ada-lovelace");
    expect(status).toBe(EXIT.refused);
    expect(lines.join("\n")).toContain("attendee-busy");
  });

  test("of a meeting that is not there end with 1", async () => {
    answer = (_, response) => sendJson(response, 404, { title: "Not found" });
    expect(await run("cancel", "nope")).toMatchObject({ status: EXIT.refused });
  });
});

describe("watching", () => {
  test("connects again after the last event that it saw", async () => {
    const commit = (revision: number) =>
      `event: commit\nid: ${revision}\ndata: {"revision":${revision},"cause":"hold-placed"}\n\n`;
    const parts = [commit(8), commit(9)];
    answer = (_, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.end(parts.shift());
    };
    const { status, lines } = await run("watch", "--count", "2");
    expect(status).toBe(EXIT.ok);
    expect(lines).toHaveLength(2);
    const resumed = gateway.seen.map(({ headers }) => headers["last-event-id"]);
    expect(resumed).toEqual([undefined, "8"]);
  });
});

describe("everything else", () => {
  test("ends with 3 when nothing serves", async () => {
    await gateway.close();
    expect(await run("rooms")).toMatchObject({ status: EXIT.notServing });
  });

  test("ends with 0 after help", async () => {
    const context = rememberingContext();
    expect(await runCommand(["--help"], context)).toBe(EXIT.ok);
    expect(context.lines.join("\n")).toMatch(/suggest[\s\S]*reset/);
  });
});

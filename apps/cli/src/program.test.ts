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
    const [at, cause] = ["2026-11-23T09:00:00.000Z", "hold-placed"];
    const commit = (revision: number) =>
      `event: commit\nid: ${revision}\ndata: ${JSON.stringify({ revision, at, cause, changes: [] })}\n\n`;
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

describe("looking back", () => {
  test("asks nobody when it is no time that it is to look back to", async () => {
    answer = (_, response) => sendJson(response, 200, { rooms: [] });
    for (const written of ["yesterday", "2026-13-01T00:00Z", "5"]) {
      expect((await run("rooms", "--as-of", written)).status).toBe(EXIT.usage);
    }
    expect(gateway.seen).toEqual([]);
  });

  test("asks for the moment with every question, as an instant or as it is written", async () => {
    const person = { id: "ada", name: "Ada", zone: "Europe/Berlin" };
    answer = (_, response) =>
      sendJson(response, 200, {
        rooms: [],
        agents: [],
        mails: [],
        people: [person],
        intervals: [],
      });
    await run("rooms", "--as-of", "@42");
    await run("agents", "--as-of", "2026-11-16T10:00+01:00");
    await run("inbox", "--as-of", "2026-11-16T10:00[Europe/Berlin]");
    await run("agenda", "ada", "--day", "--as-of", "2026-11-16T10:00Z");
    const [rooms, agents, inbox, ...agenda] = gateway.seen.map(({ query }) => query.get("asOf"));
    expect(rooms).toBe("@42");
    expect(agents).toBe("2026-11-16T09:00:00.000Z");
    expect(inbox).toBe("2026-11-16T10:00[Europe/Berlin]");
    expect(new Set(agenda)).toEqual(new Set(["2026-11-16T10:00:00.000Z"]));
    expect(gateway.seen.at(-1)?.query.get("from")).toBe("2026-11-15T23:00:00.000Z");
  });
});

describe("auditing", () => {
  const entry = (revision: number) => ({
    ...{ revision, at: "2026-11-21T09:00:00.000Z", actor: "person/ada", process: "gateway/1" },
    ...{ cause: "booking-started", correlation: "book-m1", keys: [["saga", "book-m1"]] },
  });

  test("shows who, through which process, what, why and for which request, the newest last", async () => {
    answer = (_, response) =>
      sendJson(response, 200, { entries: [entry(9), entry(8)], head: 9, retainedFrom: 8 });
    const { status, lines, complaints } = await run("audit", "--meeting", "m1", "--since", "1h");
    expect(status).toBe(EXIT.ok);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(
      / · person\/ada \(gateway\/1\) · saga\/book-m1 · booking-started · book-m1$/,
    );
    expect(complaints.join()).toContain("8");
    const [asked] = gateway.seen;
    expect(asked?.path).toBe("/api/audit");
    expect(asked?.query.get("meeting")).toBe("m1");
    expect(asked?.query.get("from")).toBe("2026-11-21T09:00:00.000Z");
  });

  test("goes on over pages that are short, until there are enough or no more", async () => {
    const pages = [
      { entries: [entry(9)], head: 9, nextPage: 9 },
      { entries: [], head: 9, nextPage: 4 },
      { entries: [entry(3)], head: 9 },
    ];
    answer = (_, response) => sendJson(response, 200, pages.shift());
    const { lines } = await run("audit", "--limit", "5", "--json");
    const shown = lines.map((line) => (JSON.parse(line) as { revision: number }).revision);
    expect(shown).toEqual([3, 9]);
    const asked = gateway.seen.map(({ query }) => [query.get("page"), query.get("limit")]);
    expect(asked).toEqual([
      [null, "5"],
      ["9", "4"],
      ["4", "4"],
    ]);
  });

  test("follows: asks for what came after what it has seen", async () => {
    const answers = [
      { entries: [entry(5)], head: 7 },
      { entries: [entry(8)], head: 20, nextPage: 8 },
      { entries: [entry(9)], head: 20 },
    ];
    answer = (_, response) => {
      const next = answers.shift();
      if (next) sendJson(response, 200, next);
      else sendJson(response, 403, { title: "No more" });
    };
    const { status, lines } = await run("audit", "--follow");
    expect(status).toBe(EXIT.refused);
    expect(lines).toHaveLength(3);
    const after = gateway.seen.map(({ query }) => query.get("after"));
    expect(after).toEqual([null, "7", "8", "20"]);
  });

  test("ends with 2, asking nobody, when it is no time ago", async () => {
    for (const since of ["1", "h", "1w", "-1h", "yesterday"]) {
      expect(await run("audit", `--since=${since}`)).toMatchObject({ status: EXIT.usage });
    }
    expect(gateway.seen).toEqual([]);
  });
});

describe("tasks", () => {
  const task = { queue: "mail", kind: "send", priority: 0, failures: 0 };
  const until = "2026-11-24T11:00:00.000Z";

  test("are shown with who is at them, how far, and why others wait", async () => {
    const progress = { done: 2, total: 5, note: "sending" };
    const tasks = [
      { ...task, id: "m1", state: "claimed", worker: "mailer/1", until, progress },
      { ...task, id: "m2", state: "waiting", lane: "ada", priority: 3 },
      { ...task, id: "m3", state: "delayed", until, failures: 2 },
    ];
    answer = (_, response) => sendJson(response, 200, { tasks, total: 9 });
    const { status, lines } = await run("tasks", "--queue", "mail", "--available", "--limit", "3");
    expect(status).toBe(EXIT.ok);
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatch(/m1 .*mailer\/1 until .* 2\/5 sending$/);
    expect(lines[1]).toMatch(/m2 .*lane ada .*3$/);
    expect(lines[2]).toMatch(/m3 .*delayed until .* 2 /);
    expect(lines[3]).toContain("6");
    const [asked] = gateway.seen;
    expect(asked?.path).toBe("/api/tasks");
    expect(Object.fromEntries(asked!.query)).toEqual({
      ...{ queue: "mail", state: "available", limit: "3" },
    });
  });

  test("may be none at all", async () => {
    answer = (_, response) => sendJson(response, 200, { tasks: [], total: 0 });
    expect(await run("tasks")).toMatchObject({ status: EXIT.ok });
  });
});

describe("projections", () => {
  const view = { name: "agenda", state: "live", version: 1, lagRevisions: 2, lagMs: 40 };
  const stopped = { revision: 7, key: ["stream", "meeting", "m1", 1], error: "Error: No." };

  test("are listed with their lag, and with what one has stopped at", async () => {
    const broken = { ...view, name: "statistics", state: "stopped", stopped };
    const projections = [{ ...view, serving: { entries: 12 } }, broken];
    answer = (_, response) => sendJson(response, 200, { projections });
    const { status, lines } = await run("projections");
    expect(status).toBe(EXIT.ok);
    expect(lines[0]).toMatch(/agenda +live +2 commits behind.*12 entries/);
    expect(lines[1]).toMatch(/statistics +stopped/);
    expect(lines[2]).toContain("stream/meeting/m1/1, revision 7");
  });

  test("are tried again or built anew when that is asked for", async () => {
    answer = ({ method }, response) =>
      method === "POST"
        ? void response.writeHead(202).end()
        : sendJson(response, 200, { projections: [] });
    const { status } = await run("projections", "--restart", "agenda", "--rebuild", "free-rooms");
    expect(status).toBe(EXIT.ok);
    expect(gateway.seen.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "POST /api/projections/agenda/restart",
      "POST /api/projections/free-rooms/rebuild",
      "GET /api/projections",
    ]);
  });
});

describe("an agenda", () => {
  const ada = { id: "ada", name: "Ada", zone: "Europe/Berlin" };
  const { title, room, start, end } = MEETING;
  const intervals = [{ start, end, why: "meeting", meeting: "m1" }];

  function answerWith(view: (response: Parameters<Answering>[1]) => void): void {
    answer = ({ path }, response) => {
      if (path.endsWith("/agenda")) return view(response);
      sendJson(response, 200, { people: [ada], rooms: [], intervals });
    };
  }

  test("says what each meeting is called, where it is, and as what the person comes", async () => {
    const meetings = [{ meeting: "m1", title, room, organizer: "jonas", role: "required" }];
    answerWith((response) => sendJson(response, 200, { meetings }));
    const { status, lines } = await run("agenda", "ada");
    expect(status).toBe(EXIT.ok);
    expect(lines.at(-1)).toMatch(/Lunch.*alan-turing.*required.*m1/);
    const { values } = await run("agenda", "ada", "--json");
    expect(values).toEqual([[{ ...intervals[0], title, room, role: "required" }]]);
  });

  test("is told without that when the view of it is behind, and refused when it may not be seen", async () => {
    const type = "urn:holdfast:problem:projection-behind";
    answerWith((response) => sendJson(response, 503, { type }));
    const behind = await run("agenda", "ada");
    expect(behind.status).toBe(EXIT.ok);
    expect(behind.lines.at(-1)).toContain("m1");
    answerWith((response) => sendJson(response, 403, {}));
    expect((await run("agenda", "ada")).status).toBe(EXIT.refused);
  });
});

describe("everything else", () => {
  test("ends with 2, asking nobody, when the zone or the URL is none", async () => {
    const suggest = ["suggest", "--people", "ada", "--minutes", "30", "--zone", "Nowhere/At-All"];
    expect(await run(...suggest)).toMatchObject({ status: EXIT.usage, lines: [] });
    for (const url of ["foo", "localhost:7420", "ftp://127.0.0.1", `${gateway.url}/?a=b`]) {
      const context = rememberingContext();
      expect(await runCommand(["rooms", "--url", url], context)).toBe(EXIT.usage);
      expect(context.complaints.join()).toContain("--url");
    }
    expect(gateway.seen).toEqual([]);
  });

  test("ends with 3 when nothing serves", async () => {
    await gateway.close();
    expect(await run("rooms")).toMatchObject({ status: EXIT.notServing });
  });

  test("ends with 0 after the version", async () => {
    const context = rememberingContext();
    expect(await runCommand(["--version"], context)).toBe(EXIT.ok);
    expect(context.lines.join()).toMatch(/^\d+\.\d+\.\d+$/);
  });

  test("ends with 0 after help", async () => {
    const context = rememberingContext();
    expect(await runCommand(["--help"], context)).toBe(EXIT.ok);
    expect(context.lines.join("\n")).toMatch(/suggest[\s\S]*reset/);
  });
});

describe("closing a room from the command line", () => {
  const CLOSE = [
    ...["rooms", "close", "turing", "--zone", "Europe/Berlin", "--reason", "New carpet"],
    ...["--from", "2026-11-24T08:00", "--to", "2026-11-24T18:00"],
  ];
  const span = { start: "2026-11-24T07:00:00.000Z", end: "2026-11-24T17:00:00.000Z" };
  const asked = { id: "c1", room: "turing", ...span, reason: "New carpet", meetings: [] };
  const moved = { meeting: "m1", outcome: "moved", to: "hopper" };
  const byHand = { meeting: "m2", outcome: "must-be-moved-by-hand", why: "no-room" };

  /** Answers the request, and then each look at the closure, the last of them for ever. */
  function answerWith(...closures: object[]): void {
    answer = ({ method }, response) => {
      if (method === "POST") return sendJson(response, 202, { ...asked, state: "waiting" });
      const next = closures.length > 1 ? closures.shift() : closures[0];
      sendJson(response, 200, { ...asked, ...next });
    };
  }

  test("tells once what became of each meeting, and ends when the room is closed", async () => {
    answerWith(
      { state: "closing", meetings: [{ meeting: "m1", outcome: "moving" }] },
      { state: "closing", meetings: [moved] },
      { state: "closed", meetings: [moved] },
    );
    const { status, lines } = await run(...CLOSE);
    expect(status).toBe(EXIT.ok);
    expect(lines.filter((line) => /m1.*hopper/.test(line))).toHaveLength(1);
    expect(gateway.seen[0]).toMatchObject({
      ...{ method: "POST", path: "/api/rooms/turing/closures" },
      body: { ...span, reason: "New carpet" },
    });
    expect(gateway.seen.at(-1)?.path).toBe("/api/rooms/turing/closures/c1");
  });

  test("ends with 1 when a person has to move a meeting, or somebody cancelled it", async () => {
    answerWith({ state: "closed", meetings: [moved, byHand] });
    const told = await run(...CLOSE);
    expect(told.status).toBe(EXIT.refused);
    expect(told.lines.join("\n")).toMatch(/m2.*no-room/);
    const json = await run(...CLOSE, "--json");
    expect(json).toMatchObject({ status: EXIT.refused, lines: [] });
    expect(json.values).toMatchObject([{ state: "closed", meetings: [moved, byHand] }]);
    answerWith({ state: "cancelled" });
    expect((await run(...CLOSE)).status).toBe(EXIT.refused);
  });

  test("ends with 2, asking nobody, when something is missing", async () => {
    expect((await run(...CLOSE.slice(0, -2))).status).toBe(EXIT.usage);
    expect(gateway.seen).toHaveLength(0);
  });
});

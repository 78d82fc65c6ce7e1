import { describe, expect, test } from "vitest";
import { EXIT } from "./exit-codes.ts";
import { runCommand } from "./program.ts";
import { commandsUnderTest } from "./testing/commands-under-test.ts";
import { type Answering, sendJson } from "./testing/fake-gateway.ts";
import { rememberingContext } from "./testing/remembering-context.ts";

const BOOK = [
  ...["book", "--title", "Lunch", "--start", "2026-11-24T12:00", "--zone", "Europe/Berlin"],
  ...["--minutes", "45", "--organizer", "jonas"],
];
const MEETING = {
  ...{ id: "m1", title: "Lunch", room: "alan-turing", zone: "Europe/Berlin" },
  ...{ start: "2026-11-24T11:00:00.000Z", end: "2026-11-24T11:45:00.000Z" },
};

const commands = commandsUnderTest();

describe("booking from the command line", () => {
  test("sends instants, the organizer among the required, and one idempotency key", async () => {
    commands.answer = (_, response) => sendJson(response, 201, MEETING);
    const { status, lines } = await commands.run(
      ...BOOK,
      "--people",
      "lena, jonas",
      "--capacity",
      "4",
    );
    expect(status).toBe(EXIT.ok);
    expect(lines).toHaveLength(1);
    expect(commands.gateway.seen).toHaveLength(1);
    expect(commands.gateway.seen[0]).toMatchObject({
      method: "POST",
      path: "/api/meetings",
      body: {
        ...{ start: MEETING.start, end: MEETING.end, zone: "Europe/Berlin" },
        ...{ organizer: "jonas", required: ["jonas", "lena"], needs: { capacity: 4 } },
      },
    });
    expect(commands.gateway.seen[0]?.headers["idempotency-key"]).toMatch(/^[\w-]{10,}$/);
  });

  test("asks again under the same key until the outcome is certain", async () => {
    const answers = [202, 503, 429, 201];
    commands.answer = (_, response) => sendJson(response, answers.shift() ?? 500, MEETING);
    const { status } = await commands.run(...BOOK, "--room", "alan-turing");
    expect(status).toBe(EXIT.ok);
    expect(commands.gateway.seen).toHaveLength(4);
    expect(
      new Set(commands.gateway.seen.map(({ headers }) => headers["idempotency-key"])).size,
    ).toBe(1);
  });

  test("ends with 1 and the alternatives when the race is lost, also as JSON", async () => {
    const { start, end } = MEETING;
    const alternatives = [{ room: "ada-lovelace", start, end }];
    const problem = { reason: "room-held", detail: "Held.", undone: ["hold-room"], alternatives };
    commands.answer = (_, response) => sendJson(response, 409, problem);
    const told = await commands.run(...BOOK, "--room", "alan-turing");
    expect(told.status).toBe(EXIT.refused);
    expect(told.lines.join("\n")).toMatch(/room-held[\s\S]*hold-room[\s\S]*ada-lovelace/);
    const json = await commands.run(...BOOK, "--room", "alan-turing", "--json");
    expect(json).toMatchObject({ status: EXIT.refused, lines: [] });
    expect(json.values).toMatchObject([{ status: 409, ...problem }]);
  });

  test("ends with 2, asking nobody, when the command line makes no sense", async () => {
    commands.answer = (_, response) => sendJson(response, 201, MEETING);
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
      expect(await commands.run(...args)).toMatchObject({ status: EXIT.usage, lines: [] });
    }
    expect(commands.gateway.seen).toEqual([]);
  });
});

describe("moving and cancelling", () => {
  test("carry the version that was read, and keep what was not to change", async () => {
    commands.answer = (_, response) => sendJson(response, 200, MEETING);
    expect(await commands.run("move", "m1", "--start", "2026-11-24T14:00")).toMatchObject({
      status: EXIT.ok,
    });
    expect(await commands.run("cancel", "m1", "--reason", "ill")).toMatchObject({
      status: EXIT.ok,
    });
    const [, move, , cancel] = commands.gateway.seen;
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
    commands.answer = ({ method, path }, response) => {
      if (method === "PATCH") return sendJson(response, 202, { meeting: "m1", saga: "move-m1" });
      if (!path.endsWith("/saga")) return sendJson(response, 200, MEETING);
      looks += 1;
      const state = looks < 3 ? "running" : "compensated";
      return sendJson(response, 200, { state, journal: [], failure: { reason: "attendee-busy" } });
    };
    const { status, lines } = await commands.run("move", "m1", "--room", "ada-lovelace");
    expect(status).toBe(EXIT.refused);
    expect(lines.join("\n")).toContain("attendee-busy");
  });

  test("of a meeting that is not there end with 1", async () => {
    commands.answer = (_, response) => sendJson(response, 404, { title: "Not found" });
    expect(await commands.run("cancel", "nope")).toMatchObject({ status: EXIT.refused });
  });
});

describe("watching", () => {
  test("connects again after the last event that it saw", async () => {
    const [at, cause] = ["2026-11-23T09:00:00.000Z", "hold-placed"];
    const commit = (revision: number) =>
      `event: commit\nid: ${revision}\ndata: ${JSON.stringify({ revision, at, cause, changes: [] })}\n\n`;
    const parts = [commit(8), commit(9)];
    commands.answer = (_, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.end(parts.shift());
    };
    const { status, lines } = await commands.run("watch", "--count", "2");
    expect(status).toBe(EXIT.ok);
    expect(lines).toHaveLength(2);
    const resumed = commands.gateway.seen.map(({ headers }) => headers["last-event-id"]);
    expect(resumed).toEqual([undefined, "8"]);
  });
});

describe("an agenda", () => {
  const ada = { id: "ada", name: "Ada", zone: "Europe/Berlin" };
  const { title, room, start, end } = MEETING;
  const intervals = [{ start, end, why: "meeting", meeting: "m1" }];

  function answerWith(view: (response: Parameters<Answering>[1]) => void): void {
    commands.answer = ({ path }, response) => {
      if (path.endsWith("/agenda")) return view(response);
      sendJson(response, 200, { people: [ada], rooms: [], intervals });
    };
  }

  test("says what each meeting is called, where it is, and as what the person comes", async () => {
    const meetings = [{ meeting: "m1", title, room, organizer: "jonas", role: "required" }];
    answerWith((response) => sendJson(response, 200, { meetings }));
    const { status, lines } = await commands.run("agenda", "ada");
    expect(status).toBe(EXIT.ok);
    expect(lines.at(-1)).toMatch(/Lunch.*alan-turing.*required.*m1/);
    const { values } = await commands.run("agenda", "ada", "--json");
    expect(values).toEqual([[{ ...intervals[0], title, room, role: "required" }]]);
  });

  test("is told without that when the view of it is behind, and refused when it may not be seen", async () => {
    const type = "urn:holdfast:problem:projection-behind";
    answerWith((response) => sendJson(response, 503, { type }));
    const behind = await commands.run("agenda", "ada");
    expect(behind.status).toBe(EXIT.ok);
    expect(behind.lines.at(-1)).toContain("m1");
    answerWith((response) => sendJson(response, 403, {}));
    expect((await commands.run("agenda", "ada")).status).toBe(EXIT.refused);
  });
});

describe("everything else", () => {
  test("ends with 2, asking nobody, when the zone or the URL is none", async () => {
    const suggest = ["suggest", "--people", "ada", "--minutes", "30", "--zone", "Nowhere/At-All"];
    expect(await commands.run(...suggest)).toMatchObject({ status: EXIT.usage, lines: [] });
    for (const url of [
      "foo",
      "localhost:7420",
      "ftp://127.0.0.1",
      `${commands.gateway.url}/?a=b`,
    ]) {
      const context = rememberingContext();
      expect(await runCommand(["rooms", "--url", url], context)).toBe(EXIT.usage);
      expect(context.complaints.join()).toContain("--url");
    }
    expect(commands.gateway.seen).toEqual([]);
  });

  test("ends with 3 when nothing serves", async () => {
    await commands.gateway.close();
    expect(await commands.run("rooms")).toMatchObject({ status: EXIT.notServing });
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
    commands.answer = ({ method }, response) => {
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
    const { status, lines } = await commands.run(...CLOSE);
    expect(status).toBe(EXIT.ok);
    expect(lines.filter((line) => /m1.*hopper/.test(line))).toHaveLength(1);
    expect(commands.gateway.seen[0]).toMatchObject({
      ...{ method: "POST", path: "/api/rooms/turing/closures" },
      body: { ...span, reason: "New carpet" },
    });
    expect(commands.gateway.seen.at(-1)?.path).toBe("/api/rooms/turing/closures/c1");
  });

  test("ends with 1 when a person has to move a meeting, or somebody cancelled it", async () => {
    answerWith({ state: "closed", meetings: [moved, byHand] });
    const told = await commands.run(...CLOSE);
    expect(told.status).toBe(EXIT.refused);
    expect(told.lines.join("\n")).toMatch(/m2.*no-room/);
    const json = await commands.run(...CLOSE, "--json");
    expect(json).toMatchObject({ status: EXIT.refused, lines: [] });
    expect(json.values).toMatchObject([{ state: "closed", meetings: [moved, byHand] }]);
    answerWith({ state: "cancelled" });
    expect((await commands.run(...CLOSE)).status).toBe(EXIT.refused);
  });

  test("ends with 2, asking nobody, when something is missing", async () => {
    expect((await commands.run(...CLOSE.slice(0, -2))).status).toBe(EXIT.usage);
    expect(commands.gateway.seen).toHaveLength(0);
  });
});

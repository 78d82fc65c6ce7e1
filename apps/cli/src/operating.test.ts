import { describe, expect, test } from "vitest";
import { EXIT } from "./exit-codes.ts";
import { commandsUnderTest } from "./testing/commands-under-test.ts";
import { sendJson } from "./testing/fake-gateway.ts";

const commands = commandsUnderTest();

describe("looking back", () => {
  test("asks nobody when it is no time that it is to look back to", async () => {
    commands.answer = (_, response) => sendJson(response, 200, { rooms: [] });
    for (const written of ["yesterday", "2026-13-01T00:00Z", "5"]) {
      expect((await commands.run("rooms", "--as-of", written)).status).toBe(EXIT.usage);
    }
    expect(commands.gateway.seen).toEqual([]);
  });

  test("asks for the moment with every question, as an instant or as it is written", async () => {
    const person = { id: "ada", name: "Ada", zone: "Europe/Berlin" };
    commands.answer = (_, response) =>
      sendJson(response, 200, {
        rooms: [],
        agents: [],
        mails: [],
        people: [person],
        intervals: [],
      });
    await commands.run("rooms", "--as-of", "@42");
    await commands.run("agents", "--as-of", "2026-11-16T10:00+01:00");
    await commands.run("inbox", "--as-of", "2026-11-16T10:00[Europe/Berlin]");
    await commands.run("agenda", "ada", "--day", "--as-of", "2026-11-16T10:00Z");
    const [rooms, agents, inbox, ...agenda] = commands.gateway.seen.map(({ query }) =>
      query.get("asOf"),
    );
    expect(rooms).toBe("@42");
    expect(agents).toBe("2026-11-16T09:00:00.000Z");
    expect(inbox).toBe("2026-11-16T10:00[Europe/Berlin]");
    expect(new Set(agenda)).toEqual(new Set(["2026-11-16T10:00:00.000Z"]));
    expect(commands.gateway.seen.at(-1)?.query.get("from")).toBe("2026-11-15T23:00:00.000Z");
  });
});

describe("auditing", () => {
  const entry = (revision: number) => ({
    ...{ revision, at: "2026-11-21T09:00:00.000Z", actor: "person/ada", process: "gateway/1" },
    ...{ cause: "booking-started", correlation: "book-m1", keys: [["saga", "book-m1"]] },
  });

  test("shows who, through which process, what, why and for which request, the newest last", async () => {
    commands.answer = (_, response) =>
      sendJson(response, 200, { entries: [entry(9), entry(8)], head: 9, retainedFrom: 8 });
    const { status, lines, complaints } = await commands.run(
      "audit",
      "--meeting",
      "m1",
      "--since",
      "1h",
    );
    expect(status).toBe(EXIT.ok);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(
      / · person\/ada \(gateway\/1\) · saga\/book-m1 · booking-started · book-m1$/,
    );
    expect(complaints.join()).toContain("8");
    const [asked] = commands.gateway.seen;
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
    commands.answer = (_, response) => sendJson(response, 200, pages.shift());
    const { lines } = await commands.run("audit", "--limit", "5", "--json");
    const shown = lines.map((line) => (JSON.parse(line) as { revision: number }).revision);
    expect(shown).toEqual([3, 9]);
    const asked = commands.gateway.seen.map(({ query }) => [query.get("page"), query.get("limit")]);
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
    commands.answer = (_, response) => {
      const next = answers.shift();
      if (next) sendJson(response, 200, next);
      else sendJson(response, 403, { title: "No more" });
    };
    const { status, lines } = await commands.run("audit", "--follow");
    expect(status).toBe(EXIT.refused);
    expect(lines).toHaveLength(3);
    const after = commands.gateway.seen.map(({ query }) => query.get("after"));
    expect(after).toEqual([null, "7", "8", "20"]);
  });

  test("ends with 2, asking nobody, when it is no time ago", async () => {
    for (const since of ["1", "h", "1w", "-1h", "yesterday"]) {
      expect(await commands.run("audit", `--since=${since}`)).toMatchObject({ status: EXIT.usage });
    }
    expect(commands.gateway.seen).toEqual([]);
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
    commands.answer = (_, response) => sendJson(response, 200, { tasks, total: 9 });
    const { status, lines } = await commands.run(
      "tasks",
      "--queue",
      "mail",
      "--available",
      "--limit",
      "3",
    );
    expect(status).toBe(EXIT.ok);
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatch(/m1 .*mailer\/1 until .* 2\/5 sending$/);
    expect(lines[1]).toMatch(/m2 .*lane ada .*3$/);
    expect(lines[2]).toMatch(/m3 .*delayed until .* 2 /);
    expect(lines[3]).toContain("6");
    const [asked] = commands.gateway.seen;
    expect(asked?.path).toBe("/api/tasks");
    expect(Object.fromEntries(asked!.query)).toEqual({
      ...{ queue: "mail", state: "available", limit: "3" },
    });
  });

  test("may be none at all", async () => {
    commands.answer = (_, response) => sendJson(response, 200, { tasks: [], total: 0 });
    expect(await commands.run("tasks")).toMatchObject({ status: EXIT.ok });
  });
});

describe("projections", () => {
  const view = { name: "agenda", state: "live", version: 1, lagRevisions: 2, lagMs: 40 };
  const stopped = { revision: 7, key: ["stream", "meeting", "m1", 1], error: "Error: No." };

  test("are listed with their lag, and with what one has stopped at", async () => {
    const broken = { ...view, name: "statistics", state: "stopped", stopped };
    const projections = [{ ...view, serving: { entries: 12 } }, broken];
    commands.answer = (_, response) => sendJson(response, 200, { projections });
    const { status, lines } = await commands.run("projections");
    expect(status).toBe(EXIT.ok);
    expect(lines[0]).toMatch(/agenda +live +2 commits behind.*12 entries/);
    expect(lines[1]).toMatch(/statistics +stopped/);
    expect(lines[2]).toContain("stream/meeting/m1/1, revision 7");
  });

  test("are tried again or built anew when that is asked for", async () => {
    commands.answer = ({ method }, response) =>
      method === "POST"
        ? void response.writeHead(202).end()
        : sendJson(response, 200, { projections: [] });
    const { status } = await commands.run(
      "projections",
      "--restart",
      "agenda",
      "--rebuild",
      "free-rooms",
    );
    expect(status).toBe(EXIT.ok);
    expect(commands.gateway.seen.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "POST /api/projections/agenda/restart",
      "POST /api/projections/free-rooms/rebuild",
      "GET /api/projections",
    ]);
  });
});

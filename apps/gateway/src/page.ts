/**
 * `/`: a plain page for whoever opens the printed URL: what this is, rooms, agents, latest mail. No
 * script, no style of its own but one file, and every text from the state is escaped.
 */

import { ROOMS, type Room } from "@holdfast/scheduling";
import { listDocuments, type Snapshot } from "@holdfast/shared-state";
import { mayAct } from "./access.ts";
import { type AgentOut, readAgents } from "./agents.ts";
import type { App, Gateway } from "./app.ts";
import { accessCookie, accessOf, tokenInQuery } from "./authentication.ts";
import { readDurably } from "./durably.ts";
import { type MailOut, readMails } from "./inbox.ts";

const MAILS_SHOWN = 20;

const STYLE = `
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; margin-bottom: 2rem; }
th, td { text-align: left; padding: 0.2rem 1.5rem 0.2rem 0; border-bottom: 1px solid #ddd; }
`;

export function addPage(app: App, gateway: Gateway): void {
  const config = { needs: "viewer", page: true } as const;
  app.get("/", { config, schema: { hide: true } }, async (request, reply) => {
    const token = tokenInQuery(request);
    if (token !== undefined) {
      // From here on the token travels in the cookie: it shall not stay in the address.
      return reply.header("Set-Cookie", accessCookie(token)).redirect("/", 303);
    }
    const withMail = mayAct(accessOf(request), "admin");
    const html = await readDurably(gateway, reply, (snapshot) => renderPage(snapshot, withMail));
    reply.header("Content-Type", "text/html; charset=utf-8").header("Cache-Control", "no-store");
    return reply.send(html);
  });

  app.get(
    "/style.css",
    { config: { needs: "nothing" }, schema: { hide: true } },
    async (_request, reply) => reply.header("Content-Type", "text/css; charset=utf-8").send(STYLE),
  );
}

async function renderPage(snapshot: Snapshot, withMail: boolean): Promise<string> {
  const rooms = await listDocuments<Room>(snapshot, ROOMS);
  const agents = await readAgents(snapshot);
  const mails = withMail ? await readMails(snapshot, { limit: MAILS_SHOWN }) : [];
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Holdfast</title><link rel="stylesheet" href="/style.css"></head>
<body>
<h1>Holdfast</h1>
<p>A meeting scheduler run by cooperating agents that never double-books. This is its HTTP door, at
revision ${snapshot.revision}. Programs start at <a href="/openapi.json">/openapi.json</a>.</p>
<h2>Rooms</h2>
${table(["Room", "Seats", "Equipment", "Diary"], rooms.map(roomRow))}
<h2>Agents</h2>
${table(["Agent", "State", "Process", "Restarts"], agents.map(agentRow))}
<h2>Latest mail</h2>
${table(["To", "Subject", "Received"], mails.map(mailRow))}
</body>
</html>
`;
}

/** Markup, as opposed to text that has to be escaped. */
interface Markup {
  readonly markup: string;
}

type Cell = string | number | Markup;

function roomRow({ id, value }: { id: string; value: Room }): Cell[] {
  const link = { markup: `<a href="/api/rooms/${escapeMarkup(id)}/diary">diary</a>` };
  return [value.name, value.capacity, value.equipment.join(", "), link];
}

function agentRow({ name, state, pid, restarts, present }: AgentOut): Cell[] {
  return [name, present ? state : `${state}, not present`, pid ?? "", restarts ?? ""];
}

function mailRow({ to, subject, receivedAt }: MailOut): Cell[] {
  return [to.join(", "), subject, receivedAt];
}

function table(titles: readonly string[], rows: readonly (readonly Cell[])[]): string {
  if (rows.length === 0) return "<p>None.</p>";
  const head = titles.map((title) => `<th>${escapeMarkup(title)}</th>`).join("");
  const body = rows.map((row) => `<tr>${row.map(cell).join("")}</tr>`).join("\n");
  return `<table>\n<tr>${head}</tr>\n${body}\n</table>`;
}

function cell(content: Cell): string {
  return `<td>${typeof content === "object" ? content.markup : escapeMarkup(String(content))}</td>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapeMarkup(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}

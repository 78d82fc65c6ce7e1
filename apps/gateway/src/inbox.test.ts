import { putDocument } from "@holdfast/shared-state";
import { describe, expect, it } from "vitest";
import { gatewayUnderTest } from "./testing/gateway-under-test.ts";

const MAIL = {
  from: "Holdfast <holdfast@example.org>",
  subject: "Planning",
  messageId: "<m1@example.org>",
  text: "Come!",
  size: 5,
};

async function withMails() {
  const gateway = await gatewayUnderTest();
  await gateway.furnish();
  await gateway.outside.transact((tx) => {
    const mail = (n: number, to: string, uid: string) =>
      putDocument(tx, "inbox", `00${n}`, { ...MAIL, receivedAt: n, to: [to], uid });
    mail(1, "ada@example.org", "m1@holdfast");
    mail(2, "grace@example.org", "m1@holdfast");
    mail(3, "Ada@example.org", "m10@holdfast");
  });
  return gateway;
}

describe("the inbox", () => {
  it("shows an admin everybody's mail, newest first, by recipient or meeting as asked", async () => {
    const { ask } = await withMails();
    const times = async (query: string) =>
      ((await ask("GET", `/api/inbox${query}`)).body.mails as { receivedAt: string }[]).map(
        (mail) => Date.parse(mail.receivedAt),
      );
    expect(await times("")).toEqual([3, 2, 1]);
    expect(await times("?limit=2")).toEqual([3, 2]);
    expect(await times("?recipient=ada")).toEqual([3, 1]);
    expect(await times("?recipient=grace@example.org")).toEqual([2]);
    expect(await times("?meeting=m1")).toEqual([2, 1]);
    expect((await ask("GET", "/api/inbox?limit=0")).status).toBe(422);
  });

  it("shows others their own mail only", async () => {
    const { ask, accessToken } = await withMails();
    const token = await accessToken("ada", "viewer");
    expect((await ask("GET", "/api/inbox", { token })).body.mails).toHaveLength(2);
    expect((await ask("GET", "/api/inbox?recipient=ada", { token })).body.mails).toHaveLength(2);
    expect((await ask("GET", "/api/inbox?recipient=grace", { token })).status).toBe(403);
  });
});

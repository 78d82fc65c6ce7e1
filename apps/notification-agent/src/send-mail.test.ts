import { MAIL_QUEUE, PEOPLE } from "@holdfast/scheduling";
import { claimTask, deleteDocument, failTask, type Task } from "@holdfast/shared-state";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ARRANGEMENT, Office } from "./testing/office.ts";

const HOUR_MS = 3_600_000;
const LATER = { start: ARRANGEMENT.start + HOUR_MS, end: ARRANGEMENT.end + HOUR_MS };

describe("sending mail", () => {
  let office: Office;

  beforeEach(async () => {
    office = new Office();
    await office.open();
  });

  afterEach(() => office.close());

  it("never sends a CANCEL before the REQUEST, though the server was down for a while", async () => {
    await office.book();
    await office.stopInbox();
    expect(await office.attemptAll()).toBe(3);
    await office.cancel();
    office.waitOutBackoff();
    expect(await office.attemptAll()).toBe(3);
    await office.startInbox();
    office.waitOutBackoff();
    expect(await office.attemptAll()).toBe(0);
    for (const recipient of ["ada", "grace", "alan"]) {
      const mails = await office.received(recipient);
      expect(mails.map(({ method, sequence }) => [method, sequence])).toEqual([
        ["REQUEST", 0],
        ["CANCEL", 1],
      ]);
      expect(mails[1]?.uid).toBe(mails[0]?.uid);
    }
  });

  it("sends under the same Message-ID when the server's answer was lost", async () => {
    await office.book();
    const task = await office.dueFor("grace");
    failOnce(office.inboxHooks);
    expect(await office.attempt(task)).toBeInstanceOf(Error);
    office.waitOutBackoff();
    expect(await office.attempt(task)).toBeUndefined();
    const ids = (await office.received("grace")).map(({ messageId }) => messageId);
    expect(ids).toHaveLength(2);
    expect(ids[0]).toBe(ids[1]);
    expect(await office.records()).toMatchObject([{ messageId: ids[0], recipient: "grace" }]);
  });

  it("sends nothing when the claim was lost before", async () => {
    await office.book();
    const task = await office.dueFor("grace");
    office.agentHooks.beforeDurable = async () => {
      office.agentHooks.beforeDurable = undefined;
      await takeOver(office, task);
    };
    expect(await office.attempt(task)).toBeUndefined();
    expect(await office.received()).toEqual([]);
    expect(await office.records()).toEqual([]);
  });

  it("records nothing when the claim was lost meanwhile, and the other uses the same Message-ID", async () => {
    await office.book();
    const task = await office.dueFor("grace");
    let successor = 0;
    office.inboxHooks.beforeDurable = async () => {
      office.inboxHooks.beforeDurable = undefined;
      successor = await takeOver(office, task);
    };
    expect(await office.attempt(task)).toBeInstanceOf(Error);
    expect(await office.records()).toEqual([]);
    const failed = await office.state.transact((tx) =>
      failTask(tx, { ...task, incarnation: successor }, { error: "crashed", now: 0 }),
    );
    expect(failed.value.ok).toBe(true);
    office.waitOutBackoff();
    expect(await office.attempt(task)).toBeUndefined();
    const ids = (await office.received("grace")).map(({ messageId }) => messageId);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
    expect(await office.records()).toHaveLength(1);
  });

  it("gives up after the last attempt, leaves a dead letter, and sends it when a person says so", async () => {
    await office.book();
    await office.stopInbox();
    await exhaust(office);
    const letters = await office.deadLetters();
    expect(letters.map(({ task }) => task.payload.recipient).sort()).toEqual([
      "ada",
      "alan",
      "grace",
    ]);
    expect(await office.due()).toEqual([]);
    await office.startInbox();
    for (const letter of letters) await office.replay(letter);
    expect(await office.attemptAll()).toBe(0);
    expect(await office.received()).toHaveLength(3);
    expect(await office.deadLetters()).toEqual([]);
  });

  it("does not send a replayed dead letter that something newer has overtaken", async () => {
    await office.book();
    await office.stopInbox();
    await exhaust(office);
    await office.startInbox();
    await office.cancel();
    await office.attemptAll();
    for (const letter of await office.deadLetters()) await office.replay(letter);
    expect(await office.attemptAll()).toBe(0);
    const methods = (await office.received()).map(({ method }) => method);
    expect(methods).toEqual(["CANCEL", "CANCEL", "CANCEL"]);
    const skipped = (await office.records()).filter(({ method }) => method === "REQUEST");
    expect(skipped).toHaveLength(3);
    for (const record of skipped) expect(record).toMatchObject({ because: "superseded" });
  });

  it("sends nothing to a person who has been removed, and says so in the record", async () => {
    await office.book();
    await office.state.transact((tx) => deleteDocument(tx, PEOPLE, "grace"));
    expect(await office.attemptAll()).toBe(0);
    expect(await office.received("grace")).toEqual([]);
    expect(await office.received()).toHaveLength(2);
    const records = await office.records();
    expect(records).toContainEqual(
      expect.objectContaining({ recipient: "grace", because: "recipient-unknown" }),
    );
    for (const { calendar } of await office.received()) expect(calendar).not.toContain("grace");
  });

  it("invites everybody once, each in their own time zone", async () => {
    await office.book();
    expect(await office.attemptAll()).toBe(0);
    const mails = await office.received();
    expect(mails.map(({ to }) => to.join()).sort()).toEqual([
      "ada@example.org",
      "alan@example.org",
      "grace@example.org",
    ]);
    for (const mail of mails) expect(mail).toMatchObject({ method: "REQUEST", sequence: 0 });
    const [grace] = await office.received("grace");
    expect(grace?.text).toContain("03:00–04:00 America/New_York");
    expect(grace?.text).not.toContain("Europe/Berlin");
    const [ada] = await office.received("ada");
    expect(ada?.text).toContain("09:00–10:00 Europe/Berlin");
    expect(await office.due()).toEqual([]);
  });

  it("records what was sent without anybody's address", async () => {
    await office.book();
    await office.attemptAll();
    const records = await office.records();
    expect(records).toHaveLength(3);
    for (const record of records) {
      expect(record).toMatchObject({ method: "REQUEST", sequence: 0 });
      expect(record).toHaveProperty("sentAt");
      const { messageId, ...rest } = record;
      expect((await office.received()).map((mail) => mail.messageId)).toContain(messageId);
      expect(JSON.stringify(rest)).not.toContain("@");
    }
  });

  it("tells of a move with a higher sequence, and the uninvited of the meeting as they knew it", async () => {
    await office.book();
    await office.attemptAll();
    await office.move({ ...LATER, required: ["ada"], optional: ["alan"] }, ["grace"]);
    expect(await office.attemptAll()).toBe(0);
    const [invitation, farewell] = await office.received("grace");
    expect(farewell).toMatchObject({ method: "CANCEL", sequence: 1, uid: invitation?.uid });
    expect(farewell?.text).toContain("03:00–04:00 America/New_York");
    expect(farewell?.calendar?.match(/ATTENDEE/g)).toHaveLength(1);
    const [, update] = await office.received("ada");
    expect(update).toMatchObject({ method: "REQUEST", sequence: 1, uid: invitation?.uid });
    expect(update?.text).toContain("10:00–11:00 Europe/Berlin");
  });

  it("invites again who was uninvited before", async () => {
    await office.book();
    await office.move({ required: ["ada"] }, ["grace"]);
    await office.move({});
    expect(await office.attemptAll()).toBe(0);
    const mails = await office.received("grace");
    expect(mails.map(({ method, sequence }) => [method, sequence])).toEqual([
      ["REQUEST", 0],
      ["CANCEL", 1],
      ["REQUEST", 2],
    ]);
  });
});

/** Another worker claims the task once this one's claim has lapsed. Returns its incarnation. */
async function takeOver(office: Office, task: Task): Promise<number> {
  office.clock.advance(10_000);
  const { value } = await office.state.transact((tx) =>
    claimTask(tx, { queue: MAIL_QUEUE, id: task.id }, { worker: "other", forMs: 10_000 }),
  );
  if (!value.ok) throw new Error(`The task is ${value.reason}.`);
  return value.task.incarnation;
}

function failOnce(hooks: { beforeDurable?: () => Promise<void> }): void {
  hooks.beforeDurable = async () => {
    hooks.beforeDurable = undefined;
    throw new Error("The disk is full.");
  };
}

/** Attempts until nothing is left but dead letters. */
async function exhaust(office: Office): Promise<void> {
  while ((await office.due()).length > 0) {
    await office.attemptAll();
    office.waitOutBackoff();
  }
}

import { describe, expect, it } from "vitest";
import type { Mail } from "../history.ts";
import { expectViolation, verdictOf } from "../testing/expect-finding.ts";
import { arranged, bookWhole, FINISHED, free, happens, putSaga, take } from "../testing/office.ts";
import { RecordedStore } from "../testing/recorded-store.ts";
import { exactlyOneInvitation } from "./exactly-one-invitation.ts";

const check = exactlyOneInvitation;
const where = arranged(9, 10, { optional: ["cleo"] });
let clock = 0;

function mail(
  method: Mail["method"],
  sequence: number,
  to: string,
  more: Partial<Mail> = {},
): Mail {
  const meeting = more.meeting ?? "m1";
  const messageId = `<${meeting}.${sequence}.${method.toLowerCase()}.${to}@holdfast>`;
  const atMs = clock++;
  return { kind: "mail", messageId, method, meeting, recipient: to, sequence, atMs, ...more };
}

const toAll = (method: Mail["method"], sequence: number) =>
  ["ada", "bob", "cleo"].map((person) => mail(method, sequence, person));

function booked(): RecordedStore {
  const store = new RecordedStore();
  store.commit((tx) => bookWhole(tx, "m1", where));
  return store;
}

function moved(store: RecordedStore): RecordedStore {
  const then = arranged(10, 11, { required: ["ada", "dan"], optional: ["cleo"] });
  store.commit((tx) => {
    free(tx, "m1", where);
    happens(tx, "m1", "moved", then);
    take(tx, "m1", then);
  });
  return store;
}

describe("it is kept", () => {
  it("by one mail to each, also when one was sent twice under one Message-ID", () => {
    const [first, ...others] = toAll("REQUEST", 0);
    const history = [...booked().commits, first!, ...others, { ...first!, atMs: 99 }, FINISHED];
    expect(verdictOf(check, history)).toBe("ok");
  });

  it("by a move: an update to those who come, a cancellation to who no longer does", () => {
    const { commits } = moved(booked());
    const updates = [mail("REQUEST", 1, "ada"), mail("REQUEST", 1, "dan")];
    const rest = [mail("REQUEST", 1, "cleo"), mail("CANCEL", 1, "bob")];
    const history = [...commits, ...toAll("REQUEST", 0), ...updates, ...rest, FINISHED];
    expect(verdictOf(check, history)).toBe("ok");
  });

  it("when a mail is known by its address", () => {
    const store = booked();
    store.commit((tx) =>
      tx.put(["document", "person", "ada"], { version: 1, value: { email: "Ada@example.org" } }),
    );
    const [, ...others] = toAll("REQUEST", 0);
    const toAda = mail("REQUEST", 0, "ada", { recipient: "ada@example.org" });
    expect(verdictOf(check, [...store.commits, toAda, ...others, FINISHED])).toBe("ok");
  });

  it("perhaps by mails that are still under way: only a run that is over has missed one", () => {
    expect(verdictOf(check, [...booked().commits, mail("REQUEST", 0, "ada")])).toBe("ok");
    expect(verdictOf(check, [...booked().commits, FINISHED])).toBe("nothing to look at");
  });

  it("when two mails arrived at one instant: they have no order", () => {
    const both = { atMs: 7 };
    const { commits } = moved(booked());
    const history = [mail("CANCEL", 1, "bob", both), mail("REQUEST", 0, "bob", both)];
    expect(verdictOf(check, [...commits, ...history])).toBe("ok");
  });

  it("when an invitation is sent again, under its Message-ID, after the cancellation", () => {
    const { commits } = moved(booked());
    const [request, cancel] = [mail("REQUEST", 0, "bob"), mail("CANCEL", 1, "bob")];
    const history = [...commits, request, cancel, { ...request, atMs: clock++ }];
    expect(verdictOf(check, history)).toBe("ok");
  });

  it("perhaps, as long as no commit says who was invited", () => {
    expect(verdictOf(check, [mail("REQUEST", 0, "ada")])).toBe("unknown");
  });
});

describe("it is broken", () => {
  const refs = (...mails: readonly Mail[]) => mails.map(({ messageId }) => `mail ${messageId}`);

  it("by two different mails that say the same", () => {
    const mails = toAll("REQUEST", 0);
    const twice = { ...mails[1]!, messageId: "<another@holdfast>" };
    expectViolation(check, [...booked().commits, ...mails, twice], {
      ...{ kind: "two-mails", witness: refs(mails[1]!, twice) },
    });
  });

  it("by a cancellation that overtakes its invitation", () => {
    const early = mail("CANCEL", 1, "bob");
    const late = mail("REQUEST", 0, "bob");
    const history = [mail("REQUEST", 0, "ada"), early, late];
    expectViolation(check, history, { kind: "cancel-before-request", witness: refs(early, late) });
  });

  it("by an invitation that a later cancellation takes back, though an earlier one does not", () => {
    const mails = [mail("REQUEST", 0, "bob"), mail("CANCEL", 1, "bob")];
    const [last, late] = [mail("CANCEL", 3, "bob"), mail("REQUEST", 2, "bob")];
    const history = [...mails, last, late];
    expectViolation(check, history, { kind: "cancel-before-request", witness: refs(last, late) });
  });

  it("by a mail to an address that nobody who is invited has", () => {
    const store = booked();
    const give = (person: string, address: string) =>
      store.commit((tx) =>
        tx.put(["document", "person", person], { version: 1, value: { email: address } }),
      );
    give("ada", "ada@example.org");
    give("bob", "bob@example.org");
    const toEve = mail("REQUEST", 0, "eve", { recipient: "eve@evil.example" });
    expect(verdictOf(check, [...store.commits, toEve])).toBe("ok");
    give("cleo", "cleo@example.org");
    const witness = ["commit 1", "commit 2", "commit 3", "commit 4", ...refs(toEve)];
    expectViolation(check, [...store.commits, toEve], { kind: "mail-to-stranger", witness });
  });

  it("by a mail about a meeting that was never booked, and by one to a stranger", () => {
    const ghost = mail("REQUEST", 0, "ada", { meeting: "m9" });
    expectViolation(check, [...booked().commits, ...toAll("REQUEST", 0), ghost], {
      ...{ kind: "mail-to-nobody-invited", witness: ["commit 1", ...refs(ghost)] },
    });
    const stranger = mail("REQUEST", 0, "eve");
    expectViolation(check, [...booked().commits, stranger], {
      ...{ kind: "mail-to-nobody-invited", witness: ["commit 1", ...refs(stranger)] },
    });
  });

  it("by somebody who is invited and was never told", () => {
    const mails = toAll("REQUEST", 0).slice(0, 2);
    expectViolation(check, [...booked().commits, ...mails, FINISHED], {
      ...{ kind: "not-invited", witness: ["commit 1", ...refs(mails[0]!)] },
    });
  });

  it("by nobody being told at all, although the saga says that it has invited them", () => {
    const store = booked();
    store.commit((tx) => putSaga(tx, "s1", { results: { invite: null } }));
    const witness = ["commit 1", "commit 2"];
    expectViolation(check, [...store.commits, FINISHED], { kind: "not-invited", witness });
  });
});

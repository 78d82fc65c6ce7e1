/**
 * Failpoints: named places in the code where a test may make something happen, so that a race is staged
 * and not hoped for. Each stands where a crash or a delay has been, or could be, somebody's bug.
 *
 * Nothing happens at them unless a process has installed a handler, which it does only when it is told
 * to by its environment (`agent-runtime/src/armed-failpoints.ts`).
 *
 * Most stand where an error is somebody's to deal with: a step fails, a request is answered with one. At
 * some, nobody could: there a rule may crash the process, and not fail.
 *
 * A name says where, and whether the thing that it names is still to come: `mail.after-acceptance`.
 */

export interface FailpointDescription {
  /** What has happened when a process is here, and what has not. */
  readonly when: string;
  /** Why that is a place for a test: what may go wrong, or has to hold all the same. */
  readonly reason: string;
  /**
   * It stands inside a transaction's body: whoever waits there holds the lock that every writer in
   * every process needs. So one may crash or fail there, but not wait.
   */
  readonly inTransaction: boolean;
  /**
   * Why nobody may fail there; absent: one may. An error would tell of something that is not so, or find
   * nobody to catch it, and so be a crash under another name.
   */
  readonly notToFail?: string;
}

export const FAILPOINTS = {
  "hold.after-check": {
    when: "a slot was found free, and the hold on it is not written",
    reason: "a check and an act that are not one transaction double-book here",
    inTransaction: true,
  },
  "confirm.after-check": {
    when: "every hold was found alive, and no booking is written",
    reason: "whoever is late here must not confirm what has lapsed",
    inTransaction: true,
  },
  "saga-step.before-commit": {
    when: "a step's handler has run, and nothing of it is committed",
    reason: "effect, outcome and next task come together or not at all",
    inTransaction: true,
  },
  "saga-step.after-commit": {
    when: "a step, or its undoing, is committed, and its worker has not been told",
    reason: "the next step must not depend on this process, nor this one be done twice",
    inTransaction: false,
  },
  "saga-compensation.before-commit": {
    when: "a compensation's handler has run, and nothing of it is committed",
    reason: "it stays owed, and is done in its order",
    inTransaction: true,
  },
  "saga-deadline.before-expiry": {
    when: "a saga's deadline has passed, and that is not recorded",
    reason: "the pivot may come first, and then nothing may be undone",
    inTransaction: false,
  },
  "external-step.before-record": {
    when: "a step outside the store is done, and not recorded",
    reason: "it is done again, under the same idempotency key",
    inTransaction: false,
  },
  "task.before-attempt": {
    when: "a worker has seen a task, and not begun it",
    reason: "others see it too, and one of them alone may do it",
    inTransaction: false,
  },
  "claim.after-commit": {
    when: "a task is claimed, and the work on it not begun",
    reason: "a worker that is late here has lost the claim, and may record nothing",
    inTransaction: false,
  },
  "lease.before-renewal": {
    when: "a lease is about to be renewed",
    reason: "whoever comes too late must learn that it has lapsed, and not revive it",
    inTransaction: false,
  },
  "lock.after-grant": {
    when: "a lock is granted, and the work under it not begun",
    reason: "a holder that is late here must be refused by its fence",
    inTransaction: false,
  },
  "lock.before-release": {
    when: "the work under a lock is done, and the lock not given back",
    reason: "its lease has to end it, so that the next in the queue goes on",
    inTransaction: false,
  },
  "document.before-replacement": {
    when: "a document's next version is decided upon, and not written",
    reason: "a version that came in between must not be overwritten",
    inTransaction: false,
  },
  "watch.before-subscription": {
    when: "a watcher has looked at the state, and does not follow it yet",
    reason: "what is committed now must wake it all the same",
    inTransaction: false,
  },
  "projection.before-commit": {
    when: "a batch of commits is read, and not applied",
    reason: "view and checkpoint move together, and another runner may be quicker",
    inTransaction: false,
  },
  "feed.before-delivery": {
    when: "a commit is about to be told to a client",
    reason: "one that comes back must miss nothing, and be told nothing twice",
    inTransaction: false,
  },
  "gateway.before-commit": {
    when: "a request was found right, and nothing of it is committed",
    reason: "what was looked up before may be untrue by now",
    inTransaction: false,
  },
  "gateway.after-commit": {
    when: "a request is committed, perhaps not yet durable, and not answered",
    reason: "its client does not know, and asks again: it must happen once",
    inTransaction: false,
  },
  "gateway.before-reply": {
    when: "what was asked for is done and durable, or refused, and the reply not sent",
    reason: "its client does not know, and asks again: the answer must be the same",
    inTransaction: false,
  },
  "erasure.before-completion": {
    when: "a person is gone from the present, and not yet from the past",
    reason: "the next gateway has to finish it when it starts",
    inTransaction: false,
  },
  "closure.before-next-meeting": {
    when: "a room is being closed, and some of its meetings were moved",
    reason: "whoever takes over does what is left, under the lock's next fence",
    inTransaction: false,
  },
  "closure.before-outcome": {
    when: "a move out of a closed room is decided, and the closure does not say so",
    reason: "the outcome has to be read from the meeting, whoever moved it",
    inTransaction: false,
  },
  "calendar.before-record": {
    when: "a calendar is read, and its busy months are not recorded",
    reason: "a newer one may have come, and must not be overwritten by the old",
    inTransaction: false,
  },
  "mail.before-sending": {
    when: "a mail is composed, and not sent",
    reason: "its claim may lapse, and another agent send it, or a later one, meanwhile",
    inTransaction: false,
  },
  "mail.after-acceptance": {
    when: "the mail server has a mail, and its task is not completed",
    reason: "it is sent again, under the same Message-ID",
    inTransaction: false,
  },
  "inbox.before-greeting": {
    when: "a client has connected to the built-in inbox, and is not greeted",
    reason: "the sender has to give up in time, and to come back",
    inTransaction: false,
  },
  "inbox.before-acceptance": {
    when: "a mail has arrived at the inbox, and is not kept",
    reason: "its sender may not be told that it was taken",
    inTransaction: false,
  },
  "inbox.after-acceptance": {
    when: "a mail is kept by the inbox, and its sender does not know",
    reason: "it comes again, and has to be known by its Message-ID",
    inTransaction: false,
  },
  "commit.before-write": {
    when: "a group of transactions has run, and the log says nothing of them",
    reason: "none of them has happened, and the next process finds the lock free",
    inTransaction: true,
  },
  "commit.after-write": {
    when: "a commit is written and synced, and neither its caller nor anybody else has been told",
    reason: "it stands, and others have to notice it without being told",
    inTransaction: false,
    notToFail: "it would be reported as failed, and it is committed",
  },
  "reaper.before-reaping": {
    when: "leases have lapsed, and no commit says so",
    reason: "nobody may see what lived with them, whether or not it is ever reaped",
    inTransaction: false,
    notToFail: "nobody is there to catch an error",
  },
  "dial.before-write": {
    when: "under a setting of the dial, what is to be written is decided, and not written",
    reason: "what it was decided by may change now, and a weak setting does not notice",
    inTransaction: false,
  },
  "supervisor.before-restart": {
    when: "a process has died, and is not started again yet",
    reason: "the others have to do without it, and take over what it had",
    inTransaction: false,
    notToFail: "nobody is there to catch an error",
  },
} as const satisfies Record<string, FailpointDescription>;

export type FailpointName = keyof typeof FAILPOINTS;

/** The task that a process is at when it comes to a failpoint; of a saga's, the kind is its step. */
export interface FailpointTask {
  readonly kind: string;
  readonly queue: string;
  readonly id: string;
}

type FailpointHandler = (name: FailpointName, task?: FailpointTask) => void;

type AsideHandler = (name: FailpointName, task?: FailpointTask) => Promise<void>;

let handler: FailpointHandler | undefined;
let asideHandler: AsideHandler | undefined;

/** Undefined: no failpoint does anything. */
export function handleFailpoints(
  installed: FailpointHandler | undefined,
  installedAside?: AsideHandler,
): void {
  handler = installed;
  asideHandler = installedAside;
}

/** Returns at once, unless a handler keeps the process here, ends it, or throws. */
export function failpoint(name: FailpointName, task?: FailpointTask): void {
  handler?.(name, task);
}

/**
 * As `failpoint`, but whoever has to wait here steps aside: the process goes on with everything else, so
 * that two requests to one process, or two tasks of one, can be in a race, too.
 */
export async function failpointAside(name: FailpointName, task?: FailpointTask): Promise<void> {
  await asideHandler?.(name, task);
}

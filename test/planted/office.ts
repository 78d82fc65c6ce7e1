/**
 * The real agents' handlers on a stage, worked by hand: each step of a saga, and each mail, is done when
 * the race says so, by the agent that it says.
 */

import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { attemptSagaTask, type ServedSaga, type TaskHandler } from "@holdfast/agent-runtime";
import {
  type BookMeetingInput,
  bookMeeting,
  CLOSURE_QUEUE,
  cancelMeeting,
  everyWorkday,
  MAIL_QUEUE,
  type MoveMeetingInput,
  meetingSubject,
  moveMeeting,
  PEOPLE,
  ROOMS,
  requestClosure,
} from "@holdfast/scheduling";
import {
  DEADLINE_QUEUE,
  keyspace,
  putDocument,
  type Role,
  requestStop,
  type SagaTaskPayload,
  type SharedState,
  type Task,
} from "@holdfast/shared-state";
import { root } from "../repository/sources.ts";
import { Postbox } from "./postbox.ts";
import { at, type Stage } from "./stage.ts";

export const AGENTS = ["room-agent", "calendar-agent", "notification-agent"] as const;
export type AgentName = (typeof AGENTS)[number];

interface Agent {
  readonly state: SharedState;
  readonly served: readonly ServedSaga[];
}

const ROLES: Readonly<Record<AgentName, string>> = {
  "room-agent": "roomAgentRole",
  "calendar-agent": "calendarAgentRole",
  "notification-agent": "notificationAgentRole",
};

/** With room for everybody, open from eight to eight; ada, bob and cleo work there. */
export class Office {
  /** Whoever asks for meetings. */
  readonly ada: SharedState;
  readonly postbox: Postbox;
  readonly #stage: Stage;
  readonly #agents: ReadonlyMap<AgentName, Agent>;
  readonly #sendMail: TaskHandler;

  static async open(stage: Stage): Promise<Office> {
    const ada = await stage.agent("ada");
    await ada.transact((tx) => {
      const openingHours = everyWorkday(["08:00", "20:00"]);
      const room = { name: "Turing", capacity: 8, equipment: [], zone: "UTC", openingHours };
      for (const id of ["turing", "hopper"]) putDocument(tx, ROOMS, id, room);
      for (const id of ["ada", "bob", "cleo"]) {
        const person = { name: id, email: `${id}@example.org`, zone: "UTC" };
        putDocument(tx, PEOPLE, id, { ...person, workingHours: openingHours });
      }
    });
    const agents = new Map<AgentName, Agent>();
    for (const name of AGENTS) agents.set(name, await employ(stage, name, `${name}/1`));
    const postbox = new Postbox(stage);
    const { mailSender } = (await app("notification-agent", "send-mail")) as MailModule;
    const sender = { name: "Holdfast", address: "holdfast@example.org", domain: "example.org" };
    return new Office(stage, ada, postbox, agents, mailSender({ smtp: postbox, sender }));
  }

  private constructor(
    stage: Stage,
    ada: SharedState,
    postbox: Postbox,
    agents: ReadonlyMap<AgentName, Agent>,
    sendMail: TaskHandler,
  ) {
    this.#stage = stage;
    this.ada = ada;
    this.postbox = postbox;
    this.#agents = agents;
    this.#sendMail = sendMail;
  }

  /** For ada and bob in the room Turing, unless it says otherwise. */
  async startBooking(meeting: string, changes: Partial<BookMeetingInput> = {}): Promise<void> {
    const input: BookMeetingInput = {
      ...{ meeting, title: "Planning", description: "", organizer: "ada", zone: "UTC" },
      ...{ start: at("10:00"), end: at("11:00"), rooms: ["turing"] },
      ...{ required: ["ada", "bob"], optional: [] },
      ...changes,
    };
    const request = { id: `book-${meeting}`, subject: meetingSubject(meeting), input };
    await this.ada.sagas.start(bookMeeting, request);
  }

  async startMove(
    meeting: string,
    changes: Partial<MoveMeetingInput> = {},
    id = `move-${meeting}`,
  ): Promise<void> {
    const input: MoveMeetingInput = {
      ...{ meeting, zone: "UTC", start: at("14:00"), end: at("15:00"), rooms: ["turing"] },
      ...{ required: ["ada", "bob"], optional: [] },
      ...changes,
    };
    await this.ada.sagas.start(moveMeeting, { id, subject: meetingSubject(meeting), input });
  }

  async startCancelling(meeting: string): Promise<void> {
    const input = { meeting, reason: "Rain" };
    const request = { id: `cancel-${meeting}`, subject: meetingSubject(meeting), input };
    await this.ada.sagas.start(cancelMeeting, request);
  }

  /** Room and people are held for it, and the pivot is the next step. */
  async bookUntilHeld(meeting: string): Promise<void> {
    await this.startBooking(meeting);
    await this.work("room-agent");
    await this.work("calendar-agent");
  }

  /** Booked as a whole; its mails are due. */
  async book(meeting: string, changes?: Partial<BookMeetingInput>): Promise<void> {
    await this.startBooking(meeting, changes);
    await this.finishSagas();
  }

  /** Somebody wants it gone while it is under way. */
  async stopBooking(meeting: string): Promise<void> {
    const input = { meeting, reason: "Never mind" };
    const followUp = { definition: cancelMeeting, id: `cancel-${meeting}`, input };
    const request = { ...this.ada.acting(), followUp };
    await this.ada.transact((tx) => requestStop(tx, bookMeeting, `book-${meeting}`, request));
  }

  async hasCompleted(saga: string): Promise<boolean> {
    return (await this.ada.sagas.get(saga))?.state === "completed";
  }

  /** Nobody meets in the room Turing from then until then: who does is moved away first. */
  async close(from: string, to: string): Promise<void> {
    const span = { start: at(from), end: at(to) };
    const asked = { requestedBy: "person/ada", requestedAt: this.#stage.clock.wallMs() };
    const request = { room: "turing", reason: "New carpet", ...span, ...asked };
    await this.ada.transact((tx) => requestClosure(tx, "c1", request));
    const { closeRoomTask } = (await app("room-agent", "close-room")) as ClosingModule;
    const [task] = await tasksIn(this.ada, CLOSURE_QUEUE);
    let isDone = false;
    const closing = closeRoomTask(this.#agents.get("room-agent")!.state, task!)?.finally(() => {
      isDone = true;
    });
    await this.#stage.until(async () => {
      await this.finishSagas();
      return isDone;
    });
    await closing;
  }

  /** Everything that waits for anybody is done, and each mail has left. */
  async finish(): Promise<void> {
    await this.finishSagas();
    await this.sendMails();
  }

  async finishSagas(): Promise<void> {
    for (let done = true; done; ) {
      done = false;
      for (const name of AGENTS) done = (await this.work(name)) || done;
    }
  }

  /** Does what waits for that agent, one task. False: nothing does. */
  async work(name: AgentName): Promise<boolean> {
    const [task] = await this.waitingFor(name);
    if (task) await this.attempt(name, task);
    return task !== undefined;
  }

  async waitingFor(name: AgentName): Promise<Task<SagaTaskPayload>[]> {
    return tasksIn<SagaTaskPayload>(this.ada, name);
  }

  async attempt(name: AgentName, task: Task<SagaTaskPayload>): Promise<void> {
    const { state, served } = this.#agents.get(name)!;
    await attemptSagaTask(state, served, task)?.();
  }

  /** What is to be done about sagas whose deadline has passed. */
  async meetDeadlines(): Promise<void> {
    for (const task of await tasksIn<SagaTaskPayload>(this.ada, DEADLINE_QUEUE)) {
      await this.attempt("room-agent", task);
    }
  }

  /** Tries to send each mail that is due. */
  async sendMails(): Promise<void> {
    const { state } = this.#agents.get("notification-agent")!;
    for (const task of await tasksIn(this.ada, MAIL_QUEUE)) {
      await this.#sendMail(state, task)?.catch(() => {}); // It has been recorded, and is tried again.
    }
  }
}

interface ClosingModule {
  readonly closeRoomTask: TaskHandler;
}

interface MailModule {
  mailSender(mailing: { smtp: Postbox; sender: object }): TaskHandler;
}

async function employ(stage: Stage, name: AgentName, actor: string): Promise<Agent> {
  const { [ROLES[name]]: role } = (await app(name, "role")) as Record<string, Role>;
  const { servedSagas } = (await app(name, "served-sagas")) as {
    servedSagas: readonly ServedSaga[];
  };
  return { state: await stage.agent(actor, { role: role! }), served: servedSagas };
}

/** As it was built: that is what is patched. */
function app(name: AgentName, module: string): Promise<unknown> {
  return import(pathToFileURL(join(root, "apps", name, "dist", `${module}.js`)).href);
}

function tasksIn<Payload>(state: SharedState, queue: string): Promise<Task<Payload>[]> {
  return state.read(async (snapshot) => {
    const entries = await snapshot.range<Task<Payload>>({ prefix: keyspace.queue(queue) });
    return entries.filter(({ key }) => key.length === 3).map(({ value }) => value);
  });
}

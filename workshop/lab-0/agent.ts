/**
 * What an agent of this lab can do, by way of the learner's answer: let two coordinators write one
 * saga's record, book a meeting of which a step fails, and write to a store that others write to.
 */

import type { Action, AgentTools } from "@holdfast/scenario-runner";
import type { Key } from "@holdfast/shared-state";
import { begun, bookMeeting, readSaga, type SagaRecord, type StepName } from "./booking-saga.ts";
import {
  type Memory,
  OptimisticStore,
  OwnMemory,
  type Store,
  type Versioned,
} from "./optimistic-store.ts";

/** The memory of all processes. */
export interface SharedMemory extends Memory {
  /**
   * Reads, decides and writes as one, whichever process does so at the same time. `decide` gives what
   * is to be there from now on; undefined: leave it. Resolves with whether it was written.
   */
  change<T>(
    key: string,
    decide: (current: Versioned<T>) => Versioned<T> | undefined,
  ): Promise<boolean>;
}

/** What the learner's file has to have. */
export interface Answer {
  withStep(saga: SagaRecord, step: string): SagaRecord;
  compensate(saga: SagaRecord, undo: (step: string) => Promise<void>): Promise<SagaRecord>;
  openStore(own: Memory, shared: SharedMemory): Store;
}

/** Whose turn it is, and to do what: to read, then to decide, then to write what it decided. */
export interface Turn {
  readonly coordinator: string;
  readonly does: "reads" | "decides" | "writes";
  /** Of one that decides: which step is to be recorded. */
  readonly step?: string;
}

export interface Booking {
  readonly failing: StepName;
  /** Which step cannot be undone at the first attempt. */
  readonly stubborn?: StepName;
}

export interface StoreWrite {
  readonly key: string;
  readonly value: string;
}

type Tools = AgentTools<Answer>;

export const actions: Readonly<Record<string, Action<Answer>>> = {
  "take-turns": (tools, input) => takeTurns(tools, (input as { turns: readonly Turn[] }).turns),
  "book-meeting": (tools, input) => bookAndLook(tools, input as Booking),
  write: (tools, input) => write(tools, input as StoreWrite),
  look: (tools, input) => look(tools, input as StoreWrite),
};

/** Coordinators of one process, on one store: each writes what it has made of its own last look. */
async function takeTurns({ answer, operation }: Tools, turns: readonly Turn[]): Promise<void> {
  const store = new OptimisticStore();
  const looks = new Map<string, { version: number; value: SagaRecord }>();
  const decisions = new Map<string, { step: string; record: SagaRecord }>();
  await store.compareAndSet("saga", 0, begun());
  const perform = {
    async reads(process: string) {
      await operation(
        { process, name: "read", key: "saga", input: {} },
        async () => structuredClone(await readSaga(store)),
        ({ version, value }) => ({ outcome: "ok", output: { version, done: value.done } }),
      );
      looks.set(process, await readSaga(store));
    },
    async decides(process: string, step: string) {
      const record = await operation(
        { process, name: "decide", key: "saga", input: { step } },
        async () => answer.withStep(looks.get(process)!.value, step),
        () => ({ outcome: "ok" }),
      );
      decisions.set(process, { step, record });
    },
    async writes(process: string) {
      const { version } = looks.get(process)!;
      const { step, record } = decisions.get(process)!;
      await operation(
        { process, name: "write", key: "saga", input: { version, step } },
        () => store.compareAndSet("saga", version, record),
        (isWritten) => ({ outcome: isWritten ? "ok" : "refused" }),
      );
    },
  };
  for (const { coordinator, does, step = "" } of turns) await perform[does](coordinator, step);
  await perform.reads("reader");
}

const ATTEMPTS = 3;

/** As a coordinator that comes back after a failure, it tries again. */
async function bookAndLook({ answer, operation }: Tools, booking: Booking): Promise<void> {
  const store = new OptimisticStore();
  const deeds = new Deeds(operation, booking);
  const book = () =>
    operation(
      { name: "book", key: "saga", input: {} },
      () => bookMeeting(store, deeds, answer),
      ({ state }) => ({ outcome: state === "completed" ? "ok" : "refused", output: { state } }),
    );
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const isOver = await book().then(
      () => true,
      () => false,
    );
    if (isOver) break;
  }
  await operation(
    { name: "look-around", key: "saga", input: {} },
    () => readSaga(store),
    ({ value }) => ({ outcome: "ok", output: { state: value.state, standing: deeds.standing } }),
  );
}

/** What the saga's steps do to the world. */
class Deeds {
  /** Of what was done, what has not been undone. */
  standing: string[] = [];
  readonly #operation: Tools["operation"];
  readonly #booking: Booking;
  #isStubborn = true;

  constructor(operation: Tools["operation"], booking: Booking) {
    this.#operation = operation;
    this.#booking = booking;
  }

  perform(step: StepName): Promise<void> {
    return this.#deed("perform", step, () => {
      if (step === this.#booking.failing) throw new Error(`${step} is not possible.`);
      this.standing = [...this.standing, step];
    });
  }

  undo(step: string): Promise<void> {
    return this.#deed("undo", step, () => {
      const fails = this.#isStubborn && step === this.#booking.stubborn;
      if (fails) {
        this.#isStubborn = false;
        throw new Error(`${step} cannot be undone just now.`);
      }
      this.standing = this.standing.filter((each) => each !== step);
    });
  }

  #deed(name: string, step: string, run: () => void): Promise<void> {
    const about = { name, key: step, input: { step } };
    return this.#operation(
      about,
      async () => run(),
      () => ({ outcome: "ok" }),
    );
  }
}

async function write(tools: Tools, { key, value }: StoreWrite): Promise<void> {
  const store = storeOf(tools, key);
  const { version } = await store.get(key);
  await tools.operation(
    { name: "compare-and-set", key, input: { version, value } },
    () => store.compareAndSet(key, version, value),
    (isWritten) => ({ outcome: isWritten ? "ok" : "refused" }),
  );
}

async function look(tools: Tools, { key }: StoreWrite): Promise<void> {
  await tools.operation(
    { name: "look", key, input: {} },
    () => storeOf(tools, key).get<string>(key),
    ({ version, value }) => ({ outcome: "ok", output: { version, value } }),
  );
}

/** A process has one for each key, from the first time on that it is asked for it. */
const stores = new Map<string, Store>();

function storeOf(tools: Tools, key: string): Store {
  const known = stores.get(key);
  if (known) return known;
  const own = watchedMemory("own", new OwnMemory(), tools);
  const store = tools.answer.openStore(own, sharedMemory(tools));
  stores.set(key, store);
  return store;
}

function sharedMemory(tools: Tools): SharedMemory {
  const { state, operation } = tools;
  const nothing = { version: 0, value: undefined };
  const place = (key: string): Key => ["lab-0", key];
  const memory: Memory = {
    get: async <T>(key: string) =>
      (await state.read((snapshot) => snapshot.get<Versioned<T>>(place(key)))) ?? nothing,
    put: async (key, entry) => {
      await state.transact((tx) => tx.put(place(key), entry));
    },
  };
  const change: SharedMemory["change"] = async <T>(
    key: string,
    decide: (current: Versioned<T>) => Versioned<T> | undefined,
  ) => {
    const { value: isWritten } = await state.transact((tx) => {
      const decided = decide(tx.get<Versioned<T>>(place(key)) ?? nothing);
      if (decided) tx.put(place(key), decided);
      return decided !== undefined;
    });
    return isWritten;
  };
  return {
    ...watchedMemory("shared", memory, tools),
    change: (key, decide) =>
      operation(
        { name: "shared-change", key, input: {} },
        () => change(key, decide),
        (isWritten) => ({ outcome: isWritten ? "ok" : "refused" }),
      ),
  };
}

/** Each look into it and each write to it is an operation of the history. */
function watchedMemory(whose: "own" | "shared", memory: Memory, { operation }: Tools): Memory {
  return {
    get: (key) =>
      operation(
        { name: `${whose}-get`, key, input: {} },
        () => memory.get(key),
        ({ version }) => ({ outcome: "ok", output: { version } }),
      ),
    put: (key, entry) =>
      operation(
        { name: `${whose}-put`, key, input: { version: entry.version } },
        () => memory.put(key, entry),
        () => ({ outcome: "ok" }),
      ),
  };
}

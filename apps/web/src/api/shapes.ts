/** What the gateway says, as types (its description is at `/openapi.json`). Instants are ISO 8601. */

export interface Span {
  readonly start: string;
  readonly end: string;
}

/** Opening or working hours: of each weekday, spans of local time as `["09:00", "17:00"]`. */
export type WeekHours = Readonly<Record<string, readonly (readonly [string, string])[]>>;

export interface Room {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly capacity: number;
  readonly equipment: readonly string[];
  readonly zone: string;
  readonly openingHours: WeekHours;
}

export interface Person {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly email: string;
  readonly zone: string;
  readonly workingHours: WeekHours;
}

/** What takes a room's time. */
export type RoomInterval = Span &
  (
    | {
        readonly status: "booked";
        readonly meeting: string;
        readonly title?: string;
        readonly organizer?: string;
      }
    | { readonly status: "closed"; readonly closure: string; readonly reason?: string }
    | {
        readonly status: "held";
        readonly heldBy: string;
        readonly freeAt?: string;
        readonly hold: string;
      }
  );

export interface Diary {
  readonly from: string;
  readonly to: string;
  readonly intervals: readonly RoomInterval[];
}

/** What takes a person's time. */
export interface BusyInterval extends Span {
  readonly why: "meeting" | "held" | "busy" | "tentative" | "unknown";
  readonly meeting?: string;
  readonly heldBy?: string;
  readonly summary?: string;
}

export interface Busy {
  readonly from: string;
  readonly to: string;
  /** Beyond it, the person's imported calendar has not been read. */
  readonly calendarKnownUntil?: string;
  readonly intervals: readonly BusyInterval[];
}

export interface Suggestion extends Span {
  readonly room: string;
  readonly reasons: readonly string[];
}

export interface Suggestions {
  readonly suggestions: readonly Suggestion[];
  readonly whyNone?: { readonly reason: string; readonly sentences: readonly string[] };
}

export interface Hold extends Span {
  readonly id: string;
  readonly room: string;
  readonly heldBy: string;
  readonly fence: number;
  /** When it lapses; absent: a booking has taken it over. */
  readonly freeAt?: string;
  readonly expiresInMs?: number;
}

export interface Meeting extends Span {
  readonly id: string;
  readonly status: "standing" | "cancelled";
  readonly title: string;
  readonly description: string;
  readonly organizer: string;
  readonly room: string;
  readonly zone: string;
  readonly required: readonly string[];
  readonly optional: readonly string[];
  readonly sequence: number;
  readonly position: number;
}

/** A saga that has not ended while its client waited. */
export interface UnderWay {
  readonly meeting: string;
  readonly saga: string;
}

export interface MeetingEvent {
  readonly position: number;
  readonly at: string;
  readonly by: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface JournalEntry {
  readonly at: string;
  readonly by: string;
  readonly step?: string;
  readonly did: string;
}

export interface Saga {
  readonly id: string;
  readonly definition: string;
  readonly version: number;
  readonly state: "running" | "compensating" | "completed" | "compensated";
  readonly pastPivot: boolean;
  readonly current?: string;
  readonly failure?: { readonly reason: string; readonly step?: string };
  readonly undone: readonly string[];
  readonly attention?: { readonly step: string; readonly error: string };
  readonly startedBy: string;
  readonly startedAt: string;
  readonly endedAt?: string;
  readonly journal: readonly JournalEntry[];
  /** The ids of every saga of this meeting. */
  readonly all: readonly string[];
}

export interface Closure extends Span {
  readonly id: string;
  readonly room: string;
  readonly reason: string;
  readonly state: "waiting" | "closing" | "closed" | "cancelled";
  readonly meetings: readonly {
    readonly meeting: string;
    readonly outcome: "moving" | "moved" | "cancelled" | "must-be-moved-by-hand";
    readonly to?: string;
    readonly why?: string;
  }[];
  readonly requestedBy: string;
  readonly requestedAt: string;
}

export interface Agent {
  readonly name: string;
  readonly role: string;
  readonly state: string;
  readonly pid?: number | null;
  readonly restarts?: number | null;
  readonly startedAt?: string | null;
  readonly lastBeatMsAgo?: number | null;
  readonly mainLagMs?: number | null;
  /** Its limit. */
  readonly memoryMb?: number | null;
  readonly rssBytes?: number | null;
  /** Of the last second: 100 is one processor. */
  readonly cpuPercent?: number | null;
  readonly tasksUnderWay?: number | null;
  /** Since its start. */
  readonly tasksClaimed?: number | null;
  /** The longest that it has held the write lock. */
  readonly longestWriteMs?: number | null;
  readonly downReason?: string | null;
  /** It has announced itself in the shared state, and has renewed that lately. */
  readonly present: boolean;
}

export interface Task {
  readonly queue: string;
  readonly id: string;
  readonly kind: string;
  readonly state: "available" | "claimed" | "delayed" | "waiting";
  readonly priority: number;
  readonly enqueuedAt: string;
  readonly failures: number;
  readonly attemptsMax: number;
  readonly lane?: string;
  readonly worker?: string;
  readonly progress?: { readonly done?: number; readonly total?: number; readonly note?: string };
  readonly until?: string;
  readonly lastError?: string;
}

export interface DeadLetter {
  readonly queue: string;
  readonly id: string;
  readonly kind: string;
  readonly failures: number;
  readonly error: string;
  readonly at: string;
}

export interface Projection {
  readonly name: string;
  readonly state: "building" | "live" | "stopped";
  readonly version: number;
  readonly serving?: { readonly revision: number; readonly at: string; readonly entries: number };
  readonly lagRevisions: number;
  readonly lagMs: number;
  readonly stopped?: { readonly revision: number; readonly error: string; readonly at: string };
  readonly gaps: number;
}

export interface Mail {
  readonly id: string;
  readonly receivedAt: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly messageId: string;
  readonly text: string;
  readonly calendar?: string;
  readonly method?: string;
  /** Of the invitation: it names the meeting. */
  readonly uid?: string;
  readonly sequence?: number;
}

/** Something that one may do to break it. */
export interface Fault {
  readonly name: string;
  readonly title: string;
  /** What should happen then. */
  readonly expect: string;
  readonly available?: boolean;
  readonly why?: string;
  /** JSON Schema of what an order has to say. */
  readonly parameters?: {
    readonly properties?: Readonly<Record<string, { readonly enum?: readonly string[] }>>;
  };
}

export interface BreakIt {
  readonly enabled: boolean;
  readonly why?: string;
  readonly faults: readonly Fault[];
}

/** A fault that was asked for, and what came of it. */
export interface FaultOrder {
  readonly id: string;
  readonly fault: string;
  readonly target?: string;
  readonly pid?: number;
  readonly orderedAt: string;
  readonly struckAt?: string;
  readonly endedAt?: string;
  readonly state: "ordered" | "struck" | "healed" | "done" | "failed";
  readonly expect: string;
  /** What did happen, measured. */
  readonly outcome?: string;
  /** Of the dial. */
  readonly figures?: DialFigures;
}

/** What one setting of an operation showed, and what it cost. */
export interface DialFigures {
  readonly operation: string;
  readonly setting: string;
  readonly strength: "strong" | "weak";
  /** How many anomalies of each name: with the order of steps written down, and by chance. */
  readonly staged: Readonly<Record<string, number>>;
  readonly byChance: Readonly<Record<string, number>>;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly retries: number;
  readonly waitedMs: number;
}

/** A commit, as it is remembered. */
export interface AuditEntry {
  readonly revision: number;
  readonly at: string;
  readonly actor?: string;
  readonly process?: string;
  readonly cause?: string;
  readonly keys: readonly (readonly (string | number)[])[];
}

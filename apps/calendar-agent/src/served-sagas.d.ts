/** Which steps the calendar agent does: it holds people's time. */
export declare const ROLE = "calendar-agent";
export declare const servedSagas: import("@holdfast/agent-runtime").ServedSaga[];

/** Which steps the room agent does: it holds rooms, and does the pivots. */
export declare const ROLE = "room-agent";
export declare const servedSagas: import("@holdfast/agent-runtime").ServedSaga[];

/** Which steps the notification agent does: after each pivot, it decides which mails are due. */
export declare const ROLE = "notification-agent";
export declare const servedSagas: import("@holdfast/agent-runtime").ServedSaga[];

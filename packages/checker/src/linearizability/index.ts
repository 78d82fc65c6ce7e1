/** The black-box half of the checker: it knows only what clients saw. */

export * from "../formats/etcd-register.ts";
export * from "../formats/format-error.ts";
export * from "../formats/key-value.ts";
export * from "./check-linearizable.ts";
export * from "./check-rooms.ts";
export * from "./explain-violation.ts";
export * from "./key-value-model.ts";
export * from "./model.ts";
export * from "./register-model.ts";
export * from "./room-model.ts";

/** The mail server of a stage: what it has taken goes into the history. */

import type { Stage } from "./stage.ts";

interface OutgoingMail {
  readonly messageId: string;
  readonly to: { readonly name: string };
  readonly alternatives: readonly { readonly content: string }[];
}

export class Postbox {
  readonly #stage: Stage;
  /** `away`: takes nothing. `mute`: takes the mail, and the sender never learns it. */
  state: "there" | "away" | "mute" = "there";

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  async send({ messageId, to, alternatives }: OutgoingMail): Promise<string> {
    if (this.state === "away") throw new Error("Nobody answers.");
    const calendar = alternatives[0]!.content;
    const read = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, "m").exec(calendar)?.[1] ?? "";
    this.#stage.record({
      ...{ kind: "mail", messageId, method: read("METHOD") === "CANCEL" ? "CANCEL" : "REQUEST" },
      ...{ meeting: read("UID").replace(/@.*$/, ""), recipient: to.name },
      ...{ sequence: Number(read("SEQUENCE")), atMs: this.#stage.recordedMs() },
    });
    if (this.state === "mute") throw new Error("The connection broke.");
    return "250 taken";
  }
}

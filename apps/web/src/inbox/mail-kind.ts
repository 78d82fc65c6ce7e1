/** What a mail is about, in a word, and which meeting it names. */

import type { Mail } from "@holdfast/api";

interface MailKind {
  readonly word: "Invitation" | "Change" | "Cancellation" | "Answer" | "Mail";
  readonly looks: "request" | "change" | "cancel" | "plain";
}

export function kindOf({ method, sequence = 0 }: Pick<Mail, "method" | "sequence">): MailKind {
  switch (method?.toUpperCase()) {
    case "REQUEST":
      return sequence > 0
        ? { word: "Change", looks: "change" }
        : { word: "Invitation", looks: "request" };
    case "CANCEL":
      return { word: "Cancellation", looks: "cancel" };
    case "REPLY":
      return { word: "Answer", looks: "plain" };
    default:
      return { word: "Mail", looks: "plain" };
  }
}

const OURS = "@holdfast";

/** The id of the meeting; undefined: the invitation is none of ours. */
export function meetingOf({ uid }: Pick<Mail, "uid">): string | undefined {
  return uid?.endsWith(OURS) ? uid.slice(0, -OURS.length) : undefined;
}

/** A name that every file system takes. */
export function fileNameOf({ subject }: Pick<Mail, "subject">): string {
  const plain = subject.normalize("NFKD").replace(/[^\w -]+/g, "");
  return `${
    plain
      .trim()
      .replace(/[\s_]+/g, "-")
      .slice(0, 60) || "invitation"
  }.ics`;
}

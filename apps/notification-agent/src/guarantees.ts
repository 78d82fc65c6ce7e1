/**
 * What keeps a mail from being sent twice: of several agents one claims it, in one transaction, and its
 * Message-ID is made of what is sent, the same on every attempt. Both are values, so that a run on a
 * state that was made to be thrown away can show what happens otherwise: `docs/explanation/dial.md`.
 */

import {
  type AgentEnvironment,
  askedDial,
  type Guarantee,
  inOneTransaction,
} from "@holdfast/agent-runtime";
import type { Role, SharedState, Transaction } from "@holdfast/shared-state";

export interface MailGuarantees {
  readonly claim: Guarantee;
  /** What an attempt is sent under, in the transaction that claims it, of what is usual. */
  nameMail(state: SharedState): (tx: Transaction, usual: string) => string;
}

export const PROMISED: MailGuarantees = {
  claim: inOneTransaction,
  nameMail: () => (_tx, usual) => usual,
};

export interface Turned {
  readonly guarantees: MailGuarantees;
  /** With what they have to write. */
  widened(role: Role): Role;
}

/** Undefined: everything is as it is promised. @throws EnvironmentError */
export async function otherGuarantees(environment: AgentEnvironment): Promise<Turned | undefined> {
  const asked = askedDial(environment);
  if (asked === undefined) return undefined;
  const { nameMail, turnDial, widened } = await import("@holdfast/dial");
  const claim = turnDial(asked, environment).commit("send-notification");
  if (!claim) return undefined;
  const nameOwn = (state: SharedState) => {
    const own = state.newId();
    return (tx: Transaction, usual: string) => nameMail(tx, usual, own);
  };
  return { guarantees: { claim, nameMail: nameOwn }, widened };
}

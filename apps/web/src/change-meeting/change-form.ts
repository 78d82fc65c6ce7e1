/** What every form that changes a meeting is told: upon which version, and what comes after. */

import type { SeenMeeting } from "../api/meetings.ts";

export interface ChangeFormProps {
  readonly seen: SeenMeeting;
  readonly onDone: (sentence: string) => void;
  readonly onClose: () => void;
}

/** Edits what a meeting is called and who comes. */

import type { Person } from "@holdfast/api";
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { PeoplePicker } from "../components/people-picker.tsx";
import { ChangeActions } from "./change-actions.tsx";
import "./change-form.css";
import type { ChangeFormProps } from "./change-form.ts";
import { ChangeRefused } from "./change-refused.tsx";
import { changeOf, isEmptyChange } from "./meeting-change.ts";
import { useChange } from "./use-change.ts";

interface EditMeetingProps extends ChangeFormProps {
  readonly people: readonly Person[];
}

export function EditMeeting({ seen, people, onDone, onClose }: EditMeetingProps): JSX.Element {
  const { meeting } = seen;
  const wanted = useSignal({
    title: meeting.title,
    description: meeting.description,
    required: meeting.required.filter((each) => each !== meeting.organizer),
    optional: meeting.optional,
  });
  const { change, patch } = useChange((underWay) =>
    onDone(underWay ? "The change is under way." : "The meeting was changed."),
  );
  const body = changeOf(meeting, {
    ...wanted.value,
    required: [meeting.organizer, ...wanted.value.required],
  });
  const isSending = change.kind === "sending";
  const { title, description, required, optional } = wanted.value;
  const set = (changes: Partial<typeof wanted.value>) => {
    wanted.value = { ...wanted.value, ...changes };
  };
  return (
    <form
      class="change-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isEmptyChange(body) && title.trim() !== "") void patch(seen, body);
      }}
    >
      {change.kind === "failed" && (
        <ChangeRefused
          {...{ change, seen, busy: isSending }}
          onAgain={(upon) => void patch(upon, body)}
        />
      )}
      <label class="field">
        Title
        <input
          value={title}
          maxLength={200}
          required
          onInput={({ currentTarget }) => set({ title: currentTarget.value })}
        />
      </label>
      <label class="field">
        Description
        <textarea
          rows={3}
          maxLength={8000}
          value={description}
          onInput={({ currentTarget }) => set({ description: currentTarget.value })}
        />
      </label>
      <PeoplePicker
        label="Required, besides the organizer: their time is held"
        {...{ people, chosen: required, taken: [meeting.organizer, ...optional] }}
        onChange={(chosen) => set({ required: [...chosen] })}
      />
      <PeoplePicker
        label="Optional: invited, and may be busy"
        {...{ people, chosen: optional, taken: [meeting.organizer, ...required] }}
        onChange={(chosen) => set({ optional: chosen })}
      />
      <ChangeActions
        {...{ isSending, onClose }}
        words="Save"
        sending="Saving …"
        disabled={isEmptyChange(body)}
      />
    </form>
  );
}

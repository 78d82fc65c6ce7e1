/** What a meeting is called, and who comes. */

import type { Person } from "@holdfast/api";
import type { JSX } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { PeoplePicker } from "../components/people-picker.tsx";
import type { BookingDraft, Fault } from "./booking-draft.ts";

interface DraftFieldsProps {
  readonly draft: BookingDraft;
  readonly people: readonly Person[];
  readonly faults: readonly Fault[];
  readonly onChange: (changes: Partial<BookingDraft>) => void;
}

export function DraftFields({ draft, people, faults, onChange }: DraftFieldsProps): JSX.Element {
  const id = useId();
  const title = useRef<HTMLInputElement>(null);
  const faultOf = (field: keyof BookingDraft) => faults.find((each) => each.field === field)?.text;
  const { organizer, required, optional } = draft;
  useEffect(() => {
    // A dialog around it moves the focus to its first button when it opens.
    const next = requestAnimationFrame(() => {
      title.current?.focus();
      title.current?.select();
    });
    return () => cancelAnimationFrame(next);
  }, []);
  return (
    <div class="draft-fields">
      <label class="field wide">
        Title
        <input
          ref={title}
          value={draft.title}
          maxLength={200}
          required
          aria-invalid={faultOf("title") !== undefined}
          aria-describedby={`${id}-title`}
          onInput={({ currentTarget }) => onChange({ title: currentTarget.value })}
        />
        {faultOf("title") && (
          <span id={`${id}-title`} class="input-fault">
            {faultOf("title")}
          </span>
        )}
      </label>
      <PeoplePicker
        label="Organizer"
        {...{ people, chosen: organizer, fault: faultOf("organizer") }}
        limit={1}
        onChange={(chosen) => onChange({ organizer: chosen })}
      />
      <PeoplePicker
        label="Required: their time is held"
        {...{ people, chosen: required, taken: [...organizer, ...optional] }}
        fault={faultOf("required")}
        onChange={(chosen) => onChange({ required: chosen })}
      />
      <PeoplePicker
        label="Optional: invited, and may be busy"
        {...{ people, chosen: optional, taken: [...organizer, ...required] }}
        onChange={(chosen) => onChange({ optional: chosen })}
      />
      <label class="field">
        Description
        <textarea
          rows={2}
          maxLength={8000}
          value={draft.description}
          onInput={({ currentTarget }) => onChange({ description: currentTarget.value })}
        />
      </label>
    </div>
  );
}

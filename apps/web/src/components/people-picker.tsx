/**
 * Chooses people: typing finds them by name, arrow keys and Enter choose, Backspace takes the last
 * one back. The combobox pattern of ARIA (1.2), with the chosen ones as buttons before it.
 */

import type { Person } from "@holdfast/api";
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useId, useRef } from "preact/hooks";
import { announce } from "./announcer.tsx";
import { matchingPeople, whyNobody } from "./people-matches.ts";
import "./people-picker.css";

interface PeoplePickerProps {
  readonly label: string;
  readonly people: readonly Person[];
  /** Ids, in the order in which they were chosen. */
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
  /** Chosen elsewhere: they are not offered here. */
  readonly taken?: readonly string[];
  readonly limit?: number;
  readonly hint?: string;
  readonly fault?: string | undefined;
}

const NOBODY = -1;

export function PeoplePicker(props: PeoplePickerProps): JSX.Element {
  const { label, people, chosen, onChange, taken = [], limit = 20, hint, fault } = props;
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const typed = useSignal("");
  const isOpen = useSignal(false);
  /** Nobody, until something is typed or an arrow key pressed: Enter alone chooses nobody. */
  const active = useSignal(NOBODY);
  const isFull = chosen.length >= limit;
  const offered =
    isFull && limit > 1 ? [] : matchingPeople(people, typed.value, [...chosen, ...taken]);
  const isShown = isOpen.value && offered.length > 0;
  const nobody = whyNobody(people, typed.value, [...chosen, ...taken]);
  const nameOf = (each: string) => people.find((person) => person.id === each)?.name ?? each;

  const choose = (person: Person | undefined) => {
    if (!person) return;
    onChange(limit === 1 ? [person.id] : [...chosen, person.id]);
    typed.value = "";
    active.value = NOBODY;
    isOpen.value = false;
    announce(`${person.name} was added: ${label}.`);
    input.current?.focus();
  };
  const remove = (each: string) => {
    onChange(chosen.filter((other) => other !== each));
    announce(`${nameOf(each)} was taken out: ${label}.`);
    input.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const move = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (move !== 0) {
      event.preventDefault();
      const isFirst = !isShown || active.value === NOBODY;
      const next = isFirst ? Math.min(0, move) : active.value + move;
      active.value = (next + offered.length) % Math.max(1, offered.length);
      isOpen.value = true;
    } else if (event.key === "Enter" && isShown && active.value !== NOBODY) {
      event.preventDefault();
      choose(offered[active.value]);
    } else if (event.key === "Escape" && isShown) {
      event.preventDefault();
      event.stopPropagation();
      isOpen.value = false;
    } else if (event.key === "Backspace" && typed.value === "" && chosen.length > 0) {
      remove(chosen.at(-1)!);
    }
  };

  return (
    <div class={fault ? "people-picker faulty" : "people-picker"}>
      <label for={id} id={`${id}-label`}>
        {label}
      </label>
      <div class="picked">
        {chosen.map((each) => (
          <button
            key={each}
            type="button"
            class="chip"
            aria-label={`Take ${nameOf(each)} out: ${label}`}
            onClick={() => remove(each)}
          >
            {nameOf(each)} <span aria-hidden="true">✕</span>
          </button>
        ))}
        <input
          ref={input}
          id={id}
          role="combobox"
          autocomplete="off"
          spellcheck={false}
          aria-expanded={isShown}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={
            isShown && active.value !== NOBODY ? `${id}-${active.value}` : undefined
          }
          aria-describedby={hint || fault ? `${id}-hint` : undefined}
          aria-invalid={fault !== undefined}
          placeholder={chosen.length === 0 ? "Type a name" : ""}
          value={typed.value}
          onInput={({ currentTarget }) => {
            typed.value = currentTarget.value;
            active.value = typed.value === "" ? NOBODY : 0;
            isOpen.value = typed.value !== "";
          }}
          onClick={() => {
            isOpen.value = true;
          }}
          onBlur={() => {
            isOpen.value = false;
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div id={`${id}-list`} role="listbox" aria-labelledby={`${id}-label`} hidden={!isShown}>
        {offered.map((person, index) => (
          <div
            key={person.id}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === active.value}
            class={index === active.value ? "active" : ""}
            onPointerDown={(event) => {
              event.preventDefault();
              choose(person);
            }}
          >
            <span>{person.name}</span>
            <span class="soft small">{person.zone}</span>
          </div>
        ))}
      </div>
      <p class="small" role="status" hidden={nobody === undefined}>
        {nobody}
      </p>
      {(fault ?? hint) && (
        <p id={`${id}-hint`} class={fault ? "small input-fault" : "small soft"}>
          {fault ?? hint}
        </p>
      )}
    </div>
  );
}

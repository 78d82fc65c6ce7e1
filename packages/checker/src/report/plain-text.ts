/**
 * Texts that somebody typed, on their way into a page.
 *
 * Two things are kept apart. *Plain*: what cannot be seen (control characters, line separators, marks
 * that turn the direction of writing) is written out, so that a name looks like what it is. *Escaped*:
 * nothing in it can be taken for markup, wherever in the page it stands.
 */

const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\p{Cs}]/gu;
const MARKUP = /[&<>"'`]/g;
const IN_SCRIPT = /[<>&\u2028\u2029]/g;

export function plainText(text: string): string {
  return text.replace(UNSEEN, (character) => `\\u{${codeOf(character).toString(16)}}`);
}

/** At most so many characters. */
export function shortText(text: string, lengthMax: number): string {
  const characters = [...text];
  return characters.length <= lengthMax ? text : `${characters.slice(0, lengthMax - 1).join("")}…`;
}

/** A value in one line. */
export function valueText(value: unknown, lengthMax = 300): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "nothing");
  return plainText(shortText(text, lengthMax));
}

/** As text of an element, or as the value of a quoted attribute. */
export function escapeMarkup(text: string): string {
  return plainText(text).replace(MARKUP, (character) => `&#${codeOf(character)};`);
}

/** As JSON in a script element, from which no `</script>` can get out. */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value).replace(
    IN_SCRIPT,
    (character) => `\\u${codeOf(character).toString(16).padStart(4, "0")}`,
  );
}

function codeOf(character: string): number {
  return character.codePointAt(0) ?? 0;
}

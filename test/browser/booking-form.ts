/** The form that turns a held slot into a booking, for a test. */

import type { Locator, Page } from "playwright-core";

export function bookingForm(page: Page): Locator {
  return page.getByRole("form", { name: "Book this slot" });
}

interface Draft {
  readonly title: string;
  readonly organizer: string;
  readonly required?: readonly string[];
}

export async function fillIn(page: Page, { title, organizer, required = [] }: Draft) {
  const form = bookingForm(page);
  await form.getByRole("textbox", { name: "Title" }).fill(title);
  await choose(form.getByRole("combobox", { name: "Organizer" }), organizer);
  for (const person of required) {
    await choose(form.getByRole("combobox", { name: /^Required/ }), person);
  }
}

async function choose(picker: Locator, person: string): Promise<void> {
  await picker.fill(person);
  await picker.press("Enter");
}

export async function confirm(page: Page): Promise<void> {
  await bookingForm(page).getByRole("button", { name: "Book it" }).click();
}

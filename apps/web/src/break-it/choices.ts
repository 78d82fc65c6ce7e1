/** What an order may choose, as the JSON Schema of its body says it. */

import type { Fault } from "@holdfast/api";

interface JsonSchema {
  readonly properties?: Readonly<Record<string, { readonly enum?: readonly string[] }>>;
}

export function choicesOf({ parameters }: Fault, parameter: string): readonly string[] {
  const { properties = {} }: JsonSchema = parameters;
  return properties[parameter]?.enum ?? [];
}

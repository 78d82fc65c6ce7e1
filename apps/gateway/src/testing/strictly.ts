/**
 * A schema that knows no other members than those that it names, all the way down, and where nothing
 * is filled in that is missing. What is said to be open (`looseObject`, `record`) stays so.
 */

import { z } from "zod";

export function strictly(schema: z.core.$ZodType): z.ZodType {
  if (schema instanceof z.ZodObject) return strictObject(schema);
  if (schema instanceof z.ZodArray) return z.array(strictly(schema.element));
  if (schema instanceof z.ZodOptional) return strictly(schema.unwrap()).optional();
  if (schema instanceof z.ZodNullable) return strictly(schema.unwrap()).nullable();
  if (schema instanceof z.ZodUnion) return z.union(schema.options.map(strictly));
  if (schema instanceof z.ZodDefault) return strictly(schema.unwrap());
  return schema as z.ZodType;
}

function strictObject({ shape, def }: z.ZodObject): z.ZodType {
  const members = Object.entries(shape).map(([name, member]) => [name, strictly(member)] as const);
  const strict = z.strictObject(Object.fromEntries(members));
  return def.catchall instanceof z.ZodUnknown ? strict.loose() : strict;
}

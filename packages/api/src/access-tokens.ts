/** `/api/access-tokens`: who is let in. */

import { identifier } from "@holdfast/scheduling";
import { z } from "zod";
import { instantOut } from "./instants.ts";
import type { Asked, Told } from "./told.ts";

/** Each may do what those before it may. */
export const ROLES = ["viewer", "member", "admin"] as const;
export type Role = (typeof ROLES)[number];

export const accessTokenRequest = z.strictObject({ person: identifier, role: z.enum(ROLES) });

export const accessTokenOut = z.object({
  id: z.string().describe("Names the token for revoking; it lets nobody in"),
  person: z.string(),
  role: z.enum(ROLES),
  createdAt: instantOut,
  revokedAt: instantOut.optional(),
});

export const accessTokensOut = z.object({ accessTokens: z.array(accessTokenOut) });

/** The token itself is shown once. */
export const newAccessTokenOut = accessTokenOut.extend({ accessToken: z.string() });

export type AccessTokenRequest = Asked<typeof accessTokenRequest>;
export type AccessTokens = Told<typeof accessTokensOut>;
export type NewAccessToken = Told<typeof newAccessTokenOut>;

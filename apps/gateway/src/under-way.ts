/** 202: the saga goes on without the caller, who may ask how it went. */

import type { underWayOut } from "@holdfast/api";
import type { FastifyReply } from "fastify";
import type { z } from "zod";

export type UnderWay = z.infer<typeof underWayOut>;

export function underWay(reply: FastifyReply, { meeting, saga }: UnderWay): UnderWay {
  reply.code(202).header("Location", `/api/meetings/${meeting}/saga?id=${saga}`);
  return { meeting, saga };
}

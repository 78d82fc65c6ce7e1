/**
 * The HTTP server: what holds for every request, then one file of routes for each resource.
 *
 *     limits → Host and Origin → access token → rate → role → schema → at least that revision
 *            → handler → durable → reply
 */

import { setMaxListeners } from "node:events";
import helmet from "@fastify/helmet";
import type { SharedState } from "@holdfast/shared-state";
import Fastify, {
  type FastifyBaseLogger,
  type FastifyHttpOptions,
  LogController,
  type RawServerDefault,
} from "fastify";
import {
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from "fastify-type-provider-zod";
import { addAccessTokenRoutes } from "./access-tokens.ts";
import { addViolationRecording } from "./access-violations.ts";
import { addAgendaRoute } from "./agenda.ts";
import { addAgentRoutes } from "./agents.ts";
import { AgentsDown } from "./agents-down.ts";
import type { App, Gateway } from "./app.ts";
import { addAsOf } from "./as-of.ts";
import { addAtLeast } from "./at-least.ts";
import { addAuditRoutes } from "./audit.ts";
import { addAuthentication } from "./authentication.ts";
import { addBookingRoute } from "./booking.ts";
import { addBreakingRoutes } from "./breaking.ts";
import { answerBrokenConnection } from "./broken-connections.ts";
import { addCalendarRoutes } from "./calendars.ts";
import { addCancelRoute } from "./cancelling.ts";
import { addChangeStreamRoute } from "./changes.ts";
import { addChangeRoute } from "./changing.ts";
import { addClosureRoutes } from "./closures.ts";
import { addDeadLetterRoutes } from "./dead-letters.ts";
import { addRevisionToRefusals } from "./durably.ts";
import { resumeErasing } from "./erasing.ts";
import { handleError } from "./error-handler.ts";
import { addFreeRoomRoute } from "./free-rooms.ts";
import { type Guarantees, PROMISED } from "./guarantees.ts";
import { addHealthRoute } from "./health.ts";
import { addHoldRoutes } from "./holds.ts";
import { addInboxRoutes } from "./inbox.ts";
import { addMeetingRoutes } from "./meetings.ts";
import { addMetrics } from "./metrics.ts";
import { addOpenApi, addOpenApiRoute } from "./openapi.ts";
import { addPage, WEB_FOLDER } from "./page.ts";
import { addPeopleRoutes } from "./people.ts";
import { addProjectionRoutes } from "./projections.ts";
import { addRoomDayRoute } from "./room-days.ts";
import { addRoomRoutes } from "./rooms.ts";
import type { Settings } from "./settings.ts";
import { addStatisticsRoute } from "./statistics.ts";
import { addSuggestionRoutes } from "./suggestions.ts";
import { addTaskRoutes } from "./tasks.ts";
import { checkWellFormed } from "./well-formed.ts";

const BODY_BYTES_MAX = 256 * 1024;
const HEADER_BYTES_MAX = 16 * 1024;
/** Longer than the longest id of a dead letter. */
const PARAM_LENGTH_MAX = 400;
/** A whole request has to arrive within that; a reply may wait for a saga for less. */
const REQUEST_MS_MAX = 15_000;
const IDLE_MS_MAX = 30_000;

export interface ServerOptions {
  readonly state: SharedState;
  readonly settings: Settings;
  /** What is promised, unless it says otherwise. */
  readonly guarantees?: Guarantees;
  /** The built web page; where the build puts it, unless it says otherwise. */
  readonly webFolder?: string;
  /** None in tests. */
  readonly logger?: FastifyBaseLogger;
}

/** Ready to listen, or to be injected requests. Closing it ends streams and waits for replies. */
export async function createServer({
  state,
  settings,
  guarantees = PROMISED,
  webFolder = WEB_FOLDER,
  logger,
}: ServerOptions): Promise<App> {
  const app: App = Fastify(serverOptions(logger)).withTypeProvider<ZodTypeProvider>();
  const closing = new AbortController();
  // Each request that waits for a saga listens to it.
  setMaxListeners(0, closing.signal);
  const agentsDown = new AgentsDown(state, closing.signal);
  const shared = { state, settings, guarantees, agentsDown };
  const gateway: Gateway = { ...shared, closing: closing.signal };
  app.addHook("preClose", async () => closing.abort());
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(handleError);
  app.addHook("preValidation", async ({ body }) => checkWellFormed(body));

  await addSecurityHeaders(app);
  await addOpenApi(app);
  addViolationRecording(app, gateway);
  await addAuthentication(app, gateway);
  addAsOf(app);
  addAtLeast(app, gateway);
  addRevisionToRefusals(app, gateway);
  addMetrics(app, gateway);
  addOpenApiRoute(app);
  addHealthRoute(app, gateway);
  await addPage(app, webFolder);
  addRoutes(app, gateway);
  await app.ready();
  await resumeErasing(gateway);
  return app;
}

function addRoutes(app: App, gateway: Gateway): void {
  addRoomRoutes(app, gateway);
  addClosureRoutes(app, gateway);
  addPeopleRoutes(app, gateway);
  addCalendarRoutes(app, gateway);
  addSuggestionRoutes(app, gateway);
  addHoldRoutes(app, gateway);
  addBookingRoute(app, gateway);
  addMeetingRoutes(app, gateway);
  addChangeRoute(app, gateway);
  addCancelRoute(app, gateway);
  addAgentRoutes(app, gateway);
  addRoomDayRoute(app, gateway);
  addAgendaRoute(app, gateway);
  addFreeRoomRoute(app, gateway);
  addStatisticsRoute(app, gateway);
  addProjectionRoutes(app, gateway);
  addChangeStreamRoute(app, gateway);
  addInboxRoutes(app, gateway);
  addTaskRoutes(app, gateway);
  addDeadLetterRoutes(app, gateway);
  addAccessTokenRoutes(app, gateway);
  addAuditRoutes(app, gateway);
  addBreakingRoutes(app, gateway);
}

function serverOptions(
  logger: FastifyBaseLogger | undefined,
): FastifyHttpOptions<RawServerDefault, FastifyBaseLogger> {
  return {
    ...(logger ? { loggerInstance: logger } : {}),
    // Fastify would log addresses, and one of ours carries an access token.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: REQUEST_MS_MAX,
    connectionTimeout: 0,
    keepAliveTimeout: IDLE_MS_MAX,
    forceCloseConnections: "idle",
    return503OnClosing: true,
    onProtoPoisoning: "error",
    onConstructorPoisoning: "error",
    routerOptions: { maxParamLength: PARAM_LENGTH_MAX },
    http: { maxHeaderSize: HEADER_BYTES_MAX, headersTimeout: REQUEST_MS_MAX },
    frameworkErrors: handleError,
    clientErrorHandler: answerBrokenConnection,
  };
}

/** Nothing but our own files may be loaded by a page of ours, and no other page may frame it. */
async function addSecurityHeaders(app: App): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", "data:"],
        connectSrc: ["'self'"],
        fontSrc: ["'self'"],
        manifestSrc: ["'self'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
      },
    },
    // Loopback has no TLS; whoever puts one in front says so there.
    strictTransportSecurity: false,
    referrerPolicy: { policy: "no-referrer" },
  });
}

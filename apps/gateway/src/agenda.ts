/** `/api/people/{id}/agenda`: which meetings await a person, from the projection `agenda`. */

import { agendaOut, agendaQuery } from "@holdfast/api";
import { agenda, identifier, readAgenda } from "@holdfast/scheduling";
import { z } from "zod";
import { type App, type Gateway, otherwiseProblem } from "./app.ts";
import { readWindow, toInstantOut } from "./instants.ts";
import { mustFindPerson } from "./people.ts";
import { readView, VIEWS } from "./views.ts";

const AGENDA_DAYS_MAX = 366;

export function addAgendaRoute(app: App, gateway: Gateway): void {
  app.get(
    "/api/people/:id/agenda",
    {
      schema: {
        ...{ tags: [VIEWS], params: z.object({ id: identifier }) },
        querystring: agendaQuery,
        response: { 200: agendaOut, ...otherwiseProblem },
      },
    },
    async (request, reply) => {
      const { id: person } = request.params;
      await gateway.state.read((snapshot) => mustFindPerson(snapshot, person));
      const now = gateway.state.clock.wallMs();
      const window = readWindow(request.query, { now, daysMax: AGENDA_DAYS_MAX });
      const meetings = await readView(gateway, request, reply, {
        projection: agenda,
        look: (view) => readAgenda(view, person, window),
      });
      return {
        ...{ person, from: toInstantOut(window.start), to: toInstantOut(window.end) },
        meetings: meetings.map(({ start, end, ...meeting }) => ({
          ...{ ...meeting, start: toInstantOut(start), end: toInstantOut(end) },
        })),
      };
    },
  );
}

import { bookMeeting, cancelMeeting, moveMeeting } from "@holdfast/scheduling";
import { isDefinitionOf } from "@holdfast/shared-state";
import { describe, expect, it } from "vitest";
import * as calendarAgent from "../../apps/calendar-agent/src/served-sagas.ts";
import * as notificationAgent from "../../apps/notification-agent/src/served-sagas.ts";
import * as roomAgent from "../../apps/room-agent/src/served-sagas.ts";

const AGENTS = [calendarAgent, notificationAgent, roomAgent];

describe.each([bookMeeting, moveMeeting, cancelMeeting])("saga $name", (definition) => {
  it.each(definition.steps)("step $name is done by $by", ({ name, by }) => {
    const agent = AGENTS.find(({ ROLE }) => ROLE === by);
    const served = agent?.servedSagas.find((each) =>
      isDefinitionOf(each.definition, { definition: definition.name, version: definition.version }),
    );
    expect(Object.keys(served?.handlers ?? {})).toContain(name);
  });

  it("has its deadline served by every agent, so that any survivor can undo it", () => {
    for (const { servedSagas } of AGENTS) {
      expect(servedSagas.map((each) => each.definition)).toContain(definition);
    }
  });
});

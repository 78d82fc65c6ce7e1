/** A race of many for one slot: each asks for the same half hour at the same moment. */

import type { Fault, Room } from "@holdfast/api";
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useLive } from "../live/use-live.ts";
import { explain } from "../refusals/explain.ts";
import { isPast } from "../time/as-of.ts";
import { zoneName } from "../time/format.ts";
import { shownNow } from "../time/now.ts";
import { FaultCard } from "./fault-card.tsx";
import { type FreeSlot, findFreeSlots, slotName } from "./free-slots.ts";
import type { Orders } from "./orders.ts";
import { judgeRace, type Lane } from "./race.ts";
import { RaceLanes } from "./race-lanes.tsx";
import { giveBack, lookIntoDiary, type RaceRequest, runRace } from "./run-race.ts";
import type { Verdict } from "./verdict.ts";

const CONTENDERS_MAX = 50;

export interface RaceState {
  readonly lanes: readonly Lane[];
  readonly tookMs?: number;
  readonly verdict?: Verdict;
  /** What the diary said afterwards, in a sentence. */
  readonly found?: string;
}

interface RaceCardProps {
  readonly fault: Fault;
  readonly rooms: readonly Room[];
  readonly orders: Orders;
}

export function RaceCard({ fault, rooms, orders }: RaceCardProps): JSX.Element {
  const chosenRoom = useSignal<string | undefined>(undefined);
  const chosenSlot = useSignal<string | undefined>(undefined);
  const contenders = useSignal(12);
  const race = useSignal<RaceState | undefined>(undefined);
  const isRunning = useSignal(false);
  const room = rooms.find(({ id }) => id === chosenRoom.value) ?? rooms[0];
  const free = useLive(
    (signal) => (room && !isPast.value ? findFreeSlots(room.id, signal) : Promise.resolve([])),
    { on: [room?.id] },
  );
  const slots: readonly FreeSlot[] = free.kind === "ready" ? free.value : [];
  const slot = slots.find(({ start }) => start === chosenSlot.value) ?? slots[0];
  const start = async () => {
    if (!room || !slot) return;
    isRunning.value = true;
    await runAndCheck(
      { room: room.id, start: slot.start, end: slot.end, contenders: contenders.value },
      (state) => {
        race.value = state;
      },
    );
    isRunning.value = false;
    free.reload();
  };
  return (
    <FaultCard
      fault={fault}
      orders={orders}
      onOrder={() => void start()}
      does={isRunning.value ? "Racing …" : "Start the race"}
      isBusy={isRunning.value || slot === undefined}
      isWide
      result={race.value && <RaceLanes state={race.value} />}
    >
      <label class="field">
        Room
        <select
          value={room?.id}
          onChange={({ currentTarget }) => {
            chosenRoom.value = currentTarget.value;
          }}
        >
          {rooms.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        Slot{room && `, ${zoneName(room.zone, shownNow.value)}`}
        <select
          value={slot?.start}
          onChange={({ currentTarget }) => {
            chosenSlot.value = currentTarget.value;
          }}
        >
          {slots.length === 0 && <option>{whyNoSlots(free.kind)}</option>}
          {room &&
            slots.map((each) => (
              <option key={each.start} value={each.start}>
                {slotName(each, room)}
              </option>
            ))}
        </select>
      </label>
      <label class="field">
        Contenders
        <input
          type="number"
          required
          min={2}
          max={CONTENDERS_MAX}
          value={contenders.value}
          onInput={({ currentTarget }) => {
            if (currentTarget.value !== "") contenders.value = Number(currentTarget.value);
          }}
        />
      </label>
      {free.kind === "failed" && <p class="fault-refused">{explain(free.error)}</p>}
    </FaultCard>
  );
}

/** Runs it, looks what came of it, and tidies up. */
async function runAndCheck(request: RaceRequest, show: (state: RaceState) => void): Promise<void> {
  const startedMs = performance.now();
  let state: RaceState = { lanes: [] };
  const tell = (more: Partial<RaceState>) => {
    state = { ...state, ...more };
    show(state);
  };
  const lanes = await runRace(request, (told) => tell({ lanes: told }));
  tell({ lanes, tookMs: performance.now() - startedMs, found: "Looking into the diary …" });
  try {
    const found = await lookIntoDiary(request);
    tell({ verdict: judgeRace(lanes, found), found: `${inDiary(found.holds.length)}.` });
    await giveBack(lanes);
    const { holds } = await lookIntoDiary(request);
    const now = holds.length === 0 ? "the slot is free again" : "it still has one";
    tell({ found: `${inDiary(found.holds.length)}. It was given back: ${now}.` });
  } catch (error) {
    tell({ found: `${state.found} ${explain(error as Error)}` });
  }
}

function inDiary(holds: number): string {
  const many = ["no hold", "one hold"][holds] ?? `${holds} holds`;
  return `The room's diary has ${many} in that slot`;
}

function whyNoSlots(kind: "loading" | "ready" | "failed"): string {
  if (isPast.value) return "Not of the past";
  return { loading: "Looking …", ready: "None is free", failed: "Not known" }[kind];
}

/** Which steps the room agent does: it holds rooms, and does the pivots. */
import { serve } from "@holdfast/agent-runtime";
import { bookMeeting, cancelMeeting, moveMeeting } from "@holdfast/scheduling";
import { confirm } from "./confirm.js";
import { exchange } from "./exchange.js";
import { freeSlots } from "./free-slots.js";
import { holdRoom } from "./hold-room.js";
export const ROLE = "room-agent";
export const servedSagas = [
    serve(bookMeeting, ROLE, { "hold-room": holdRoom, confirm }),
    serve(moveMeeting, ROLE, { "hold-room": holdRoom, exchange }),
    serve(cancelMeeting, ROLE, { "free-slots": freeSlots }),
];
//# sourceMappingURL=served-sagas.js.map
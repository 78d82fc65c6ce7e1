/** Brings the page to life. */

import { listenToControls } from "./controls.ts";
import type { Drawing } from "./drawing.ts";
import { fillTable } from "./entry-table.ts";
import { listenToKeys } from "./keyboard.ts";
import { listenToPointer } from "./pointer.ts";
import { listenToPrinting } from "./printing.ts";
import { RunView } from "./run-view.ts";
import { byId } from "./svg.ts";
import { showTooltips } from "./tooltip.ts";

const view = new RunView(JSON.parse(byId("drawing").textContent ?? "") as Drawing);
listenToKeys(view);
listenToPointer(view);
listenToControls(view);
listenToPrinting(view);
showTooltips(view);
fillTable(view.drawing);

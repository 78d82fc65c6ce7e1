/** What shapes and colours mean, drawn as they are in the drawing. */

interface Sample {
  readonly look: string;
  readonly shape: string;
  readonly means: string;
}

const BAR = `<rect class="shape" x="1" y="2" width="24" height="12" rx="3"/><rect class="pattern" x="1" y="2" width="24" height="12"/>`;
const DIAMOND = `<path class="shape" d="M13,1L20,8L13,15L6,8z"/>`;

const SAMPLES: readonly Sample[] = [
  { look: "bar ok", shape: sign("✓"), means: "ok" },
  { look: "bar refused", shape: sign("✗"), means: "refused: nothing changed" },
  { look: "bar failed", shape: sign("!"), means: "failed before any effect" },
  { look: "bar unknown", shape: sign("?"), means: "no answer: nobody can tell" },
  { look: "bar held", shape: sign("◷"), means: "hold" },
  { look: "bar lapsed", shape: sign("⊘"), means: "hold that lapsed" },
  { look: "bar booked", shape: sign("■"), means: "booking" },
  { look: "band fault", shape: BAR, means: "fault, until healed" },
  {
    ...{ look: "tick commit", means: "commit" },
    shape: `<rect class="shape" x="12" y="2" width="2.5" height="12"/>`,
  },
  {
    ...{ look: "mail", means: "mail" },
    shape: `<path class="shape" d="M6,3h14v10h-14z"/><path class="fold" d="M6,3l7,6l7,-6"/>`,
  },
  { look: "seen", shape: `<path class="shape" d="M8,3L18,8L8,13z"/>`, means: "told to a watcher" },
  { look: "differs", shape: DIAMOND, means: "stuck, or a view that is wrong" },
  { look: "bar ok witness", shape: BAR, means: "part of the witness" },
];

export function legend(): string {
  const items = SAMPLES.map(
    ({ look, shape, means }) =>
      `<li><svg aria-hidden="true"><g class="mark ${look}">${shape}</g></svg>${means}</li>`,
  );
  return `<ul class="legend" aria-label="Legend">${items.join("")}</ul>`;
}

function sign(text: string): string {
  return `${BAR}<text class="label" x="13" y="12" text-anchor="middle">${text}</text>`;
}

/**
 * The colours and measures of the page, in one place. Every colour of a text has a contrast of at least
 * 4.5 to what is behind it, every outline one of 3, in the light and in the dark (a test computes it).
 */

export type Theme = Readonly<Record<string, string>>;

export const LIGHT: Theme = {
  ...{ paper: "#ffffff", raised: "#f4f5f7", ink: "#1b1f24", quiet: "#57606a", line: "#d4d9df" },
  ...{ accent: "#0b57d0", "ok-line": "#116b3f", "ok-fill": "#d7f0e1" },
  ...{ "refused-line": "#8a5300", "refused-fill": "#ffefd0" },
  ...{ "failed-line": "#b3261e", "failed-fill": "#fde0dd" },
  ...{ "unknown-line": "#6b3fa0", "unknown-fill": "#ece0fa" },
  ...{ "fault-line": "#b3261e", "fault-fill": "#fbe3e1" },
  ...{ "commit-line": "#3d5a80", "held-line": "#0b6a8a", "held-fill": "#d5eef7" },
  ...{ "booked-line": "#31449e", "booked-fill": "#dfe4fb", "mail-line": "#7a4a12" },
  ...{ "witness-line": "#c2185b", "on-witness": "#ffffff" },
};

export const DARK: Theme = {
  ...{ paper: "#14171b", raised: "#1f242a", ink: "#e8ecf1", quiet: "#a3adb8", line: "#3a424b" },
  ...{ accent: "#8ab4f8", "ok-line": "#5bc98c", "ok-fill": "#123524" },
  ...{ "refused-line": "#e5ad4e", "refused-fill": "#3a2b0e" },
  ...{ "failed-line": "#ff8a80", "failed-fill": "#45191a" },
  ...{ "unknown-line": "#c39bf2", "unknown-fill": "#2e2044" },
  ...{ "fault-line": "#ff8a80", "fault-fill": "#3d1c1d" },
  ...{ "commit-line": "#9db8d9", "held-line": "#63c4e4", "held-fill": "#0f3340" },
  ...{ "booked-line": "#a3b1ff", "booked-fill": "#232c57", "mail-line": "#e0b27a" },
  ...{ "witness-line": "#ff6fa5", "on-witness": "#1b0410" },
};

export function variablesOf(theme: Theme): string {
  return Object.entries(theme)
    .map(([name, value]) => `--${name}: ${value};`)
    .join(" ");
}

/** The checkout's own files, for tests that hold the code to its rules. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

export const root = findRoot(dirname(fileURLToPath(import.meta.url)));

const LEFT_OUT = new Set(["node_modules", "dist", ".git", ".holdfast"]);

export interface SourceFile {
  /** From the checkout's root, with `/`. */
  readonly path: string;
  readonly text: string;
}

export function filesUnder(folder: string, suffix: string): SourceFile[] {
  const found: SourceFile[] = [];
  const visit = (path: string) => {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      const child = join(path, entry.name);
      if (LEFT_OUT.has(entry.name)) continue;
      if (entry.isDirectory()) visit(child);
      else if (entry.name.endsWith(suffix)) {
        const text = readFileSync(child, "utf8");
        found.push({ path: relative(root, child).replaceAll("\\", "/"), text });
      }
    }
  };
  visit(join(root, folder));
  return found;
}

/** Production code only: no tests, no programs that exist for tests. */
export function productionSources(folder: string): SourceFile[] {
  return [...filesUnder(folder, ".ts"), ...filesUnder(folder, ".tsx")].filter(
    ({ path }) =>
      !/\.(test|worker|child|fixture)\.ts$/.test(path) && !/\/(testing|fixtures)\//.test(path),
  );
}

/** What a source imports, as written. */
export function importsOf({ text }: SourceFile): string[] {
  return [...text.matchAll(/^(?:import|export)\b[^;]*?from\s+"([^"]+)"/gms)].map(
    ([, name]) => name!,
  );
}

/** The same from the sources and from `dist`. */
function findRoot(folder: string): string {
  return existsSync(join(folder, "pnpm-workspace.yaml")) ? folder : findRoot(dirname(folder));
}

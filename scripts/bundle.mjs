// Makes one file of each program: what `tsc` has made of its modules, and the libraries, in the order
// in which they are needed, without what nobody calls. Only programs that are older than what they
// are made of are made again. Who may run them: `packages/agent-runtime/src/programs.ts`.
//
// What is imported only now and then (`import("…")`: the dial, each command of the command line) stays
// in files of its own beside `main.mjs`, and so do the threads and helpers that a program starts.
// Nothing is minified, and each module's name stands above it: stack traces can be read.

import {
  existsSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, isAbsolute, join, posix, relative, resolve, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

const AGENTS = ["calendar-agent", "notification-agent", "projection-agent", "room-agent"];
const APPS = [...AGENTS, "inbox", "gateway", "supervisor", "cli"];

/** Native code, which finds its binary beside its own files. */
const NATIVE = /^lmdb$/;

/** It runs what a learner wrote, on the packages as the learner imports them: one of each, not two. */
const STAYS_IN_MODULES = /lab-agent\.js$/;

/** What every program is made of, beside its modules: the libraries, and how it is made. */
const ALWAYS = ["pnpm-lock.yaml", "scripts/bundle.mjs"];

/** In the folder of an app or a package, from the root. */
const OURS = /^\.\/(packages|apps)\/[^/]+\//;

/** How a module names a program of its own, and how it says where it is itself. */
const PLACES = /new URL\("([^"]+\.js)", import\.meta\.url\)|import\.meta\.url/g;

/** As Vitest calls it, too, before the tests that start programs. */
export default async function bundlePrograms() {
  const runtime = join(root, "packages", "agent-runtime", "dist", "programs.js");
  const { bundleFolder, isUpToDate, MADE_OF, markOf } = await import(pathToFileURL(runtime).href);
  const stale = APPS.filter((app) => !isUpToDate(bundleFolder(app), root));
  if (stale.length === 0) return;
  const { rolldown } = await import(pathToFileURL(bundlerOfThePage()).href);
  // From before anything is read: what changes meanwhile makes the bundle stale.
  const before = new Map(possibleInputs().map((path) => [path, markOf(join(root, path))]));
  await Promise.all(stale.map((app) => bundleApp(app, bundleFolder(app))));

  /** Beside the old bundle, so that nobody ever sees half of one. */
  async function bundleApp(app, bundled) {
    const folder = `${bundled}.${process.pid}`;
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    try {
      const programs = new Map([["main", join(root, "apps", app, "dist", "main.js")]]);
      const files = new Set(ALWAYS);
      // The map grows while it is gone through: a program names others.
      for (const [name, file] of programs) {
        for (const module of await bundle(name, file, folder, programs)) files.add(module);
      }
      const inputs = [...files].sort().map((path) => [path, before.get(path) ?? null]);
      const outputs = readdirSync(folder).map((name) => [name, markOf(join(folder, name))]);
      const madeOf = { inputs: Object.fromEntries(inputs), outputs: Object.fromEntries(outputs) };
      writeFileSync(join(folder, MADE_OF), JSON.stringify(madeOf, null, 2));
      replaceFolder(bundled, folder);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  /** Resolves with what of ours it was made of, from the checkout's root. */
  async function bundle(name, input, folder, programs) {
    const made = await rolldown({
      input: { [name]: input },
      platform: "node",
      plugins: [nativeCode, placesFrom(folder, programs)],
      checks: { pluginTimings: false },
      onLog(_, { message }) {
        throw new Error(`${input}: ${message}`);
      },
    });
    await made.write({
      dir: folder,
      format: "esm",
      paths: (id) => (isAbsolute(id) ? pathFrom(folder, id) : id),
      entryFileNames: "[name].mjs",
      chunkFileNames: (chunk) => `${name}-${nameOf(chunk)}.mjs`,
    });
    const modules = await made.watchFiles;
    await made.close();
    const ours = modules
      .map((file) => pathFrom(root, realpathSync(file)))
      .filter((path) => OURS.test(path));
    return [...ours, ...ours.map((path) => `${OURS.exec(path)[0]}package.json`)];
  }
}

/**
 * Another build at the same time may be as far: then one of the two stays, which are the same. Nothing
 * is deleted where the other one may put its own.
 */
function replaceFolder(old, made) {
  const outOfTheWay = `${made}.old`;
  renameUnless(["ENOENT"], old, outOfTheWay);
  renameUnless(["ENOTEMPTY", "EEXIST"], made, old);
  rmSync(outOfTheWay, { recursive: true, force: true });
}

function renameUnless(codes, from, to) {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!codes.includes(error.code)) throw error;
  }
}

/** What a program may be made of, from the root. */
function possibleInputs() {
  const modules = ["packages", "apps"].flatMap((folder) =>
    readdirSync(join(root, folder)).flatMap((name) => {
      const dist = join(folder, name, "dist");
      const within = existsSync(join(root, dist))
        ? readdirSync(join(root, dist), { recursive: true })
        : [];
      return [join(folder, name, "package.json"), ...within.map((file) => join(dist, file))];
    }),
  );
  const paths = modules.filter((path) => /\.js(on)?$/.test(path));
  return [...ALWAYS, ...paths.map((path) => pathFrom(root, join(root, path)))];
}

/** Vite's own: the page is made with it, too. */
function bundlerOfThePage() {
  const page = createRequire(join(root, "apps", "web", "package.json"));
  return createRequire(page.resolve("vite/package.json")).resolve("rolldown");
}

/** Imported from where it is: an app's own folder does not know of what its packages depend on. */
const nativeCode = {
  name: "native-code",
  resolveId: {
    order: "pre",
    filter: { id: NATIVE },
    async handler(source, importer, options) {
      const { id } = await this.resolve(source, importer, { ...options, skipSelf: true });
      return { id, external: "absolute" };
    },
  },
};

/**
 * A module goes on being where it was compiled, and finds from there what it reads. The programs that
 * it names are bundled as well, and are then beside it.
 */
function placesFrom(folder, programs) {
  return {
    name: "places",
    transform: {
      // What the bundler adds of its own is no file, and its id begins with a zero.
      filter: { code: "import.meta.url", id: { exclude: /^\0/ } },
      handler: (code, id) =>
        code.replace(PLACES, (_, named) => {
          if (named === undefined) return `${placeOf(id)}.href`;
          const file = resolve(dirname(id), named);
          if (STAYS_IN_MODULES.test(named)) return placeOf(file);
          const name = posix.basename(named, ".js");
          programs.set(name, file);
          return placeOf(join(folder, `${name}.mjs`));
        }),
    },
  };

  function placeOf(file) {
    return `new URL(${JSON.stringify(pathFrom(folder, file))}, import.meta.url)`;
  }
}

/** As an import names it. */
function pathFrom(folder, file) {
  const path = relative(folder, file).split(sep).join("/");
  return path.startsWith(".") ? path : `./${path}`;
}

/** What is imported now and then has its module's name; what several need, none. */
function nameOf({ facadeModuleId }) {
  if (!facadeModuleId) return "shared";
  const isPackage = basename(facadeModuleId) === "index.js";
  return isPackage ? basename(dirname(dirname(facadeModuleId))) : basename(facadeModuleId, ".js");
}

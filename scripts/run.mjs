// The one door to everything: `npm start`, `npm test` and the other scripts of package.json come
// through here. It needs nothing but Node and npm: it installs what the lockfile lists (pnpm comes
// through npx), builds what changed, and then runs the command that was asked for.

import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import bundlePrograms from "./bundle.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [command, ...args] = process.argv.slice(2);

/** Everything but `holdfast`'s own output goes to stderr, so that `--json` stays parseable. */
function run(file, fileArgs) {
  const done = spawnSync(file, fileArgs, { cwd: root, stdio: ["ignore", 2, 2] });
  if (done.error) throw done.error;
  if (done.status !== 0) process.exit(done.status ?? 1);
}

/** Installs when the lockfile, or the Node that runs us, is not the one of the last install. */
function install() {
  const lockfile = readFileSync(join(root, "pnpm-lock.yaml"));
  const wanted = createHash("sha256")
    .update(lockfile)
    .update(`${process.platform} ${process.arch} ${process.versions.modules}`)
    .digest("hex");
  const stamp = join(root, "node_modules", ".holdfast-installed");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  const { packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  run("npx", ["--yes", packageManager, "install", "--frozen-lockfile", "--reporter=append-only"]);
  writeFileSync(stamp, wanted);
}

/** The path of a tool's own script, so that no shell and no wrapper stands between us and it. */
function tool(name, from = root) {
  const require = createRequire(join(from, "package.json"));
  const manifest = require.resolve(`${name}/package.json`);
  const { bin } = require(`${name}/package.json`);
  const script = typeof bin === "string" ? bin : Object.values(bin)[0];
  return join(dirname(manifest), script);
}

/** The programs and the page; for the tests, also the tests' types. */
async function build(config = "tsconfig.build.json") {
  run(process.execPath, [tool("typescript"), "-b", config]);
  await bundlePrograms();
  buildPage();
}

/** Only when something of it is newer than what was built of it last. */
function buildPage() {
  const page = join(root, "apps", "web");
  const built = join(page, "dist", "index.html");
  const sources = readdirSync(join(page, "src"), { recursive: true })
    .map((name) => join(page, "src", name))
    .concat(join(root, "pnpm-lock.yaml"), join(page, "index.html"), join(page, "vite.config.ts"));
  const newest = Math.max(...sources.map((path) => statSync(path).mtimeMs));
  if (existsSync(built) && statSync(built).mtimeMs >= newest) return;
  run(process.execPath, [tool("vite", page), "build", "--logLevel", "warn", page]);
}

/** Becomes the command: signals reach it, and its exit status is ours. */
function become(file, fileArgs) {
  const child = spawn(process.execPath, [file, ...fileArgs], { cwd: root, stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => child.kill(signal));
  }
  child.on("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
}

const cli = join(root, "apps", "cli", "bundle", "main.mjs");
const vitest = (suite) => ["run", "--project", suite, "--passWithNoTests", ...args];

/** How long each suite may take, in seconds: more than twice what it takes on two cores. */
const BUDGETS = { unit: 480, process: 720, e2e: 900 };

/** One suite after the other, so that each has the machine to itself. */
function runSuites() {
  for (const [suite, seconds] of Object.entries(BUDGETS)) {
    const options = { cwd: root, stdio: "inherit", timeout: seconds * 1_000 };
    const done = spawnSync(process.execPath, [tool("vitest"), ...vitest(suite)], options);
    if (done.error?.code === "ETIMEDOUT") {
      console.error(`The suite "${suite}" took longer than its ${seconds} s.`);
      process.exit(1);
    }
    if (done.error) throw done.error;
    if (done.status !== 0) process.exit(done.status ?? 1);
  }
}

const commands = {
  build: () => build("tsconfig.tests.json"),
  start: () => become(cli, ["start", "--demo", ...args]),
  holdfast: () => become(cli, args),
  test: async () => {
    await build("tsconfig.tests.json");
    run(process.execPath, [tool("@biomejs/biome"), "check"]);
    runSuites();
  },
  "test:long": () => become(tool("vitest"), vitest("long")),
  lint: () => become(tool("@biomejs/biome"), ["check", ...args]),
  format: () => become(tool("@biomejs/biome"), ["check", "--write", ...args]),
  bench: () => become(join(root, "bench", "dist", "main.js"), args),
  planted: () => become(join(root, "test", "dist", "planted", "main.js"), args),
  screenshots: () => become(join(root, "scripts", "screenshots.mjs"), args),
};

if (!Object.hasOwn(commands, command)) {
  console.error(`Unknown command "${command}". One of: ${Object.keys(commands).join(", ")}.`);
  process.exit(2);
}
install();
await build();
await commands[command]();

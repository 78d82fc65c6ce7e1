/**
 * How the page is built: one script, one style sheet, and both of them compressed once and for all.
 *
 * To work on it, start Holdfast, and then, with the address that the start has printed:
 *
 *     HOLDFAST_URL='http://127.0.0.1:7420/?access_token=…' npx vite apps/web
 */

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { defineConfig, type Plugin, type ProxyOptions } from "vite";

const DIST = join(import.meta.dirname, "dist");

export default defineConfig({
  root: import.meta.dirname,
  build: {
    outDir: DIST,
    emptyOutDir: true,
    target: "es2022",
    // `light-dark()` stays as it is: rewritten, it would follow the whole page and not its own part of it.
    cssTarget: ["chrome123", "edge123", "firefox120", "safari17.5"],
    // The page's security policy allows nothing inline.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  plugins: [compressed()],
  server: { proxy: gatewayProxy(process.env.HOLDFAST_URL) },
});

/** Requests of a page under development, to a gateway that runs. */
function gatewayProxy(address: string | undefined): Record<string, ProxyOptions> {
  if (address === undefined) return {};
  const { origin, searchParams } = new URL(address);
  const headers = { Authorization: `Bearer ${searchParams.get("access_token")}` };
  return { "/api": { target: origin, headers } };
}

/** Beside each file `name` a `name.gz` and a `name.br`, for the gateway to send as they are. */
function compressed(): Plugin {
  return {
    name: "compressed",
    closeBundle() {
      const assets = join(DIST, "assets");
      for (const name of readdirSync(assets)) {
        if (!/\.(js|css|svg)$/.test(name)) continue;
        const content = readFileSync(join(assets, name));
        writeFileSync(join(assets, `${name}.gz`), gzipSync(content, { level: 9 }));
        writeFileSync(join(assets, `${name}.br`), brotliCompressSync(content));
      }
    },
  };
}

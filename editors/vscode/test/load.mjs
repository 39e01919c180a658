import { mkdtemp, rm } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { build } from "esbuild";

/** Loads a module of TypeScript, with other modules in the place of some. */
export async function load(entry, alias = {}) {
  const dir = await mkdtemp(fileURLToPath(new URL(".build-", import.meta.url)));
  try {
    const outfile = path.join(dir, "module.mjs");
    const plugin = {
      name: "stubs",
      setup(b) {
        b.onResolve({ filter: /^vscode/ }, ({ path: name }) => (name in alias ? { path: name, namespace: "stub" } : undefined));
        b.onLoad({ filter: /.*/, namespace: "stub" }, ({ path: name }) => ({ contents: alias[name] }));
      },
    };
    await build({ entryPoints: [entry], bundle: true, format: "esm", platform: "node", outfile, plugins: [plugin] });
    return await import(pathToFileURL(outfile).href);
  } finally {
    await rm(dir, { recursive: true });
  }
}

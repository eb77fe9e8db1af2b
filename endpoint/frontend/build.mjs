// Bundle the editor into ../static/editor: names with a hash of the content, and a manifest that says which is which.
import { build } from "esbuild";
import { brotliCompressSync, gzipSync, constants } from "node:zlib";
import { readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import path from "node:path";

const here = path.dirname(fileURLToPath(import.meta.url));
const target = path.join(here, "..", "static", "editor");

/** Take the inline style out of one of YASGUI's elements: the policy of the page forbids it. */
const STYLED = "<strong style='text-decoration:underline'>";
const unstyled = {
  name: "unstyled",
  setup: (plan) =>
    plan.onLoad({ filter: /yasgui\.esm\.js$/ }, ({ path: file }) => {
      const text = readFileSync(file, "utf-8");
      if (!text.includes(STYLED)) throw new Error(`${file} has no ${STYLED} any more: take this step out of build.mjs`);
      return { contents: text.replaceAll(STYLED, "<strong>"), loader: "js" };
    }),
};

rmSync(target, { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: here,
  entryPoints: { editor: "src/main.js" },
  outdir: target,
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  bundle: true,
  splitting: true,
  format: "esm",
  target: ["es2022"],
  minify: true,
  metafile: true,
  legalComments: "linked",
  plugins: [unstyled],
  loader: { ".svg": "dataurl" },
  logLevel: "warning",
  // An old fallback in one of YASGUI's parsers, which is never reached where there is JSON.parse.
  logOverride: { "direct-eval": "silent" },
});

const manifest = {};
for (const [file, { entryPoint, cssBundle }] of Object.entries(metafile.outputs)) {
  if (entryPoint === "src/main.js") {
    manifest.script = path.basename(file);
    manifest.style = path.basename(cssBundle);
  }
}
for (const name of readdirSync(target)) {
  if (!/\.(js|css)$/.test(name)) continue;
  const content = readFileSync(path.join(target, name));
  writeFileSync(path.join(target, `${name}.gz`), gzipSync(content, { level: 9 }));
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
  writeFileSync(path.join(target, `${name}.br`), brotliCompressSync(content, quality));
}
writeFileSync(path.join(target, "manifest.json"), `${JSON.stringify(manifest)}\n`);

// Put the Thai font of the site into ../static/fonts, for readers whose own machine has none that shows Thai.
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import path from "node:path";

const here = path.dirname(fileURLToPath(import.meta.url));
const source = path.join(here, "node_modules", "@fontsource-variable", "noto-sans-thai");
const target = path.join(here, "..", "static", "fonts");

rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
const font = readFileSync(path.join(source, "files", "noto-sans-thai-thai-wght-normal.woff2"));
const name = `noto-sans-thai-${createHash("sha256").update(font).digest("hex").slice(0, 12)}.woff2`;
writeFileSync(path.join(target, name), font);
copyFileSync(path.join(source, "LICENSE"), path.join(target, "LICENSE.txt"));
writeFileSync(
  path.join(target, "thai.css"),
  `/* Noto Sans Thai, SIL Open Font License 1.1. It comes last in the lists of phaen.css: only who lacks the others loads it. */
@font-face {
  font-family: "phaen Thai";
  font-weight: 100 900;
  font-display: fallback;
  src: url("${name}") format("woff2");
  unicode-range: U+0E01-0E3A, U+0E3F-0E5B, U+25CC;
}
`,
);

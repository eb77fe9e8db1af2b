// Put the Thai font of the site into ../static/fonts, for readers whose own machine has none that shows Thai.
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import path from "node:path";
import subsetFont from "subset-font";

const here = path.dirname(fileURLToPath(import.meta.url));
const source = path.join(here, "node_modules", "@fontsource-variable", "noto-sans-thai");
const target = path.join(here, "..", "static", "fonts");

// What the pages use: Thai letters, and weights from text to headings. The outlines of the other weights are half the file.
const WEIGHTS = { min: 400, max: 700 };
const RANGES = [[0x0e01, 0x0e3a], [0x0e3f, 0x0e5b], [0x25cc, 0x25cc]];
const hex = (point) => point.toString(16).toUpperCase().padStart(4, "0");
const range = ([first, last]) => `U+${hex(first)}${first === last ? "" : `-${hex(last)}`}`;
const letters = RANGES.map(([first, last]) =>
  String.fromCodePoint(...Array.from({ length: last - first + 1 }, (_, more) => first + more)),
).join("");

rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
const whole = readFileSync(path.join(source, "files", "noto-sans-thai-thai-wght-normal.woff2"));
const font = await subsetFont(whole, letters, {
  targetFormat: "woff2",
  variationAxes: { wght: WEIGHTS },
  noHinting: true,
  preserveNameIds: [0, 13, 14], // whose it is, and its licence
});
const name = `noto-sans-thai-${createHash("sha256").update(font).digest("hex").slice(0, 12)}.woff2`;
writeFileSync(path.join(target, name), font);
copyFileSync(path.join(source, "LICENSE"), path.join(target, "LICENSE.txt"));
writeFileSync(
  path.join(target, "thai.css"),
  `/* Noto Sans Thai, SIL Open Font License 1.1, reduced to what is used here. It comes last in the lists of phaen.css: only who lacks the others loads it. */
@font-face {
  font-family: "phaen Thai";
  font-weight: ${WEIGHTS.min} ${WEIGHTS.max};
  font-display: fallback;
  src: url("${name}") format("woff2");
  unicode-range: ${RANGES.map(range).join(", ")};
}
`,
);

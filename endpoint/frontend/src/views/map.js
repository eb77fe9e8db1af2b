// Values on the map of the provinces, by TIS 1099 codes or by IRIs that end in one.
import { draw, make, number, page, say } from "../page.js";
import { text } from "../terms.js";
import { View, isNumeric } from "./view.js";

const SHADES = 5;
const CODE = /(?:^|[/-])([1-9]\d)$/u;

let outlines;
const loaded = () => (outlines ??= fetch(page.outlines).then((response) => response.json()));

export const provinceOf = (term) => CODE.exec(term?.value ?? "")?.[1] ?? null;

export class ProvinceMap extends View {
  constructor(yasr) {
    super(yasr, "map", { place: true, value: true, label: false });
  }

  async initialize() {
    this.country = await loaded();
  }

  guess() {
    const placed = this.columns.find((name) => this.rows.filter((row) => provinceOf(row[name])).length * 2 > this.rows.length);
    const value = this.columns.find((name) => name !== placed && isNumeric(this.rows, name));
    return { place: placed, value, label: this.columns.find((name) => /label|name/u.test(name)) };
  }

  picture(rows, { place, value, label }) {
    const { width, height, provinces } = this.country;
    const found = new Map(rows.filter((row) => provinceOf(row[place]) && row[value]).map((row) => [provinceOf(row[place]), row]));
    const most = Math.max(...[...found.values()].map((row) => Math.abs(Number(row[value].value)) || 0), 0) || 1;
    const shapes = Object.entries(provinces).map(([code, path]) => {
      const row = found.get(code);
      const size = row ? Math.abs(Number(row[value].value)) || 0 : 0;
      const name = row ? text(row[label ?? place]) : code;
      const title = draw("title", {}, row ? `${name}: ${text(row[value])}` : `${name}: –`);
      return draw("path", { d: path, class: row ? `s${size ? Math.ceil((SHADES * size) / most) : 0}` : "none" }, title);
    });
    const svg = draw("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": say("view.map") }, ...shapes);
    return make("figure", {}, svg, make("figcaption", {}, this.legend(rows, found, most, value)));
  }

  legend(rows, found, most, value) {
    const lost = rows.length - found.size;
    const steps = Array.from({ length: SHADES }, (_, step) => make("span", { class: `key s${step + 1}` }, `≤ ${number(Number(((most * (step + 1)) / SHADES).toPrecision(3)))}`));
    return make("span", {}, `${value} `, ...steps, lost > 0 ? ` ${say("view.map.lost", { count: number(lost) })}` : "");
  }
}

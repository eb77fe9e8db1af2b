// Rows as lines along years, dates or numbers, one line for each series.
import { draw, make, number, say } from "../page.js";
import { sortKey, text } from "../terms.js";
import { View, isNumeric } from "./view.js";

const [WIDTH, HEIGHT, LEFT, BELOW] = [800, 320, 80, 40];
const MOST_SERIES = 8;

export class Line extends View {
  constructor(yasr) {
    super(yasr, "line", { x: true, y: true, series: false });
  }

  guess() {
    const numeric = this.columns.filter((name) => isNumeric(this.rows, name));
    const x = this.columns.find((name) => /year|date|fiscal/u.test(name)) ?? numeric[0];
    return { x, y: numeric.find((name) => name !== x), series: undefined };
  }

  picture(rows, { x, y, series }) {
    const points = rows.filter((row) => row[x] && row[y] && Number.isFinite(Number(row[y].value)));
    const places = [...new Map(points.map((row) => [row[x].value, row[x]])).values()].sort((a, b) => (sortKey(a) > sortKey(b) ? 1 : -1));
    const lines = [...Map.groupBy(points, (row) => (series && row[series] ? text(row[series]) : ""))];
    if (places.length < 2 || lines.length > MOST_SERIES) return make("p", {}, say("view.line.none"));
    const values = points.map((row) => Number(row[y].value));
    const [low, high] = [Math.min(0, ...values), Math.max(...values, 0) || 1];
    const at = (row) => [
      LEFT + (places.findIndex((place) => place.value === row[x].value) * (WIDTH - LEFT - 20)) / (places.length - 1),
      10 + (HEIGHT - BELOW) * (1 - (Number(row[y].value) - low) / (high - low)),
    ];
    const axis = this.axes(places, low, high, x);
    const drawn = lines.map(([, members], index) => curve(members, at, index, x, y));
    const keys = lines.length > 1 ? make("ul", { class: "keys" }, ...lines.map(([name], index) => make("li", { class: `c${index}` }, name || "–"))) : "";
    const svg = draw("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": `${y} / ${x}` }, ...axis, ...drawn);
    return make("div", {}, keys, svg);
  }

  axes(places, low, high, x) {
    const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => {
      const height = 10 + (HEIGHT - BELOW) * (1 - share);
      const label = draw("text", { x: LEFT - 8, y: height + 4, "text-anchor": "end" }, number(Number((low + share * (high - low)).toPrecision(3))));
      return draw("g", {}, draw("line", { x1: LEFT, x2: WIDTH, y1: height, y2: height, class: "grid" }), label);
    });
    const every = Math.ceil(places.length / 10);
    const names = places.map((place, index) =>
      index % every ? "" : draw("text", { x: LEFT + (index * (WIDTH - LEFT - 20)) / (places.length - 1), y: HEIGHT - 8, "text-anchor": "middle" }, text(place, true, x)),
    );
    return [...ticks, ...names.filter(Boolean)];
  }
}

function curve(members, at, index, x, y) {
  const sorted = members.map((row) => [at(row), row]).sort(([[a]], [[b]]) => a - b);
  const path = draw("polyline", { points: sorted.map(([place]) => place.join(",")).join(" "), fill: "none" });
  const dots = sorted.map(([[left, top], row]) => draw("circle", { cx: left, cy: top, r: 4 }, draw("title", {}, `${text(row[x], true, x)}: ${text(row[y])}`)));
  return draw("g", { class: `c${index}` }, path, ...dots);
}

// Rows as bars, in their order.
import { make, number, say } from "../page.js";
import { shown, text } from "../terms.js";
import { View, isNumeric } from "./view.js";

const MOST = 200;

export class Bar extends View {
  constructor(yasr) {
    super(yasr, "bar", { x: true, y: true, series: false });
  }

  guess() {
    const y = this.columns.find((name) => isNumeric(this.rows, name));
    const texts = this.columns.filter((name) => !isNumeric(this.rows, name));
    return { x: texts.find((name) => /label|name|title/u.test(name)) ?? texts[0], y, series: undefined };
  }

  picture(rows, { x, y, series }) {
    const drawn = rows.filter((row) => row[y] && Number.isFinite(Number(row[y].value)));
    const most = Math.max(...drawn.map((row) => Math.abs(Number(row[y].value))), 0) || 1;
    const lines = drawn.slice(0, MOST).map((row) => {
      const value = Number(row[y].value);
      const bar = make("span", { class: value < 0 ? "bar below" : "bar" });
      bar.style.width = `${(100 * Math.abs(value)) / most}%`;
      const head = [shown(row[x], true, x), series && row[series] ? ` · ${text(row[series])}` : ""];
      return make("tr", {}, make("th", { scope: "row" }, ...head), make("td", { class: "track" }, bar), make("td", { class: "number" }, text(row[y])));
    });
    const left = drawn.length - lines.length;
    const rest = left > 0 ? make("p", {}, say("view.more", { count: number(left) })) : null;
    return make("div", {}, make("table", { class: "bars" }, make("caption", {}, `${y} / ${x}`), make("tbody", {}, ...lines)), rest ?? "");
  }
}

// One value for each pair of a row and a column, shaded by how large it is.
import { make, say } from "../page.js";
import { shown, text } from "../terms.js";
import { View, isNumeric } from "./view.js";

const MOST = 300;
const SHADES = 5;

export class Matrix extends View {
  constructor(yasr) {
    super(yasr, "matrix", { rows: true, columns: true, value: true });
  }

  guess() {
    const texts = this.columns.filter((name) => !isNumeric(this.rows, name));
    return { rows: texts[0], columns: texts[1], value: this.columns.find((name) => isNumeric(this.rows, name)) };
  }

  picture(rows, { rows: down, columns: across, value }) {
    const cells = rows.filter((row) => row[down] && row[across] && row[value]);
    const heads = (name) => [...new Map(cells.map((row) => [row[name].value, row[name]])).values()];
    const [lines, columns] = [heads(down), heads(across)];
    if (lines.length > MOST || columns.length > MOST) return make("p", {}, say("view.crowded"));
    const found = new Map(cells.map((row) => [`${row[down].value}\n${row[across].value}`, row[value]]));
    const most = Math.max(...cells.map((row) => Math.abs(Number(row[value].value)) || 0), 0) || 1;
    const cell = (line, column) => {
      const term = found.get(`${line.value}\n${column.value}`);
      const size = term ? Math.abs(Number(term.value)) || 0 : 0;
      return make("td", { class: `number s${size ? Math.ceil((SHADES * size) / most) : 0}` }, term ? text(term) : "");
    };
    const head = make("tr", {}, make("th", { scope: "col" }, `${down} \\ ${across}`), ...columns.map((column) => make("th", { scope: "col" }, shown(column))));
    const body = lines.map((line) => make("tr", {}, make("th", { scope: "row" }, shown(line)), ...columns.map((column) => cell(line, column))));
    return make("table", { class: "matrix" }, make("thead", {}, head), make("tbody", {}, ...body));
  }
}

// What all views share: which column of the result has which part in a picture, guessed first and then chosen.
import { make, say } from "../page.js";
import { icon } from "../icons.js";
import { isNumber, learn } from "../terms.js";

const MOST_LABELS = 2000;

/** Return whether most values of a column are numbers. */
export function isNumeric(rows, name) {
  const values = rows.map((row) => row[name]).filter(Boolean);
  return values.length > 0 && values.filter(isNumber).length * 2 > values.length;
}

export class View {
  priority = 5;

  /** Take the name of the view, its parts with whether each must be there, and the letter of its drawing. */
  constructor(yasr, name, parts) {
    this.yasr = yasr;
    this.name = name;
    this.parts = parts;
    this.label = say(`view.${name}`);
  }

  getIcon() {
    return icon(this.name);
  }

  get rows() {
    return this.yasr.results?.getBindings() ?? [];
  }

  get columns() {
    return this.yasr.results?.getVariables() ?? [];
  }

  canHandleResults() {
    return this.rows.length > 0 && this.fits(this.guess());
  }

  /** Tell whether all parts that must be there have a column. */
  fits(chosen) {
    return Object.entries(this.parts).every(([part, needed]) => !needed || this.columns.includes(chosen[part]));
  }

  async draw(settings) {
    const given = Object.fromEntries(Object.entries(settings ?? {}).filter(([part, name]) => part in this.parts && this.columns.includes(name)));
    this.chosen = { ...this.guess(), ...given };
    this.place = make("div", { class: `result-view view-${this.name}`, role: "region", tabindex: "0", "aria-label": this.label });
    this.yasr.resultsEl.replaceChildren(this.selectors(), this.place);
    this.fill();
    const iris = this.rows.slice(0, MOST_LABELS).flatMap((row) => Object.values(row)).filter((term) => term.type === "uri");
    if (await learn(iris.map((term) => term.value))) this.fill();
  }

  fill() {
    const drawn = this.fits(this.chosen) ? this.picture(this.rows, this.chosen) : make("p", {}, say("view.choose"));
    this.place.replaceChildren(drawn);
  }

  selectors() {
    const fields = Object.entries(this.parts).map(([part, needed]) => this.selector(part, needed));
    return make("div", { class: "result-controls" }, ...fields);
  }

  selector(part, needed) {
    const options = this.columns.map((name) => make("option", { value: name, selected: name === this.chosen[part] }, name));
    if (!needed) options.unshift(make("option", { value: "", selected: !this.chosen[part] }, "–"));
    const select = make("select", {}, ...options);
    select.addEventListener("change", () => {
      this.chosen[part] = select.value || undefined;
      this.yasr.storePluginConfig(this.name, { ...this.chosen });
      this.fill();
    });
    return make("label", {}, `${say(`part.${part}`)} `, select);
  }
}

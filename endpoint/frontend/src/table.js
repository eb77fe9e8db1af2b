// The table: sortable, numbers to the right, labels for IRIs, both eras; it says where a result was cut.
import { make, number, say } from "./page.js";
import { icon } from "./icons.js";
import { isNumber, learn, shown, sortKey, text } from "./terms.js";

const PAGE = 100;

export default class Table {
  priority = 10;
  label = say("view.table");

  constructor(yasr) {
    this.yasr = yasr;
    this.labelled = true;
  }

  canHandleResults() {
    return Boolean(this.yasr.results?.getVariables()?.length) && this.yasr.results.getBoolean() === undefined;
  }

  getIcon() {
    return icon("table");
  }

  draw(settings) {
    this.labelled = settings?.labelled ?? this.labelled;
    this.names = this.yasr.results.getVariables();
    this.rows = this.yasr.results.getBindings() ?? [];
    this.order = settings?.order ?? null;
    this.filter = "";
    this.start = 0;
    this.body = make("tbody");
    this.place = make("div", { class: "result-table", role: "region", tabindex: "0", "aria-label": this.label });
    this.controls = make("div", { class: "result-controls" });
    this.yasr.resultsEl.replaceChildren(this.controls, this.place);
    this.drawControls();
    this.fill();
    this.learnLabels();
  }

  async learnLabels() {
    if (!this.labelled) return;
    const shownRows = this.visible().slice(this.start, this.start + PAGE);
    const iris = shownRows.flatMap((row) => Object.values(row)).filter((term) => term.type === "uri").map((term) => term.value);
    if (await learn(iris)) this.fill();
  }

  drawControls() {
    const labels = make("input", { type: "checkbox" });
    labels.checked = this.labelled;
    labels.addEventListener("change", () => this.change({ labelled: labels.checked }));
    const filter = make("input", { type: "search", "aria-label": say("table.filter"), placeholder: say("table.filter") });
    filter.addEventListener("input", () => {
      this.filter = filter.value.trim().toLocaleLowerCase();
      this.start = 0;
      this.fill();
    });
    this.pages = make("span", { class: "pages" });
    this.controls.append(make("label", {}, labels, ` ${say("table.labels")}`), filter, this.pages);
  }

  change(settings) {
    Object.assign(this, settings);
    this.yasr.storePluginConfig("table", { labelled: this.labelled, order: this.order });
    this.fill();
    this.learnLabels();
  }

  visible() {
    let rows = this.rows;
    if (this.filter) {
      rows = rows.filter((row) => this.names.some((name) => text(row[name], this.labelled, name).toLocaleLowerCase().includes(this.filter)));
    }
    return this.order ? sorted(rows, this.order) : rows;
  }

  fill() {
    const rows = this.visible();
    const table = make("table", {}, this.head(), this.body);
    this.body.replaceChildren(...rows.slice(this.start, this.start + PAGE).map((row, place) => this.line(row, this.start + place + 1)));
    this.place.replaceChildren(table);
    this.drawPages(rows.length);
  }

  head() {
    const cells = this.names.map((name) => {
      const direction = this.order?.name === name ? this.order.direction : null;
      const button = make("button", { type: "button" }, name, direction ? (direction === "ascending" ? " ▲" : " ▼") : "");
      button.addEventListener("click", () => this.change({ order: next(name, direction) }));
      return make("th", { scope: "col", "aria-sort": direction ?? "none" }, button);
    });
    return make("thead", {}, make("tr", {}, make("th", { scope: "col", class: "number" }, "#"), ...cells));
  }

  line(row, place) {
    const cells = this.names.map((name) => make("td", { class: isNumber(row[name]) ? "number" : null }, shown(row[name], this.labelled, name)));
    return make("tr", {}, make("th", { scope: "row", class: "number" }, number(place)), ...cells);
  }

  drawPages(count) {
    const last = Math.min(this.start + PAGE, count);
    const step = (label, start, possible) => {
      const button = make("button", { type: "button", disabled: !possible }, label);
      button.addEventListener("click", () => {
        this.start = start;
        this.fill();
        this.learnLabels();
      });
      return button;
    };
    const where = say("table.where", { first: number(count ? this.start + 1 : 0), last: number(last), count: number(count) });
    this.pages.replaceChildren(
      step(say("table.back"), this.start - PAGE, this.start > 0),
      ` ${where} `,
      step(say("table.on"), this.start + PAGE, last < count),
    );
  }

  download(filename) {
    return {
      contentType: "text/csv",
      getData: () => this.yasr.results.asCsv(),
      filename: `${filename || "result"}.csv`,
      title: say("download"),
    };
  }
}

function next(name, direction) {
  if (direction === null) return { name, direction: "ascending" };
  return direction === "ascending" ? { name, direction: "descending" } : null;
}

function sorted(rows, { name, direction }) {
  const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });
  const sign = direction === "ascending" ? 1 : -1;
  return [...rows].sort((a, b) => {
    const [left, right] = [sortKey(a[name]), sortKey(b[name])];
    if (left === null || right === null) return (left === null) - (right === null); // what is unbound comes last
    if (typeof left === "number" && typeof right === "number") return sign * (left - right);
    return sign * collator.compare(String(left), String(right));
  });
}

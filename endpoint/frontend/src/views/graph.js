// Statements, or rows with two ends, as a drawing of nodes and arrows; the library for it comes when it is first wanted.
import { make, say } from "../page.js";
import { address, short, text } from "../terms.js";
import { View } from "./view.js";

const MOST = 400;
const STYLE = "__________cytoscape_stylesheet";
const TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";

export class Graph extends View {
  constructor(yasr) {
    super(yasr, "graph", { source: true, target: true, label: false });
  }

  get statements() {
    return this.yasr.results?.getType() === "ttl" ? this.yasr.results.getStatements() ?? [] : [];
  }

  canHandleResults() {
    return this.statements.length > 0 || super.canHandleResults();
  }

  guess() {
    const iris = this.columns.filter((name) => this.rows.some((row) => row[name]?.type === "uri"));
    return { source: iris[0], target: iris[1], label: undefined };
  }

  async initialize() {
    // The library would write a style sheet into the page, which the page's policy forbids: editor.css has those rules.
    if (!document.getElementById(STYLE)) document.head.append(make("meta", { id: STYLE }));
    this.cytoscape ??= (await import("cytoscape")).default;
  }

  async draw(settings) {
    if (!this.statements.length) return super.draw(settings);
    this.place = make("div", { class: "result-view view-graph", role: "region", tabindex: "0", "aria-label": this.label });
    this.yasr.resultsEl.replaceChildren(this.place);
    this.show(ofStatements(this.statements));
  }

  fill() {
    if (!this.fits(this.chosen)) return super.fill();
    const { source, target, label } = this.chosen;
    const found = this.rows.filter((row) => row[source] && row[target]);
    this.show(found.map((row) => ({ from: row[source].value, to: row[target].value, fromName: text(row[source]), toName: text(row[target]), name: label && row[label] ? text(row[label]) : "" })));
  }

  show(edges) {
    const drawn = edges.slice(0, MOST);
    const canvas = make("div", { class: "canvas" });
    const rest = edges.length > drawn.length ? make("p", {}, say("view.more", { count: edges.length - drawn.length })) : "";
    this.place.replaceChildren(canvas, rest, list(drawn));
    const ink = getComputedStyle(document.documentElement).getPropertyValue("--ink").trim() || "#222";
    const nodes = new Map(drawn.flatMap((edge) => [[edge.from, edge.fromName], [edge.to, edge.toName]]));
    const picture = this.cytoscape({
      container: canvas,
      elements: [
        ...[...nodes].map(([id, name]) => ({ data: { id, name } })),
        ...drawn.map((edge, place) => ({ data: { id: `edge ${place}`, source: edge.from, target: edge.to, name: edge.name } })),
      ],
      style: style(ink),
      layout: { name: drawn.length > 150 ? "concentric" : "cose", animate: false, nodeDimensionsIncludeLabels: true },
    });
    picture.on("tap", "node", (event) => {
      if (/^https?:/u.test(event.target.id())) location.assign(address(event.target.id()));
    });
  }
}

const style = (ink) => [
  { selector: "node", style: { label: "data(name)", color: ink, "font-size": 11, "text-valign": "bottom", "text-wrap": "wrap", "text-max-width": 140, width: 14, height: 14, "background-color": "#0b5d5b" } },
  { selector: "edge", style: { label: "data(name)", color: ink, "font-size": 9, width: 1, "line-color": "#89a", "target-arrow-color": "#89a", "target-arrow-shape": "triangle", "curve-style": "bezier", "text-rotation": "autorotate" } },
];

/** Return the statements between things; what they say in literals names them. */
function ofStatements(statements) {
  const names = new Map();
  for (const { subject, predicate, object } of statements) {
    if (object.termType === "Literal" && /label|title|name/iu.test(predicate.value) && !names.has(subject.value)) names.set(subject.value, object.value);
  }
  const name = (term) => names.get(term.value) ?? (term.termType === "Literal" ? term.value : short(term.value));
  return statements
    .filter(({ predicate, object }) => object.termType !== "Literal" && predicate.value !== TYPE)
    .map(({ subject, predicate, object }) => ({ from: subject.value, to: object.value, fromName: name(subject), toName: name(object), name: short(predicate.value) }));
}

/** Say in words what is drawn, for those who cannot see it. */
function list(edges) {
  const items = edges.map((edge) => make("li", {}, `${edge.fromName} – ${edge.name || "→"} – ${edge.toName}`));
  return make("details", {}, make("summary", {}, say("view.graph.list")), make("ul", {}, ...items));
}

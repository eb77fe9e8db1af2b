// Rows as a tree: each names its node and the node above it.
import { make, say } from "../page.js";
import { shown, text } from "../terms.js";
import { View } from "./view.js";

const MOST_OPEN = 60;

export class Tree extends View {
  constructor(yasr) {
    super(yasr, "tree", { node: true, parent: true, label: true });
  }

  guess() {
    const parent = this.columns.find((name) => /parent|above|broader/u.test(name));
    const node = this.columns.find((name) => name !== parent && this.rows.some((row) => row[name]?.type === "uri"));
    return { node, parent, label: this.columns.find((name) => /label|name|title|text/u.test(name)) ?? node };
  }

  picture(rows, { node, parent, label }) {
    const nodes = new Map(rows.filter((row) => row[node]).map((row) => [row[node].value, row]));
    const below = new Map();
    for (const row of nodes.values()) {
      const above = row[parent] && nodes.has(row[parent].value) && row[parent].value !== row[node].value ? row[parent].value : "";
      below.set(above, [...(below.get(above) ?? []), row]);
    }
    const seen = new Set();
    const branch = (above) => {
      const members = (below.get(above) ?? []).filter((row) => !seen.has(row[node].value));
      members.forEach((row) => seen.add(row[node].value));
      return make("ul", { class: "tree" }, ...members.map((row) => this.leaf(row, { node, label }, below.has(row[node].value) ? branch(row[node].value) : null)));
    };
    const tree = branch("");
    const circles = nodes.size - seen.size; // nodes that stand above each other
    return make("div", {}, tree, circles ? make("p", {}, say("view.tree.circles", { count: circles })) : "");
  }

  leaf(row, { node, label }, inner) {
    const named = row[label] ? text(row[label]) : text(row[node]);
    const link = shown(row[node]);
    link.textContent = named;
    if (!inner) return make("li", {}, link);
    return make("li", {}, make("details", { open: this.rows.length <= MOST_OPEN }, make("summary", {}, link), inner));
  }
}

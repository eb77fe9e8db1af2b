// The views beside the table, each a plugin of YASR; the names are those of the views of saved queries.
import { Bar } from "./bar.js";
import { Graph } from "./graph.js";
import { Line } from "./line.js";
import { ProvinceMap } from "./map.js";
import { Matrix } from "./matrix.js";
import { Tree } from "./tree.js";

const VIEWS = { bar: Bar, line: Line, matrix: Matrix, map: ProvinceMap, tree: Tree, graph: Graph };

export const ORDER = Object.keys(VIEWS);

/** Let YASR know all views. */
export function registerViews(Yasr) {
  for (const [name, View] of Object.entries(VIEWS)) Yasr.registerPlugin(name, View);
}

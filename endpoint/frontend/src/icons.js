// Small drawings for the buttons of the views.
import { draw } from "./page.js";

const PATHS = {
  table: "M3 5h18v14H3zM3 10h18M3 15h18M9 5v14",
  bar: "M4 4v16M4 7h9M4 12h15M4 17h6",
  line: "M4 4v16h16M6 15l4-5 4 3 5-7",
  matrix: "M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z",
  map: "M9 4 4 6v14l5-2 6 2 5-2V4l-5 2zM9 4v14M15 6v14",
  tree: "M5 4v14M5 8h6M5 13h6M5 18h6M13 8h6M13 13h6M13 18h6",
  graph: "M6 6m-2 0a2 2 0 1 0 4 0a2 2 0 1 0-4 0M18 9m-2 0a2 2 0 1 0 4 0a2 2 0 1 0-4 0M9 18m-2 0a2 2 0 1 0 4 0a2 2 0 1 0-4 0M8 6.5l8 2M17 11l-6.500 6M7 8l1.500 8",
};

/** Return the drawing of a view. */
export function icon(name) {
  const path = draw("path", { d: PATHS[name], fill: "none", stroke: "currentColor", "stroke-width": "1.800" });
  return draw("svg", { viewBox: "0 0 24 24", width: "18", height: "18", "aria-hidden": "true" }, path);
}

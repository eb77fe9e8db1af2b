// An address with a query after its #, as the editor gives it to pass on: read strictly, since anybody can write one.
import { isParameter } from "./confined.js";
import { say } from "./page.js";

const GRAPHS = { defaultGraph: "defaultGraphs", namedGraph: "namedGraphs" };

/** Return the tab that an address describes after its #, of the views that there are; null where it holds no query. */
export function sharedTab(hash, views) {
  const fields = new URLSearchParams(hash.replace(/^#/u, ""));
  const query = fields.get("query");
  if (!query) return null;
  const requestConfig = { args: [...fields].map(([name, value]) => ({ name, value })).filter(isParameter) };
  for (const [field, name] of Object.entries(GRAPHS)) requestConfig[name] = fields.getAll(field);
  return { name: fields.get("tabTitle") || say("tab.asked"), yasqe: { value: query }, requestConfig, yasr: { settings: view(fields, views) } };
}

/** Return the settings of a tab that shows a view with its columns, as the page gives it; none for no view. */
export function inView(view) {
  if (!view) return {};
  const { type, ...parts } = view;
  return { selectedPlugin: type, pluginsConfig: { [type]: parts } };
}

function view(fields, views) {
  const name = fields.get("outputFormat");
  if (!views.includes(name)) return {};
  const chosen = columns(fields.get("outputSettings"));
  return { selectedPlugin: name, ...(chosen && { pluginsConfig: { [name]: chosen } }) };
}

/** Return which column is what, or null where an address does not say so in JSON. */
function columns(text) {
  try {
    const found = JSON.parse(text);
    return found && typeof found === "object" && !Array.isArray(found) ? found : null;
  } catch {
    return null;
  }
}

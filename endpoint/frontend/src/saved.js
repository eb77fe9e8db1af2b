// The saved queries by groups: a click opens one in a tab of its own, or goes back to the tab that holds it.
import { make, page } from "./page.js";
import { inView } from "./shared.js";

const titled = (texts) => texts[page.language] ?? texts.en ?? Object.values(texts)[0] ?? "";

/** Fill a place beside the editor with the saved queries. */
export async function offerSaved(place, yasgui) {
  const response = await fetch(page.queries, { headers: { Accept: "application/json" } });
  if (!response.ok) return;
  const { queries } = await response.json();
  const groups = new Map();
  for (const query of queries) {
    const name = titled(query.group?.title ?? {});
    groups.set(name, [...(groups.get(name) ?? []), query]);
  }
  for (const [name, members] of groups) place.append(section(name, members, yasgui));
}

function section(name, members, yasgui) {
  const items = members.map((query) => {
    const button = make("button", { type: "button", title: titled(query.description ?? {}) }, titled(query.title));
    button.addEventListener("click", () => open(yasgui, query));
    return make("li", {}, button);
  });
  return make("details", {}, make("summary", {}, `${name} (${members.length})`), make("ul", {}, ...items));
}

/** Open a saved query; parameters get the values of its example, which are told in a comment. */
export function open(yasgui, query) {
  const yasr = { settings: inView(query.view), response: undefined };
  yasgui.addTab(true, { name: titled(query.title), yasqe: { value: query.text }, yasr }, { avoidDuplicateTabs: true });
}

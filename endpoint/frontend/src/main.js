// The editor of /sparql: YASGUI with our prefixes, completion, saved queries, views and languages.
import Yasgui, { Yasqe, Yasr } from "./yasgui.js";
import { makeAccessible } from "./accessible.js";
import { registerCompletion } from "./completion.js";
import { endpoint, page, root, say } from "./page.js";
import { shownProblem } from "./problems.js";
import { offerSaved } from "./saved.js";
import { showStatus } from "./status.js";
import Table from "./table.js";
import { translate } from "./translate.js";
import { ORDER, registerViews } from "./views/index.js";
import "./editor.css"; // last: it goes before the style of YASGUI

const STORAGE = `phaen-editor-${page.storage}`;

function registerPrefixes() {
  Yasqe.forkAutocompleter("prefixes", {
    name: "prefixes",
    get: () => Object.entries(page.prefixes).map(([prefix, space]) => `${prefix}: <${space}>`).sort(),
    persistenceId: null, // else the prefixes of an older release would stay
  });
}

function start() {
  document.documentElement.classList.add("has-editor"); // first: what is drawn while it is hidden has no size
  // In the defaults, since lists that are given to YASGUI are merged with those place by place.
  Object.assign(Yasr.defaults, { errorRenderers: [shownProblem], pluginOrder: ["table", ...ORDER, "response"] });
  Yasr.registerPlugin("table", Table);
  registerViews(Yasr);
  registerPrefixes();
  registerCompletion();
  const yasgui = new Yasgui(root, {
    persistenceId: STORAGE,
    tabName: say("tab.name"),
    autofocus: false,
    copyEndpointOnNewTab: false,
    requestConfig: { endpoint, method: "POST", acceptHeaderGraph: "text/turtle", headers: () => ({}) },
    endpointCatalogueOptions: { getData: () => [{ endpoint }] },
    yasqe: { value: page.query, createShortLink: page.shortLinks ? shortLink : undefined, resizeable: true, screenReaderLabel: say("query") },
    yasr: { prefixes: page.prefixes },
  });
  prepareTabs(yasgui);
  makeAccessible(root);
  translate(root);
  offerSaved(document.getElementById("saved-queries"), yasgui);
  if (page.asked || page.args.length) openAsked(yasgui);
  window.phaenEditor = yasgui;
}

/** Show the status of the answers in each tab, as soon as it is drawn. */
function prepareTabs(yasgui) {
  const prepared = new WeakSet();
  const prepare = () => {
    for (const tab of Object.values(yasgui._tabs)) {
      if (prepared.has(tab) || !tab.getYasr?.()) continue;
      prepared.add(tab);
      showStatus(tab);
    }
  };
  for (const event of ["tabSelect", "tabAdd", "tabChange"]) yasgui.on(event, () => setTimeout(prepare));
  prepare();
}

/** Open the query of the address, ?query=, in a tab, and run it: such addresses are linked to from all over the site. */
function openAsked(yasgui) {
  const asked = { name: say("tab.asked"), yasqe: { value: page.asked || page.query }, requestConfig: { args: page.args } };
  const tab = yasgui.addTab(true, asked, { avoidDuplicateTabs: true });
  if (page.run && page.asked) tab?.query().catch(() => {});
}

/** Get a permanent link to the query from the service. */
async function shortLink(yasqe) {
  const response = await fetch("/q", {
    method: "POST",
    headers: { "Content-Type": "application/x-www-form-urlencoded", Accept: "application/json" },
    body: new URLSearchParams({ query: yasqe.getValue() }),
  });
  const said = await response.json();
  if (!response.ok) throw new Error(said.detail ?? said.title);
  return new URL(said.address ?? said.url ?? response.headers.get("Location"), location.href).href;
}

start();

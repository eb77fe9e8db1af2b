// The editor of /sparql: YASGUI with our prefixes, completion, saved queries, views and languages.
import Yasgui, { Yasqe, Yasr } from "./yasgui.js";
import { makeAccessible } from "./accessible.js";
import { registerCompletion } from "./completion.js";
import { confineTabs } from "./confined.js";
import { endpoint, page, root, say } from "./page.js";
import { followKeyboard } from "./keyboard.js";
import { keepStatus, shownProblem } from "./problems.js";
import { offerSaved } from "./saved.js";
import { offerSharing } from "./share.js";
import { inView, sharedTab } from "./shared.js";
import { showStatus } from "./status.js";
import Table from "./table.js";
import { translate } from "./translate.js";
import { ORDER, registerViews } from "./views/index.js";
import "./editor.css"; // last: it goes before the style of YASGUI

const STORAGE = `phaen-editor-${page.storage}`;
const VIEWS = ["table", ...ORDER, "response"];

function registerPrefixes() {
  Yasqe.forkAutocompleter("prefixes", {
    name: "prefixes",
    get: () => Object.entries(page.prefixes).map(([prefix, space]) => `${prefix}: <${space}>`).sort(),
    persistenceId: null, // else the prefixes of an older release would stay
  });
}

/** Put the editor in the place of the plain form, or the form back. */
function take(place) {
  document.documentElement.classList.toggle("has-editor", place);
  root.parentElement.hidden = !place;
}

function start() {
  take(true); // first: what is drawn while it is hidden has no size
  // In the defaults, since lists that are given to YASGUI are merged with those place by place.
  Object.assign(Yasr.defaults, { errorRenderers: [shownProblem], pluginOrder: VIEWS });
  Yasr.registerPlugin("table", Table);
  registerViews(Yasr);
  registerPrefixes();
  registerCompletion();
  confineTabs();
  keepStatus();
  const yasgui = built();
  prepareTabs(yasgui);
  makeAccessible(root);
  followKeyboard(root, yasgui);
  offerSharing(root, yasgui);
  translate(root);
  offerSaved(document.getElementById("saved-queries"), yasgui);
  openGiven(yasgui);
  window.addEventListener("hashchange", () => openGiven(yasgui));
  window.phaenEditor = yasgui;
}

/** Make the editor with the tabs that the browser has kept; without them where they cannot be read or written. */
function built() {
  try {
    return unfailing(new Yasgui(root, settings(STORAGE)));
  } catch (error) {
    console.info(`tabs kept by this browser cannot be used, so they are left: ${error}`);
    localStorage.removeItem(`${STORAGE}_config`);
    root.replaceChildren();
    return new Yasgui(root, settings(null));
  }
}

function settings(persistenceId) {
  return {
    persistenceId,
    populateFromUrl: false, // it takes the address of any service, and headers: see shared.js
    contextMenuContainer: root, // where its place is reckoned from the page
    tabName: say("tab.name"),
    autofocus: false,
    copyEndpointOnNewTab: false,
    requestConfig: { endpoint, method: "POST", acceptHeaderGraph: "text/turtle", headers: {} },
    endpointCatalogueOptions: { getData: () => [{ endpoint }] },
    yasqe: {
      value: page.query,
      resizeable: true,
      screenReaderLabel: say("query"),
      extraKeys: { Tab: false, "Shift-Tab": false }, // who has no mouse must be able to leave
    },
    yasr: { prefixes: page.prefixes },
  };
}

/** Keep results and queries no longer, rather than fail, where the browser has no room for more. */
function unfailing(yasgui) {
  const kept = yasgui.persistentConfig;
  const keep = kept.toStorage.bind(kept);
  kept.handleLocalStorageQuotaFull = () => {};
  kept.toStorage = () => {
    try {
      keep();
    } catch {
      for (const tab of Object.values(kept.persistedJson.tabConfig)) {
        tab.unkept ||= Boolean(tab.yasr.response);
        tab.yasr.response = undefined;
      }
      try {
        keep();
      } catch {
        kept.toStorage = () => {};
      }
    }
  };
  return yasgui;
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

/** Open the query of the address in a tab, and run it: such addresses are passed on, and linked to from all over the site. */
function openGiven(yasgui) {
  const given = sharedTab(location.hash, VIEWS);
  if (given) history.replaceState(null, "", location.pathname + location.search);
  if (!given && (yasgui.opened || !(page.asked || page.args.length))) return;
  yasgui.opened = true;
  const tab = yasgui.addTab(true, given ?? asked(), { avoidDuplicateTabs: true });
  if (given || (page.run && page.asked)) tab?.query().catch(() => {});
}

const asked = () => ({
  name: say("tab.asked"),
  yasqe: { value: page.asked || page.query },
  yasr: { settings: inView(page.view), response: undefined },
  requestConfig: { args: page.args },
});

try {
  start();
} catch (error) {
  take(false);
  throw error;
}

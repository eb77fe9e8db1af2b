// What leaves this page: queries to this service alone, with no headers but ours, whatever an address or an old tab says.
import Yasgui from "./yasgui.js";
import { endpoint } from "./page.js";

/** Parameters of the service that a tab or an address may set beside the query. */
const PARAMETERS = ["timeout", "release", "default-graph-uri", "named-graph-uri"];

export const isParameter = ({ name }) => PARAMETERS.includes(name);

/** Return all that is asked beside the query. The graphs are among it: YASGUI would send the named ones as default ones. */
export function parameters({ args, defaultGraphs, namedGraphs }) {
  const named = (name, values) => (values ?? []).filter(Boolean).map((value) => ({ name, value }));
  return [...named("default-graph-uri", defaultGraphs), ...named("named-graph-uri", namedGraphs), ...(args ?? []).filter(isParameter)];
}

/** Return what a tab asks for, confined to this service; an update goes as a query, which the service says what to do with. */
function confined(config) {
  const own = { endpoint, headers: {}, withCredentials: false, queryArgument: "query", acceptHeaderUpdate: "application/sparql-results+json" };
  const method = config.method === "GET" ? "GET" : "POST";
  return { ...config, ...own, method, defaultGraphs: [], namedGraphs: [], args: parameters(config) };
}

/** Confine every tab, before it can ask anything. */
export function confineTabs() {
  const tabs = Yasgui.Tab.prototype;
  const { initYasqe } = tabs;
  tabs.initYasqe = function () {
    this.persistentJson.requestConfig = { ...this.persistentJson.requestConfig, endpoint, headers: {} };
    initYasqe.call(this);
    const { config } = this.getYasqe();
    const given = config.requestConfig;
    config.requestConfig = (yasqe) => confined(given(yasqe));
    config.createShareableLink = () => this.getShareableLink(location.origin + location.pathname);
  };
}

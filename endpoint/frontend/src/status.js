// What came of a query: time, rows, the state of the data that it saw, whether it was cut, and the whole result as files.
import { parameters } from "./confined.js";
import { noteWhatIsKept, unkept } from "./kept.js";
import { endpoint, make, number, say } from "./page.js";
import { pictureAddress } from "./share.js";

const ROWS = ["csv", "tsv", "json", "xml"];
const GRAPHS = ["turtle", "ntriples", "jsonld", "rdfxml"];

/** Show the status of each answer above its result. */
export function showStatus(tab) {
  const yasr = tab.getYasr();
  const place = make("div", { class: "result-status", role: "status" });
  yasr.rootEl.before(place);
  const yasqe = tab.getYasqe();
  place.replaceChildren(unkept(tab) ?? "");
  yasqe.on("query", () => place.replaceChildren(say("status.running")));
  yasqe.on("queryResponse", (_, response, duration) => {
    place.replaceChildren(...described(tab, response, duration));
    noteWhatIsKept(tab);
  });
  yasr.on("drawn", () => offerPicture(tab, place));
  yasr.on("change", () => offerPicture(tab, place)); // other columns
}

/** Offer the view that is shown as a picture, beside the files with all of the result. */
function offerPicture(tab, place) {
  place.querySelector(".picture")?.remove();
  const address = place.querySelector("a") && tab.hasResults() && pictureAddress(tab);
  if (address) place.lastElementChild.append(make("span", { class: "picture" }, " ", make("a", { href: address, download: "" }, "svg")));
}

function described(tab, response, duration) {
  if (response?.name === "AbortError") return [say("status.cancelled")];
  if (!response?.headers) return []; // an error, which has a place of its own
  const cut = response.headers.get("Phaen-Result-Cut");
  const snapshot = response.headers.get("Phaen-Snapshot");
  const banner = cut && make("p", { class: "cut", role: "alert" }, say("status.cut", { rows: number(Number(cut)) }));
  const facts = [say("status.time", { seconds: number(duration / 1000) }), count(tab), snapshot && say("status.snapshot", { snapshot })];
  return [banner, make("p", {}, facts.filter(Boolean).join(" · "), " · ", ...downloads(tab, response))].filter(Boolean);
}

function count(tab) {
  const rows = tab.getYasr().results?.getBindings();
  if (!rows) return null;
  return rows.length === 1 ? say("status.row", { rows: number(1) }) : say("status.rows", { rows: number(rows.length) });
}

/** Return links to the whole result, which the service makes anew: what is shown here may have been cut by the browser. */
function downloads(tab, response) {
  const graph = /turtle|n-triples/u.test(response.headers.get("Content-Type") ?? "");
  const links = (graph ? GRAPHS : ROWS).map((format) => {
    const fields = new URLSearchParams({ query: tab.getQuery(), format });
    for (const { name, value } of parameters(tab.getRequestConfig())) fields.append(name, value);
    return make("a", { href: `${endpoint}?${fields}`, download: "" }, format);
  });
  return [`${say("download")}: `, ...links.flatMap((link, place) => (place ? [" ", link] : [link]))];
}

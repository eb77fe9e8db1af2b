// Terms of RDF as a reader wants to see them: short names, labels, numbers, dates of both eras.
import { endpoint, make, page } from "./page.js";

const XSD = "http://www.w3.org/2001/XMLSchema#";
const NUMBERS = new Set(["integer", "decimal", "double", "float", "int", "long", "short", "nonNegativeInteger"].map((name) => XSD + name));
const DATES = { [`${XSD}date`]: { dateStyle: "long" }, [`${XSD}dateTime`]: { dateStyle: "long", timeStyle: "medium" } };
const MOST_ASKED = 400;

const spaces = Object.entries(page.prefixes).sort((a, b) => b[1].length - a[1].length);
const labels = new Map();

/** Return an IRI with one of our prefixes, or as it is. */
export function short(iri) {
  const found = spaces.find(([, space]) => iri.startsWith(space) && /^[\w.-]*$/u.test(iri.slice(space.length)));
  return found ? `${found[0]}:${iri.slice(found[1].length)}` : iri;
}

export const isNumber = (term) => term?.type !== "uri" && NUMBERS.has(term?.datatype);

/** Return what a table sorts by: numbers by value, all else by text. */
export function sortKey(term) {
  if (!term) return null;
  return isNumber(term) ? Number(term.value) : labels.get(term.value) ?? term.value;
}

/** Ask for the labels of IRIs in the language of the page, all that are not known yet; return whether any came. */
export async function learn(iris) {
  const unknown = [...new Set(iris)].filter((iri) => !labels.has(iri)).slice(0, MOST_ASKED);
  if (!unknown.length) return false;
  for (const iri of unknown) labels.set(iri, undefined);
  const response = await fetch(endpoint, {
    method: "POST",
    headers: { "Content-Type": "application/sparql-query", Accept: "application/sparql-results+json" },
    body: labelQuery(unknown),
  });
  if (!response.ok) return false;
  for (const row of (await response.json()).results.bindings) labels.set(row.thing.value, row.label.value);
  return true;
}

function labelQuery(iris) {
  const values = iris.map((iri) => `<${iri.replace(/[<>"{}|\\^`\s]/gu, encodeURIComponent)}>`).join(" ");
  return `PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX dct: <http://purl.org/dc/terms/>
SELECT ?thing (SAMPLE(?text) AS ?label) {
  VALUES ?thing { ${values} }
  OPTIONAL { ?thing skos:prefLabel|rdfs:label|dct:title ?own FILTER(LANGMATCHES(LANG(?own), "${page.language}")) }
  OPTIONAL { ?thing skos:prefLabel|rdfs:label|dct:title ?any }
  BIND(COALESCE(?own, ?any) AS ?text) FILTER(BOUND(?text))
} GROUP BY ?thing`;
}

/** Return the text of a term: the label of an IRI where it is known and wanted, a number as it is written here. */
export function text(term, labelled = true, name = "") {
  if (!term) return "";
  if (term.type === "uri") return (labelled && labels.get(term.value)) || short(term.value);
  if (term.type === "bnode") return `_:${term.value}`;
  if (isNumber(term)) return isYear(term, name) ? term.value : formatted(term);
  return date(term) ?? term.value;
}

/** Tell whether a number is a year of either era, which is written without a mark after the thousands. */
const isYear = (term, name) => /year|from|to$|period|ปี/iu.test(name) && /^(?:19|2[0-7])\d\d$/u.test(term.value);

function formatted(term) {
  const digits = (term.value.split(".")[1] ?? "").length;
  const value = Number(term.value);
  const exact = Number.isFinite(value) && !/e/iu.test(term.value) && Math.abs(value) <= Number.MAX_SAFE_INTEGER;
  return exact ? new Intl.NumberFormat(page.language, { minimumFractionDigits: digits, maximumFractionDigits: Math.max(digits, 3) }).format(value) : term.value;
}

function date(term) {
  if (term.datatype === `${XSD}gYear`) return page.language === "th" ? `พ.ศ. ${Number(term.value) + 543}` : term.value;
  const style = DATES[term.datatype];
  const moment = style && new Date(term.datatype === `${XSD}date` ? `${term.value.slice(0, 10)}T00:00:00Z` : term.value);
  if (!style || Number.isNaN(moment.getTime())) return null;
  const zone = term.datatype === `${XSD}date` ? { timeZone: "UTC" } : {};
  return new Intl.DateTimeFormat(page.language === "th" ? "th-TH-u-ca-buddhist" : "en-GB", { ...style, ...zone }).format(moment);
}

/** Return an element that shows a term; the exact term is its title. */
export function shown(term, labelled = true, name = "") {
  if (!term) return document.createTextNode("");
  const said = text(term, labelled, name);
  if (term.type === "uri" && /^https?:/u.test(term.value)) {
    return make("a", { href: address(term.value), title: term.value, class: "iri" }, said);
  }
  const exact = term["xml:lang"] ? `"${term.value}"@${term["xml:lang"]}` : term.datatype ? `"${term.value}"^^${short(term.datatype)}` : null;
  return make("span", { title: exact, lang: term["xml:lang"] ?? null }, said);
}

/** Return where an IRI leads: ours to this site, others to themselves. */
export function address(iri) {
  const base = Object.keys(page.bases).find((start) => iri.startsWith(start));
  return base ? page.bases[base] + iri.slice(base.length) : iri;
}

// Classes and properties while one types: from our ontology and its shapes, with labels and how often they are used.
import { Yasqe } from "./yasgui.js";
import { endpoint, make, number, page } from "./page.js";
import { short } from "./terms.js";

const RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
const MOST = 60;
const COUNTS = {
  classes: "SELECT ?term (COUNT(*) AS ?n) { ?s a ?term } GROUP BY ?term",
  properties: "SELECT ?term (COUNT(*) AS ?n) { ?s ?term ?o } GROUP BY ?term",
};

let terms;

/** Fetch what can be offered, once. */
function known() {
  terms ??= Promise.all([fetch(page.terms).then((response) => response.json()), count("classes"), count("properties")]).then(
    ([found, classes, properties]) => ({
      classes: merged(found.classes, classes),
      properties: merged(found.properties, properties),
      uses: found.uses,
    }),
  );
  return terms;
}

async function count(kind) {
  const address = `${endpoint}?${new URLSearchParams({ query: COUNTS[kind] })}`;
  const response = await fetch(address, { headers: { Accept: "application/sparql-results+json" } }).catch(() => null);
  if (!response?.ok) return new Map(); // without numbers all is offered just the same
  const { results } = await response.json();
  return new Map(results.bindings.map((row) => [row.term.value, Number(row.n.value)]));
}

function merged(described, counts) {
  const found = new Map(described.map((term) => [term.iri, { ...term, count: counts.get(term.iri) ?? 0 }]));
  for (const [iri, n] of counts) if (!found.has(iri)) found.set(iri, { iri, label: "", count: n });
  return found;
}

/** Return the classes that the query gives to the subject of the statement at the cursor. */
export function classesOfSubject(query, subject, prefixes) {
  if (!subject) return [];
  const name = subject.replace(/[?$]/u, "\\$&");
  const pattern = new RegExp(`${name}\\s+(?:a|rdf:type)\\s+([^;.}]+)`, "gu");
  return [...query.matchAll(pattern)].flatMap((match) => match[1].split(",")).map((text) => expanded(text.trim(), prefixes)).filter(Boolean);
}

function expanded(text, prefixes) {
  if (text.startsWith("<")) return text.slice(1).replace(/>.*/su, "");
  const [prefix, local] = text.split(":");
  return local !== undefined && prefix in prefixes ? prefixes[prefix] + local.trim() : null;
}

/** Return the subject of the statement in which the cursor stands: the last one before it that starts a statement. */
export function subjectBefore(text) {
  const plain = text.replace(/<[^>]*>|"(?:[^"\\]|\\.)*"|#[^\n]*/gu, (found) => (found.startsWith("<") ? found : " "));
  const start = Math.max(plain.lastIndexOf("{"), plain.lastIndexOf("}"), lastStop(plain));
  return /^\s*([?$][\w\u0e00-\u0e7f]+|<[^>]*>|[\w-]*:[\w.-]+)/u.exec(plain.slice(start + 1))?.[1] ?? null;
}

function lastStop(text) {
  return [...text.matchAll(/\.(?=\s)/gu)].at(-1)?.index ?? -1;
}

function matches(term, typed) {
  const wanted = typed.toLowerCase();
  const local = term.iri.split(/[#/]/u).at(-1).toLowerCase();
  return term.iri.toLowerCase().startsWith(wanted) || local.includes(wanted) || short(term.iri).toLowerCase().includes(wanted) || term.label.toLowerCase().includes(wanted);
}

const WORD = String.raw`[\p{L}\p{M}\p{N}_:-][\p{L}\p{M}\p{N}_:.-]*`;

/** Return the name at the cursor, in any script, and where it stands; the parser of the editor knows no Thai names. */
export function wordAt(text, { line, ch }) {
  const before = new RegExp(`(?:<[^\\s>]*|${WORD})?$`, "u").exec(text.slice(0, ch))[0];
  const after = /^[\p{L}\p{M}\p{N}_:-]*/u.exec(text.slice(ch))[0];
  return { word: before + after, from: { line, ch: ch - before.length }, to: { line, ch: ch + after.length } };
}

function wordHere(yasqe) {
  const cursor = yasqe.getDoc().getCursor();
  return wordAt(yasqe.getDoc().getLine(cursor.line), cursor);
}

async function offered(yasqe, kind) {
  const found = await known();
  const { word } = wordHere(yasqe);
  const typed = expanded(word, yasqe.getPrefixesFromQuery()) ?? word.replace("<", "");
  const expected = kind === "properties" ? await propertiesHere(yasqe, found) : null;
  const list = [...found[kind].values()].filter((term) => matches(term, typed));
  const rank = (term) => (expected?.has(term.iri) ? 0 : 1);
  const best = list.sort((a, b) => rank(a) - rank(b) || b.count - a.count || a.iri.localeCompare(b.iri));
  const fitting = expected ? best.filter((term) => expected.has(term.iri)) : [];
  return (fitting.length ? fitting : best).slice(0, MOST).map((term) => term.iri);
}

async function propertiesHere(yasqe, found) {
  const cursor = yasqe.getDoc().getCursor();
  const before = yasqe.getDoc().getRange({ line: 0, ch: 0 }, { line: cursor.line, ch: yasqe.getCompleteToken().start });
  const classes = classesOfSubject(yasqe.getValue(), subjectBefore(before), yasqe.getPrefixesFromQuery());
  const uses = classes.flatMap((cls) => found.uses[cls] ?? []);
  return uses.length ? new Set([RDF_TYPE, ...uses]) : null;
}

/** Show what is offered as name, label and number. */
function render(element, hint) {
  element.append(make("span", { class: "hint-name" }, hint.text));
  if (hint.label) element.append(make("span", { class: "hint-label" }, hint.label));
  if (hint.count) element.append(make("span", { class: "hint-count" }, number(hint.count)));
}

function decorated(kind) {
  return (yasqe, hints) => {
    const { from, to } = wordHere(yasqe);
    const prefixes = Object.entries({ ...page.prefixes, ...yasqe.getPrefixesFromQuery() });
    return hints.map((hint) => {
      const iri = hint.text.startsWith("<") ? hint.text.slice(1, -1) : expanded(hint.text, Object.fromEntries(prefixes));
      const term = known.now?.[kind].get(iri);
      return { ...hint, from, to, text: hint.text.startsWith("<") ? shortOr(hint.text, iri) : hint.text, label: term?.label, count: term?.count, iri, render: (element) => render(element, { ...hint, text: short(iri), label: term?.label, count: term?.count }) };
    });
  };
}

function shortOr(full, iri) {
  const name = short(iri);
  return name === iri ? full : name;
}

/** Tell whether a property may stand at the cursor; where nothing is typed, only for who asks by Ctrl-Space. */
function isPlaceOfProperty(yasqe) {
  const token = yasqe.getCompleteToken();
  if (/^[?$]/u.test(token.string)) return false;
  if (token.string.trim()) return token.state.possibleCurrent.includes("a");
  const { line } = yasqe.getDoc().getCursor();
  return Boolean(yasqe.isAsked) && yasqe.getPreviousNonWsToken(line, token).state.possibleNext.includes("a");
}

/** Let completers know whether somebody has asked, or only goes on typing. */
function noteAsking() {
  const { autocomplete } = Yasqe.prototype;
  Yasqe.prototype.autocomplete = function (typing = false) {
    this.isAsked = !typing;
    try {
      autocomplete.call(this, typing);
    } finally {
      this.isAsked = false;
    }
  };
}

/** Put our completion in the place of the one that asks other sites. */
export function registerCompletion() {
  noteAsking();
  for (const [from, kind] of [["class", "classes"], ["property", "properties"]]) {
    Yasqe.forkAutocompleter(from, {
      name: `phaen-${kind}`,
      get: async (yasqe) => {
        known.now = await known();
        return offered(yasqe, kind);
      },
      postprocessHints: decorated(kind),
      ...(kind === "properties" && { isValidCompletionPosition: isPlaceOfProperty }),
      bulk: false,
      autoShow: true,
      persistenceId: null,
    });
  }
  Yasqe.defaults.autocompleters = ["prefixes", "variables", "phaen-classes", "phaen-properties"];
}

// Runs Comunica against the service whose address is given, and prints what it found as JSON.
const { QueryEngine } = require("@comunica/query-sparql");

const [address, token, graph] = process.argv.slice(2);
const engine = new QueryEngine();
const endpoint = { type: "sparql", value: `${address}/sparql` };
const label = "<http://www.w3.org/2004/02/skos/core#prefLabel>";
const subject = "<https://w3id.org/phaen/vocab/region>";

async function rows(query, source = endpoint) {
  const bindings = await (await engine.queryBindings(query, { sources: [source] })).toArray();
  return bindings.map((row) => Object.fromEntries([...row].map(([name, term]) => [name.value, term])));
}

async function quads(query) {
  return (await engine.queryQuads(query, { sources: [endpoint] })).toArray();
}

async function update(text) {
  const place = { type: "sparql", value: `${address}/update` };
  const bearer = (url, init) => {
    const headers = new Headers(init?.headers);
    headers.set("Authorization", `Bearer ${token}`);
    return fetch(url, { ...init, headers });
  };
  await engine.queryVoid(text, { sources: [place], destination: place, fetch: bearer });
}

async function main() {
  const found = {};
  found.labels = (await rows(`SELECT ?l { ${subject} ${label} ?l } ORDER BY ?l`)).map((row) => [row.l.value, row.l.language]);
  found.recognised = (await rows(`SELECT ?l { ${subject} ${label} ?l }`, `${address}/sparql`)).length;
  found.ask = await engine.queryBoolean("ASK { ?s ?p ?o }", { sources: [endpoint] });
  found.construct = (await quads(`CONSTRUCT WHERE { ${subject} ${label} ?l }`)).length;
  found.describe = (await quads(`DESCRIBE ${subject}`)).length;
  found.graph = (await rows("SELECT * { ?s a ?type }", `${address}/graphs?graph=https://w3id.org/phaen/id/graph/ontology`)).length;
  found.thing = (await rows(`SELECT * { ${subject} ${label} ?l }`, `${address}/vocab/region`)).length;
  await update(`INSERT DATA { GRAPH <${graph}> { <${graph}#a> <${graph}#p> "ก"@th } }`);
  found.written = (await rows(`SELECT ?o { GRAPH <${graph}> { ?s ?p ?o } }`)).map((row) => [row.o.value, row.o.language]);
  console.log(JSON.stringify(found));
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});

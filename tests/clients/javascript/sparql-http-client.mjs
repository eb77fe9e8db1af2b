// Runs sparql-http-client against the service whose address is given, and prints what it found as JSON.
import { Readable } from "node:stream";
import ParsingClient from "sparql-http-client/ParsingClient.js";
import StreamClient from "sparql-http-client/StreamClient.js";

const [address, token, name] = process.argv.slice(2);
const headers = { Authorization: `Bearer ${token}` };
const places = { endpointUrl: `${address}/sparql`, updateUrl: `${address}/update`, storeUrl: `${address}/graphs`, headers };
const parsing = new ParsingClient(places);
const streaming = new StreamClient(places);
const { factory } = streaming;
const graph = factory.namedNode(name);
const pattern = "{ <https://w3id.org/phaen/vocab/region> <http://www.w3.org/2004/02/skos/core#prefLabel> ?l }";

function text(term) {
  return `${term.value}@${term.language}`;
}

function quads(word) {
  const [subject, predicate] = ["a", "p"].map((end) => factory.namedNode(`${name}#${end}`));
  return Readable.from([factory.quad(subject, predicate, factory.literal(word, "th"), graph)]);
}

async function stored() {
  const found = [];
  for await (const quad of await streaming.store.get(graph)) found.push(text(quad.object));
  return found.sort();
}

const found = {};
for (const operation of ["get", "postUrlencoded", "postDirect"]) {
  const rows = await parsing.query.select(`SELECT ?l ${pattern}`, { operation });
  const made = await parsing.query.construct(`CONSTRUCT WHERE ${pattern}`, { operation });
  const asked = await parsing.query.ask(`ASK ${pattern}`, { operation });
  found[operation] = [rows.map((row) => text(row.l)).sort(), made.size, asked];
}
await streaming.store.put(quads("ก"), { graph });
await streaming.store.put(quads("ข"), { graph });
await streaming.store.post(quads("ค"), { graph });
found.stored = await stored();
await parsing.query.update(`DELETE WHERE { GRAPH <${name}> { ?s ?p "ข"@th } }`);
found.updated = await stored();
console.log(JSON.stringify(found));

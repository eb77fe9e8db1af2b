"""A page of hits as RDF: the search and its pages in the words of Hydra, the order of the hits in those of schema.org.

What is said of a hit, of its plan and of its organisation is what the graph says of them, in short. The names of the
hits stand with their places in the list as well, as the index has them: the graph may be newer.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from phaen.endpoint.description.rdf import TYPE, Statements, whole
from phaen.endpoint.engine import Engine, Job
from phaen.endpoint.formats import Form
from phaen.endpoint.knowledge import term_of
from phaen.endpoint.search.evidence import Sources
from phaen.endpoint.search.parameters import SearchRequest
from phaen.loaders.search.model import Hit, Results
from phaen.ontology.assets import sparql_prologue
from phaen.ontology.terms import HAS_EVIDENCE, SCHEMA, Namespace

HYDRA: Final = Namespace("http://www.w3.org/ns/hydra/core#")
SEARCH: Final = "search"
"""The relation of the search itself, whatever page of it is asked for, among the addresses."""
_PAGES: Final = {"first": "first", "prev": "previous", "next": "next", "last": "last"}
"""Hydra's properties by the relations of RFC 8288."""
_PROPERTIES: Final = (
    "rdf:type skos:prefLabel rdfs:label skos:notation skos:inScheme phaen:printedNumber phaen:partOfPlan phaen:planOf "
    "phaen:periodFrom phaen:periodTo dct:spatial"
)


def hits_as_graph(
    asked: SearchRequest, results: Results, sources: Sources, links: Mapping[str, str], known: Iterable[Triple]
) -> bytes:
    """Return a page of hits as N-Triples; ``links`` are absolute addresses by their relation, ``known`` what is known.

    The same arguments give the same bytes.
    """
    said = Statements()
    search, page = NamedNode(links[SEARCH]), NamedNode(links["self"])
    said.say(search, TYPE, HYDRA["Collection"], SCHEMA["ItemList"])
    said.say(search, HYDRA["totalItems"], whole(results.total))
    said.say(search, HYDRA["view"], page)
    said.say(page, TYPE, HYDRA["PartialCollectionView"])
    for relation, name in _PAGES.items():
        if relation in links:
            said.say(page, HYDRA[name], NamedNode(links[relation]))
    said.say(search, HYDRA["member"], *(NamedNode(hit.iri) for hit in results.hits))
    places = enumerate(results.hits, asked.offset + 1)
    said.say(search, SCHEMA["itemListElement"], *[_place(said, position, hit) for position, hit in places])
    for hit in results.hits:
        spans = (NamedNode(place.span) for place in sources.places.get(hit.iri, ()))
        said.say(NamedNode(hit.iri), HAS_EVIDENCE, *spans)
    said.triples.extend(sorted(known, key=str))
    return said.plain()


def known_of(engine: Engine, hits: Sequence[Hit]) -> list[Triple]:
    """Ask the graph what hits are, and their plans and organisations; nothing for none."""
    things = dict.fromkeys(iri for hit in hits for iri in (hit.iri, hit.plan, hit.organisation) if iri)
    if not things:
        return []
    query = f"""{sparql_prologue()}CONSTRUCT {{ ?thing ?property ?value }} WHERE {{
  VALUES ?thing {{ {" ".join(map(term_of, things))} }} VALUES ?property {{ {_PROPERTIES} }}
  ?thing ?property ?value FILTER(ISIRI(?value) || ISLITERAL(?value))
}}"""
    with engine.run(Job(query, formats={Form.GRAPH: "ntriples"})) as answer:
        return [quad.triple for quad in parse(b"".join(answer), RdfFormat.N_TRIPLES)]


def _place(said: Statements, position: int, hit: Hit) -> BlankNode:
    """State which hit stands at a place of the list, and its names."""
    item = said.blank(SCHEMA["ListItem"])
    said.say(item, SCHEMA["position"], whole(position))
    said.say(item, SCHEMA["item"], NamedNode(hit.iri))
    said.say(item, SCHEMA["name"], *_names(hit))
    return item


def _names(hit: Hit) -> Iterator[Literal]:
    for language, name in (hit.labels or {hit.language: hit.label}).items():
        yield Literal(name, language=language) if language else Literal(name)

"""Ask the store what it knows about one thing, for its page and its data."""

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from phaen.endpoint.engine import Engine
from phaen.endpoint.tables import Term, select
from phaen.ontology.assets import sparql_prologue
from phaen.ontology.terms import RDF

MOST_STATEMENTS = 1000
MOST_INCOMING = 200
MOST_LABELS = 2000
_TYPE = RDF["type"].value


@dataclass(frozen=True)
class Description:
    """What is said about a thing (by property) and which things point to it (by property)."""

    iri: str
    outgoing: dict[str, list[Term]]
    incoming: dict[str, list[Term]]
    more: bool

    @property
    def types(self) -> frozenset[str]:
        """Return the IRIs of the classes."""
        return frozenset(term.value for term in self.outgoing.get(_TYPE, []) if isinstance(term, NamedNode))

    def text(self, property_iri: str) -> str | None:
        """Return the first literal value of a property."""
        return next((term.value for term in self.outgoing.get(property_iri, []) if isinstance(term, Literal)), None)

    def iris(self) -> set[str]:
        """Return every IRI that the description shows."""
        terms = [term for found in (self.outgoing, self.incoming) for values in found.values() for term in values]
        datatypes = {self.iri, *self.outgoing, *self.incoming}
        return datatypes | {term.value for term in terms if isinstance(term, NamedNode)}


def term_of(iri: str) -> str:
    """Return an IRI as it is written in a query."""
    return str(NamedNode(iri))


def description_query(iri: str) -> str:
    """Return the CONSTRUCT of all that is said about a thing, its evidence and the spans of a document included."""
    thing = term_of(iri)
    return f"""{sparql_prologue()}CONSTRUCT {{ ?s ?p ?o }} WHERE {{
  {{ VALUES ?s {{ {thing} }} ?s ?p ?o }}
  UNION {{ VALUES ?o {{ {thing} }} ?s ?p ?o }}
  UNION {{ {thing} phaen:hasEvidence|^nif:referenceContext ?s . ?s ?p ?o }}
}}"""


def graph_query(graph: str) -> str:
    """Return the CONSTRUCT of the content of a named graph."""
    return f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {term_of(graph)} {{ ?s ?p ?o }} }}"


def known(engine: Engine, iri: str) -> bool:
    """Tell whether any statement mentions a thing, or a graph has its name."""
    thing = term_of(iri)
    mentioned = f"{{ {thing} ?p ?o }} UNION {{ ?s ?p {thing} }} UNION {{ GRAPH {thing} {{ ?s ?p ?o }} }}"
    return bool(select(engine, f"SELECT ?p {{ {mentioned} }} LIMIT 1", 1).rows)


def is_graph(engine: Engine, iri: str) -> bool:
    """Tell whether a named graph has this name."""
    return bool(select(engine, f"SELECT ?p {{ GRAPH {term_of(iri)} {{ ?s ?p ?o }} }} LIMIT 1", 1).rows)


def describe(engine: Engine, iri: str) -> Description:
    """Return what is said about a thing, up to the limits of a page."""
    thing = term_of(iri)
    said = select(engine, f"SELECT DISTINCT ?p ?o {{ {thing} ?p ?o }} LIMIT {MOST_STATEMENTS + 1}", MOST_STATEMENTS)
    pointing = select(engine, f"SELECT DISTINCT ?p ?s {{ ?s ?p {thing} }} LIMIT {MOST_INCOMING + 1}", MOST_INCOMING)
    more = said.more or pointing.more
    return Description(iri, _grouped(said.rows), _grouped(pointing.rows), more)


def labels(engine: Engine, iris: Iterable[str], language: str) -> dict[str, str]:
    """Return a label for each IRI that has one, in the language if possible, else in Thai, English or any."""
    values = " ".join(term_of(iri) for iri in sorted(iris)[:MOST_LABELS])
    query = f"""{sparql_prologue()}SELECT DISTINCT ?x ?label {{
  VALUES ?x {{ {values} }} ?x skos:prefLabel|rdfs:label|dct:title ?label
}}"""
    found: dict[str, Literal] = {}
    for row in select(engine, query, 4 * MOST_LABELS).records():
        label = row["label"]
        if isinstance(label, Literal):
            key = text_of(row, "x")
            found[key] = min(found.get(key, label), label, key=lambda candidate: _language_rank(candidate, language))
    return {iri: label.value for iri, label in found.items()}


def _grouped(rows: Iterable[tuple[Term | None, ...]]) -> dict[str, list[Term]]:
    found: dict[str, list[Term]] = {}
    for property_, value in rows:
        if isinstance(property_, NamedNode) and value is not None:
            found.setdefault(property_.value, []).append(value)
    return {key: sorted(found[key], key=str) for key in sorted(found)}


def _language_rank(label: Literal, language: str) -> tuple[int, str]:
    order = [language, "th", "en", None]
    return (order.index(label.language) if label.language in order else len(order), label.value)


def text_of(row: dict[str, Term], name: str) -> str:
    """Return the value of a name of a row as text; empty where it has none."""
    term = row.get(name)
    return term.value if isinstance(term, NamedNode | Literal) else ""

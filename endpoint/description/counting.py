"""Count what the store holds, by queries of ours on the published snapshot.

A count that takes longer, or more memory, than the service allows a query is left out: None, or nothing.
"""

from collections.abc import Callable
from functools import partial

from pyoxigraph import Literal, NamedNode

from phaen.endpoint.engine import Engine
from phaen.endpoint.errors import QueryMemoryError, QueryTimeoutError
from phaen.endpoint.iris import VOCABULARY
from phaen.endpoint.tables import Term, select
from phaen.loaders.statistics import (
    EXAMPLES,
    LINKS,
    MOST_LINKS,
    MOST_ROOTS,
    Class,
    Graph,
    Graphs,
    Links,
    Property,
    Statistics,
)
from phaen.ontology.assets import sparql_prologue

_MOST_GRAPHS = 500_000
_MOST_TERMS = 100_000

_NAMED = "SELECT DISTINCT ?graph { GRAPH ?graph {} FILTER(isIRI(?graph)) }"
_SIZES = "SELECT ?graph (COUNT(*) AS ?triples) { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph"
_SIZE = "SELECT (COUNT(*) AS ?triples) { ?s ?p ?o }"
_OBJECTS = "SELECT (COUNT(DISTINCT ?o) AS ?objects) { ?s ?p ?o }"
_SUBJECTS = """
SELECT (COUNT(*) AS ?subjects) (SUM(IF(isIRI(?s) && STRSTARTS(STR(?s), %s), 1, 0)) AS ?entities) {
  { SELECT DISTINCT ?s { ?s ?p ?o } }
}"""
_PROPERTIES = """
SELECT ?property (COUNT(*) AS ?triples) (COUNT(DISTINCT ?s) AS ?subjects) (COUNT(DISTINCT ?o) AS ?objects) {
  ?s ?property ?o
} GROUP BY ?property"""
_CLASSES = "SELECT ?class (COUNT(DISTINCT ?s) AS ?entities) { ?s a ?class } GROUP BY ?class"
# A thing may have its class in several graphs; its other statements must not count again for each.
_USES = """
SELECT ?class ?property (COUNT(*) AS ?triples) {
  { SELECT DISTINCT ?s ?class { ?s a ?class } } ?s ?property ?o
} GROUP BY ?class ?property"""
# The namespace of what a link leads to is its IRI up to the last part of its path.
_LINKS = """
SELECT ?property ?space (COUNT(*) AS ?triples) {
  VALUES ?property { %s }
  ?s ?property ?o . FILTER(isIRI(?o))
  BIND(REPLACE(STR(?o), "[^/#:]+[/#]?$", "") AS ?space)
} GROUP BY ?property ?space"""
_ROOTS = (
    "SELECT DISTINCT ?root { { ?root a skos:ConceptScheme } UNION { ?root phaen:hasPlan ?plan } FILTER(isIRI(?root)) }"
)
_EXAMPLE = "{ SELECT ?example { ?example a %s FILTER(isIRI(?example) && STRSTARTS(STR(?example), %s)) } LIMIT 1 }"
_LICENCES = """
SELECT DISTINCT ?graph ?licence {
  VALUES ?kind { owl:Ontology skos:ConceptScheme }
  GRAPH ?graph { ?vocabulary a ?kind ; dct:license ?licence FILTER(isIRI(?licence)) }
}"""


Rows = list[dict[str, Term]]
Ask = Callable[..., Rows | None]


def count_graphs(engine: Engine) -> Graphs:
    """Count the triples of each graph; cheap enough for the service description."""
    names = sorted(_text(row, "graph") for row in _rows(engine, _NAMED, _MOST_GRAPHS) or ())
    rows = _rows(engine, _SIZES, _MOST_GRAPHS)
    default = _one(_rows(engine, _SIZE, 1, union=False), "triples")
    if rows is None:
        return Graphs(tuple(Graph(name, None) for name in names), default, None)
    sizes = {_text(row, "graph"): _number(row, "triples") for row in rows}
    union = None if default is None else default + sum(_number(row, "triples") for row in rows)
    return Graphs(tuple(Graph(name, sizes.get(name, 0)) for name in names), default, union)


def count(engine: Engine, base: str) -> Statistics:
    """Count everything that VoID has a word for; ``base`` is that of the things published here."""
    ask: Ask = partial(_rows, engine)
    space = str(Literal(f"{base}id/"))
    subjects = ask(_SUBJECTS % space, 1)
    properties = ask(_PROPERTIES, _MOST_TERMS)
    classes = ask(_CLASSES, _MOST_TERMS)
    return Statistics(
        graphs=count_graphs(engine),
        subjects=_one(subjects, "subjects"),
        entities=_one(subjects, "entities"),
        objects=_one(ask(_OBJECTS, 1), "objects"),
        property_count=None if properties is None else len(properties),
        class_count=None if classes is None else len(classes),
        properties=_properties(properties or []),
        classes=_classes(classes or [], _uses(ask)),
        links=_links(ask, (base, VOCABULARY)),
        roots=tuple(sorted(_text(row, "root") for row in ask(sparql_prologue() + _ROOTS, MOST_ROOTS) or ())),
        examples=_examples(ask, space),
        licences=_licences(ask),
    )


def _rows(engine: Engine, query: str, limit: int, *, union: bool = True) -> Rows | None:
    """Run a query; return None where it takes more time or memory than a query may."""
    try:
        return select(engine, query, limit, union=union).records()
    except (QueryTimeoutError, QueryMemoryError):
        return None


def _properties(rows: Rows) -> tuple[Property, ...]:
    found = [
        Property(_text(row, "property"), _number(row, "triples"), _number(row, "subjects"), _number(row, "objects"))
        for row in rows
    ]
    return tuple(sorted(found, key=lambda use: (-use.triples, use.iri)))


def _uses(ask: Ask) -> dict[str, list[Property]]:
    found: dict[str, list[Property]] = {}
    for row in ask(_USES, _MOST_TERMS) or ():
        use = Property(_text(row, "property"), _number(row, "triples"))
        found.setdefault(_text(row, "class"), []).append(use)
    return {iri: sorted(uses, key=lambda use: (-use.triples, use.iri)) for iri, uses in found.items()}


def _classes(rows: Rows, uses: dict[str, list[Property]]) -> tuple[Class, ...]:
    found = [
        Class(iri, _number(row, "entities"), tuple(uses.get(iri, ())))
        for row in rows
        if isinstance(row.get("class"), NamedNode) and (iri := _text(row, "class"))
    ]
    return tuple(sorted(found, key=lambda cls: (-cls.entities, cls.iri)))


def _links(ask: Ask, own: tuple[str, ...]) -> tuple[Links, ...]:
    found = [
        Links(_text(row, "property"), _text(row, "space"), _number(row, "triples"))
        for row in ask(_LINKS % " ".join(map(str, LINKS)), MOST_LINKS) or ()
        if not _text(row, "space").startswith(own)
    ]
    return tuple(sorted(found, key=lambda links: (-links.triples, links.property, links.space)))


def _examples(ask: Ask, space: str) -> tuple[str, ...]:
    query = " UNION ".join(_EXAMPLE % (cls, space) for cls in EXAMPLES)
    rows = ask(f"SELECT ?example {{ {query} }}", len(EXAMPLES)) or ()
    return tuple(_text(row, "example") for row in rows)


def _licences(ask: Ask) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for row in ask(sparql_prologue() + _LICENCES, _MOST_GRAPHS) or ():
        graph = _text(row, "graph")
        found[graph] = tuple(sorted((*found.get(graph, ()), _text(row, "licence"))))
    return found


def _one(rows: Rows | None, name: str) -> int | None:
    return _number(rows[0], name) if rows else None


def _number(row: dict[str, Term], name: str) -> int:
    return int(_text(row, name))


def _text(row: dict[str, Term], name: str) -> str:
    term = row.get(name)
    return term.value if isinstance(term, NamedNode | Literal) else ""

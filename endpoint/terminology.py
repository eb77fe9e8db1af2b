"""Ask the store how often the terms of the ontology are used in it, and for an example of one."""

from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from phaen.endpoint.engine import Engine
from phaen.endpoint.errors import NotReadyError, QueryMemoryError, QueryTimeoutError
from phaen.endpoint.knowledge import term_of
from phaen.endpoint.tables import Term as Value
from phaen.endpoint.tables import select
from phaen.ontology.assets import sparql_prologue
from phaen.ontology.publication.catalogue import Term, terms

# A thing may stand in several graphs; it counts once.
_INSTANCES = """
SELECT ?term (COUNT(*) AS ?n) { { SELECT DISTINCT ?term ?s { VALUES ?term { %s } ?s a ?term } } } GROUP BY ?term"""
_STATEMENTS = "SELECT ?term (COUNT(*) AS ?n) { VALUES ?term { %s } ?s ?term ?o } GROUP BY ?term"


@dataclass(frozen=True)
class Example:
    """A thing in a class, or with a property; then with its value."""

    thing: Value
    value: Value | None = None

    def iris(self) -> set[str]:
        """Return the IRIs that a page shows."""
        return {node.value for node in (self.thing, self.value) if isinstance(node, NamedNode)}


def count_terms(engine: Engine) -> dict[str, int] | None:
    """Return how many instances each class has and how many statements each property, by name.

    None where that takes more time or memory than a query may, or there is no data yet.
    """
    classes = [term for term in terms().values() if term.is_class]
    properties = [term for term in terms().values() if term.is_property]
    try:
        return _counted(engine, _INSTANCES, classes) | _counted(engine, _STATEMENTS, properties)
    except (NotReadyError, QueryTimeoutError, QueryMemoryError):
        return None


def example_of(engine: Engine, term: Term) -> Example | None:
    """Return a thing that the store has in the class, or with the property; None if there is none."""
    iri = term_of(term.iri)
    value = "(?o AS ?value)" if term.is_property else ""
    pattern = f"?thing {iri} ?o" if term.is_property else f"?thing a {iri}"
    query = f"{sparql_prologue()}SELECT ?thing {value} {{ {pattern} FILTER(isIRI(?thing)) }} LIMIT 1"
    try:
        rows = select(engine, query, 1).records() if term.is_class or term.is_property else []
    except (NotReadyError, QueryTimeoutError, QueryMemoryError):
        return None
    return Example(rows[0]["thing"], rows[0].get("value")) if rows else None


def _counted(engine: Engine, query: str, asked: list[Term]) -> dict[str, int]:
    names = {term.iri: term.name for term in asked}
    rows = select(engine, query % " ".join(map(term_of, names)), len(names)).records()
    found = {names[_text(row["term"])]: int(_text(row["n"])) for row in rows if "term" in row}
    return {name: found.get(name, 0) for name in names.values()}


def _text(term: Value) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else ""

"""What the data dictionary says of a column in words: its titles, and what it means."""

from functools import cache

from pyoxigraph import Literal

from phaen.loaders.releases.tables.columns import Column
from phaen.ontology import terms as t
from phaen.ontology.assets import ontology_turtle, triples


def meaning(column: Column) -> tuple[str, str]:
    """Return what a column means, in Thai and in English: its note, or the definition of its property."""
    if column.note:
        return column.note
    defined = _definitions().get(column.property.value, {}) if column.property else {}
    return defined.get("th", ""), defined.get("en", "")


@cache
def _definitions() -> dict[str, dict[str, str]]:
    """Give the definitions of our terms by their IRIs and languages."""
    found: dict[str, dict[str, str]] = {}
    for quad in triples(ontology_turtle()):
        if quad.predicate == t.SKOS_DEFINITION and isinstance(quad.object, Literal) and quad.object.language:
            found.setdefault(str(quad.subject)[1:-1], {})[quad.object.language] = quad.object.value
    return found

"""Read the statements to compare out of a store."""

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from phaen.loaders.similarity.neighbours import PlanStatement
from phaen.ontology.assets import sparql_prologue

KINDS = {"strategy": "Strategy", "guideline": "Approach", "project": "Project"}
"""The kinds of statements that are compared, each with its class."""

STATEMENTS = """
SELECT ?statement ?text (COALESCE(?organisation, ?plan) AS ?owner) WHERE {
  ?statement a phaen:%s ; phaen:partOfPlan ?plan ; skos:prefLabel ?text .
  OPTIONAL { ?plan phaen:planOf ?organisation }
}
"""


def read_statements(store: Store) -> dict[str, list[PlanStatement]]:
    """Read the statements of each kind. A plan whose owner nobody knows counts as an organisation's of its own."""
    return {kind: sorted(set(_of_kind(store, kind))) for kind in KINDS}


def _of_kind(store: Store, kind: str) -> Iterator[PlanStatement]:
    found = store.query(sparql_prologue() + STATEMENTS % KINDS[kind], use_default_graph_as_union=True)
    if not isinstance(found, QuerySolutions):
        raise TypeError("a SELECT query gives solutions")
    for statement, text, owner in found:
        if isinstance(statement, NamedNode) and isinstance(text, Literal) and isinstance(owner, NamedNode):
            yield PlanStatement(statement.value, text.value, kind, owner.value)

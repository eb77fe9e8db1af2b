"""Read editions and their statements out of a store, or of a service that holds the data."""

from collections.abc import Callable, Iterable, Mapping

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from phaen.loaders.editions.errors import OneEditionError, UnknownPlanError
from phaen.loaders.editions.model import KINDS, Edition, Element, Plan
from phaen.ontology.assets import sparql_prologue
from phaen.ontology.terms import PHAEN

Rows = Callable[[str], Iterable[Mapping[str, object]]]
"""Gives the rows of a query over the union of all graphs, each by the names of its variables."""

EDITIONS = """
SELECT DISTINCT ?plan ?label ?organisation ?name ?from ?to ?kind ?year ?number WHERE {
  %s
  ?plan a phaen:Plan ; skos:prefLabel ?label .
  OPTIONAL { ?plan phaen:planOf ?organisation . ?organisation skos:prefLabel ?name }
  OPTIONAL { ?plan phaen:periodFrom ?from ; phaen:periodTo ?to }
  OPTIONAL { ?plan phaen:amendmentKind ?kind }
  OPTIONAL { ?plan phaen:amendmentYear ?year }
  OPTIONAL { ?plan phaen:amendmentNumber ?number }
}
"""
ELEMENTS = """
SELECT DISTINCT ?element ?class ?text ?explanation ?number ?parent ?position WHERE {
  VALUES ?class { %s }
  ?element phaen:partOfPlan %s ; a ?class ; skos:prefLabel ?text .
  OPTIONAL { ?element phaen:explanation ?explanation }
  OPTIONAL { ?element skos:notation ?number }
  OPTIONAL { ?element phaen:parentElement ?parent }
  OPTIONAL { ?element schema:position ?position }
}
"""


def rows_of(store: Store) -> Rows:
    """Give the rows of queries on an open store."""

    def rows(query: str) -> Iterable[Mapping[str, object]]:
        found = store.query(query, use_default_graph_as_union=True)
        if not isinstance(found, QuerySolutions):
            raise TypeError("a SELECT query gives solutions")
        names = [variable.value for variable in found.variables]
        return [{name: row[name] for name in names if row[name] is not None} for row in found]

    return rows


def editions(rows: Rows, organisation: str = "") -> list[Edition]:
    """Read the editions in their order: all, or those of the organisation with this IRI."""
    only = f"?plan phaen:planOf {NamedNode(organisation)} ." if organisation else ""
    return _editions(rows(sparql_prologue() + EDITIONS % only))


def _editions(rows: Iterable[Mapping[str, object]]) -> list[Edition]:
    grouped: dict[str, list[Mapping[str, object]]] = {}
    for row in rows:
        grouped.setdefault(_text(row, "plan"), []).append(row)
    found = [_edition(iri, facts) for iri, facts in grouped.items()]
    return sorted(found, key=lambda edition: (edition.organisation_name, edition.organisation, edition.order))


def _edition(iri: str, facts: list[Mapping[str, object]]) -> Edition:
    # Several rows: one for each kind of amendment, or for each name in another language.
    first = min(facts, key=lambda row: (_text(row, "name"), _text(row, "label")))
    return Edition(
        iri,
        _text(first, "label"),
        _text(first, "organisation"),
        _text(first, "name"),
        _number(first, "from"),
        _number(first, "to"),
        frozenset(filter(None, (_text(row, "kind") for row in facts))),
        _number(first, "year"),
        _number(first, "number"),
    )


def read_plan(rows: Rows, edition: Edition) -> Plan:
    """Read the statements of an edition."""
    kinds = {f"{PHAEN.iri}{name}": kind for kind, name in KINDS.items()}
    classes = " ".join(f"phaen:{name}" for name in KINDS.values())
    query = sparql_prologue() + ELEMENTS % (classes, NamedNode(edition.iri))
    found = {_text(row, "element"): _element(row, kinds) for row in rows(query)}
    return Plan(edition, tuple(sorted(found.values(), key=lambda element: (element.position, element.iri))))


def _element(row: Mapping[str, object], kinds: Mapping[str, str]) -> Element:
    text, explanation = _text(row, "text"), _text(row, "explanation")
    return Element(
        _text(row, "element"),
        kinds[_text(row, "class")],
        f"{text} ({explanation})" if explanation else text,
        _text(row, "number"),
        _text(row, "parent"),
        _number(row, "position"),
    )


# --- names ------------------------------------------------------------------------------------------------------------


def find_edition(known: list[Edition], name: str) -> Edition:
    """Find an edition by its IRI or the end of it, such as ``pao-51/2566-2570``; raises UnknownPlanError."""
    found = [edition for edition in known if edition.iri == name or edition.iri.endswith(f"/plan/{name.strip('/')}")]
    if found:
        return found[0]
    if not known:
        raise UnknownPlanError("the store holds no plan; run 'phaen load PATH…' first")
    shown = ", ".join(short_name(edition) for edition in known[:5]) + ("…" if len(known) > 5 else "")  # noqa: PLR2004
    raise UnknownPlanError(f"there is no plan {name!r}; give its IRI, or the end of it: {shown}")


def editions_of(known: list[Edition], name: str) -> list[Edition]:
    """Find an organisation's editions by its IRI, the end of it (``pao-51``) or its name; raises UnknownPlanError."""
    found = [
        edition
        for edition in known
        if name in {edition.organisation, edition.organisation.rpartition("/")[2], edition.organisation_name}
    ]
    if found:
        return found
    if not known:
        raise UnknownPlanError("the store holds no plan; run 'phaen load PATH…' first")
    raise UnknownPlanError(f"no organisation {name!r} has a plan here; give its name, or its key such as pao-51")


def latest_two(found: list[Edition]) -> tuple[Edition, Edition]:
    """Choose an organisation's last edition and the one that it follows; raises OneEditionError."""
    pairs = successive(found)
    if not pairs:
        raise OneEditionError(
            f"{found[0].organisation_name or found[0].label}: the store holds one edition with years "
            "at most, so there is nothing to compare it with; name two plans, or load another edition"
        )
    return pairs[-1]


def successive(found: Iterable[Edition]) -> list[tuple[Edition, Edition]]:
    """Pair each edition with the one that it follows in its organisation.

    A plan, or a review of it, follows the plan or review before it. An amendment prints only what it amends, so it
    follows the whole plan that it amends, not the amendment before it. Editions without years follow nothing.
    """
    pairs: list[tuple[Edition, Edition]] = []
    whole: dict[str, Edition] = {}
    dated = [edition for edition in found if edition.organisation and edition.first_year]
    for edition in sorted(dated, key=lambda edition: (edition.organisation_name, edition.organisation, edition.order)):
        before = whole.get(edition.organisation)
        if before:
            pairs.append((before, edition))
        if not edition.is_partial:
            whole[edition.organisation] = edition
    return pairs


def short_name(edition: Edition) -> str:
    """Return the end of an edition's IRI, by which it is found: ``pao-51/2566-2570``."""
    return edition.iri.rpartition("/plan/")[2] or edition.iri


def _text(row: Mapping[str, object], name: str) -> str:
    term = row.get(name)
    return term.value if isinstance(term, NamedNode | Literal) else ""


def _number(row: Mapping[str, object], name: str) -> int:
    text = _text(row, name)
    return int(text) if text.isdigit() else 0

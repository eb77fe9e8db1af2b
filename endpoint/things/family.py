"""What stands around a statement: above, before, after and under it, in other editions, and its money."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from urllib.parse import urlencode

from pyoxigraph import NamedNode

from phaen.endpoint.engine import Engine
from phaen.endpoint.knowledge import Description, term_of, text_of
from phaen.endpoint.quantities import amount_of, year_of
from phaen.endpoint.tables import Term, select
from phaen.endpoint.things.classes import telling_class
from phaen.endpoint.things.elements import DEEPEST
from phaen.ontology.assets import sparql_prologue
from phaen.ontology.terms import PHAEN, SCHEMA

MOST_CHILDREN: Final = 100
_MOST: Final = 300
_PATH: Final = "/plan/"


@dataclass(frozen=True)
class Relative:
    """A statement near another one, or the plan or the organisation that it is of."""

    iri: str
    label: str
    type: str
    number: str
    position: int


@dataclass(frozen=True)
class Revision:
    """The same statement in another edition: what happened to it between the two, and where they are compared.

    ``changes`` are words such as ``moved``; none for a statement that stayed as it was. ``address`` is "" where there
    are no two editions.
    """

    statement: Relative
    plan: str
    plan_label: str
    is_later: bool
    changes: tuple[str, ...]
    address: str


@dataclass(frozen=True)
class Amount:
    """Baht of a fiscal year, and the IRI of the place that prints it."""

    year: int
    amount: Decimal
    span: str


@dataclass(frozen=True)
class Family:
    """What stands around a statement; ``above`` begins with the organisation and the plan; ``more``: under it."""

    above: tuple[Relative, ...]
    before: Relative | None
    after: Relative | None
    children: tuple[Relative, ...]
    more: bool
    revisions: tuple[Revision, ...]
    amounts: tuple[Amount, ...]


def family_of(engine: Engine, found: Description) -> Family:
    """Ask for what stands around a statement, by one query."""
    rows = select(engine, _query(found), _MOST).records()
    roles: dict[str, list[dict[str, Term]]] = {}
    for row in rows:
        roles.setdefault(text_of(row, "role"), []).append(row)
    near = {role: _relatives(rows) for role, rows in roles.items()}
    children = near.get("child", ())
    return Family(
        (*near.get("owner", ()), *near.get("plan", ()), *near.get("above", ())),
        next(iter(near.get("before", ())), None),
        next(iter(near.get("after", ())), None),
        children[:MOST_CHILDREN],
        len(children) > MOST_CHILDREN,
        tuple(_revision(row, _plan(found)) for role in ("former", "later") for row in roles.get(role, [])),
        tuple(sorted(_amounts(roles.get("money", [])), key=lambda amount: amount.year)),
    )


def _query(found: Description) -> str:
    thing = term_of(found.iri)
    return f"""{sparql_prologue()}SELECT ?role ?x (SAMPLE(?l) AS ?label) (SAMPLE(?n) AS ?number)
  (MIN(?p) AS ?position) (GROUP_CONCAT(DISTINCT STR(?t); SEPARATOR=" ") AS ?types)
  (SAMPLE(?other) AS ?plan) (SAMPLE(?name) AS ?plan_label)
  (GROUP_CONCAT(DISTINCT ?what; SEPARATOR=" ") AS ?changes)
  (MAX(?money) AS ?amount) (SAMPLE(?fiscal) AS ?year) (SAMPLE(?place) AS ?span) {{
  {{ VALUES ?role {{ "plan" }} {thing} phaen:partOfPlan ?x }}
  UNION {{ VALUES ?role {{ "owner" }} {thing} phaen:partOfPlan/phaen:planOf ?x }}
  UNION {{ VALUES ?role {{ "above" }} {{ SELECT ?x {{ {thing} phaen:parentElement+ ?x }} LIMIT {DEEPEST} }} }}
  UNION {{ VALUES ?role {{ "child" }} {{ SELECT ?x {{
    ?x phaen:parentElement {thing} OPTIONAL {{ ?x schema:position ?place_in_plan }}
  }} ORDER BY ?place_in_plan ?x LIMIT {MOST_CHILDREN + 1} }} }}
  {_sibling(found, "before", "<", "DESC")} {_sibling(found, "after", ">", "ASC")}
  UNION {{ VALUES ?role {{ "former" }} {thing} prov:wasRevisionOf ?x .
    OPTIONAL {{ ?change phaen:formerVersion ?x ; phaen:laterVersion {thing} ; phaen:changeKind ?what }} }}
  UNION {{ VALUES ?role {{ "later" }} ?x prov:wasRevisionOf {thing} .
    OPTIONAL {{ ?change phaen:formerVersion {thing} ; phaen:laterVersion ?x ; phaen:changeKind ?what }} }}
  UNION {{ VALUES ?role {{ "money" }} ?x phaen:allocationOf {thing} ; phaen:fiscalYear ?fiscal ; phaen:amount ?money .
    OPTIONAL {{ ?x phaen:hasEvidence ?place }} }}
  OPTIONAL {{ ?x skos:prefLabel ?l ; a ?t }}
  OPTIONAL {{ ?x phaen:printedNumber ?n }}
  OPTIONAL {{ ?x schema:position ?p }}
  OPTIONAL {{ ?x phaen:partOfPlan ?other . ?other skos:prefLabel ?name }}
}} GROUP BY ?role ?x"""


def _sibling(found: Description, role: str, sign: str, order: str) -> str:
    """Return the part that finds the next statement of the same class under the same parent, to one side."""
    position, plan, class_ = found.text(SCHEMA["position"].value), _plan(found), telling_class(found.types)
    if position is None or not position.isdecimal() or not plan or class_ is None:
        return ""
    parent = _first(found, "parentElement")
    same = f"?x phaen:parentElement {term_of(parent)}" if parent else "FILTER NOT EXISTS { ?x phaen:parentElement ?y }"
    return f"""UNION {{ VALUES ?role {{ "{role}" }} {{ SELECT ?x {{
    ?x phaen:partOfPlan {term_of(plan)} ; a {term_of(class_)} ; schema:position ?its .
    {same} FILTER(?its {sign} {position})
  }} ORDER BY {order}(?its) LIMIT 1 }} }}"""


def _plan(found: Description) -> str:
    return _first(found, "partOfPlan")


def _first(found: Description, name: str) -> str:
    terms = found.outgoing.get(PHAEN[name].value, [])
    return next((term.value for term in terms if isinstance(term, NamedNode)), "")


def _relatives(rows: list[dict[str, Term]]) -> tuple[Relative, ...]:
    return tuple(sorted(map(_relative, rows), key=lambda relative: (relative.position, relative.iri)))


def _relative(row: Mapping[str, Term]) -> Relative:
    text = {name: text_of(dict(row), name) for name in ("x", "label", "types", "number", "position")}
    position = int(text["position"]) if text["position"].isdecimal() else 0
    return Relative(text["x"], text["label"], telling_class(text["types"].split()) or "", text["number"], position)


def _revision(row: dict[str, Term], plan: str) -> Revision:
    other, is_later = text_of(row, "plan"), text_of(row, "role") == "later"
    former, later = (plan, other) if is_later else (other, plan)
    names = {"a": former.rpartition(_PATH)[2], "b": later.rpartition(_PATH)[2]}
    changes = tuple(sorted(text_of(row, "changes").split()))
    is_sound = all(names.values()) and former != later
    address = "/compare?" + urlencode(names) if is_sound else ""
    return Revision(_relative(row), other, text_of(row, "plan_label"), is_later, changes, address)


def _amounts(rows: list[dict[str, Term]]) -> list[Amount]:
    found = []
    for row in rows:
        year, baht = year_of(text_of(row, "year")), amount_of(text_of(row, "amount"))
        if year is not None and baht is not None:
            found.append(Amount(year, baht, text_of(row, "span")))
    return found

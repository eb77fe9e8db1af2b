"""Read code lists from the store, for their pages: a scheme with its concepts, a concept with what is around it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode

from phaen.endpoint.engine import Engine
from phaen.endpoint.knowledge import Description, term_of
from phaen.endpoint.tables import Term, select
from phaen.ontology.assets import sparql_prologue
from phaen.ontology.terms import SKOS

CONCEPT, SCHEME = SKOS["Concept"].value, SKOS["ConceptScheme"].value
MOST_LISTED = 400
"""Concepts that are listed on the page of a scheme; a larger one is shown by what its concepts belong to."""
_MOST_GROUPS = 200
_MOST_NEIGHBOURS = 1000
_MOST_USERS = 20
_MOST_STEPS = 3
_NO_USE = "FILTER(!STRSTARTS(STR(?p), STR(skos:)) && !STRSTARTS(STR(?p), STR(owl:)) && ?p != rdfs:isDefinedBy)"


@dataclass
class Concept:
    """A concept with its code, its names by language, and those below it in its list."""

    iri: str
    notation: str = ""
    position: int = 0
    names: dict[str, str] = field(default_factory=dict)
    children: list["Concept"] = field(default_factory=list)

    @property
    def order(self) -> tuple[int, int, str]:
        """Return what sorts a concept among its siblings: its position, else its code."""
        number = int(self.notation) if self.notation.isascii() and self.notation.isdigit() else 0
        return self.position, number, self.notation or self.iri


@dataclass(frozen=True)
class Group:
    """A concept above those of a large list, and how many of the list are below it."""

    concept: Concept
    size: int


@dataclass(frozen=True)
class Use:
    """A property by which statements and plans point to a concept, how many do, and some of them."""

    property: str
    count: int
    query: str
    users: tuple[tuple[str, str], ...]


def scheme_query(scheme: str) -> str:
    """Return the CONSTRUCT of a code list with all that it says of its concepts."""
    listed = term_of(scheme)
    return f"""{sparql_prologue()}CONSTRUCT {{ ?s ?p ?o }} WHERE {{
  {{ VALUES ?s {{ {listed} }} ?s ?p ?o }} UNION {{ ?s skos:inScheme {listed} ; ?p ?o }}
}}"""


def about(engine: Engine, scheme: str) -> Description:
    """Return what is said about a code list itself, without its concepts."""
    query = f"""{sparql_prologue()}SELECT ?p ?o {{ {term_of(scheme)} ?p ?o FILTER(?p != skos:hasTopConcept) }}"""
    found: dict[str, list[Term]] = {}
    for row in select(engine, query, _MOST_NEIGHBOURS).records():
        found.setdefault(_value(row["p"]), []).append(row["o"])
    return Description(scheme, {key: sorted(found[key], key=str) for key in sorted(found)}, {}, more=False)


def size(engine: Engine, scheme: str) -> int:
    """Count the concepts of a code list."""
    query = f"{sparql_prologue()}SELECT (COUNT(DISTINCT ?c) AS ?n) {{ ?c skos:inScheme {term_of(scheme)} }}"
    return int(_value(select(engine, query, 1).records()[0]["n"]))


def tree(engine: Engine, scheme: str) -> list[Concept]:
    """Return the concepts of a code list in their order, each below the one that it is narrower than."""
    where = f"?c skos:inScheme {term_of(scheme)}"
    found = concepts_where(engine, where, MOST_LISTED)
    above = f"""{sparql_prologue()}SELECT ?c ?above {{ {where} ; skos:broader ?above .
  ?above skos:inScheme {term_of(scheme)} }}"""
    below = set()
    for row in select(engine, above, _MOST_NEIGHBOURS).records():
        child, parent = found.get(_value(row["c"])), found.get(_value(row["above"]))
        if child and parent and child.iri not in below:
            parent.children.append(child)
            below.add(child.iri)
    return _sorted(concept for concept in found.values() if concept.iri not in below)


def groups(engine: Engine, scheme: str) -> list[Group]:
    """Return the concepts, some levels up, that those of a large code list belong to: as few levels as give few."""
    for steps in range(1, _MOST_STEPS + 1):
        path = "/".join(["skos:broader"] * steps)
        where = f"?x skos:inScheme {term_of(scheme)} ; {path} ?c"
        query = f"{sparql_prologue()}SELECT ?c (COUNT(DISTINCT ?x) AS ?n) {{ {where} }} GROUP BY ?c"
        table = select(engine, query, _MOST_GROUPS)
        if not table.more:
            break
    counts = {_value(row["c"]): int(_value(row["n"])) for row in table.records() if "c" in row}
    values = " ".join(map(term_of, counts))
    found = concepts_where(engine, f"VALUES ?c {{ {values} }} ?c a skos:Concept", _MOST_GROUPS) if counts else {}
    return [Group(concept, counts[concept.iri]) for concept in _sorted(found.values())]


def narrower(engine: Engine, concept: str) -> list[Concept]:
    """Return the concepts straight below one, in their order."""
    return _sorted(concepts_where(engine, f"?c skos:broader {term_of(concept)}", _MOST_NEIGHBOURS).values())


def beside_in(engine: Engine, scheme: str, concept: str) -> tuple[Concept | None, Concept | None]:
    """Return the concepts before and after one in the order of its code list; those that group others are left out."""
    where = f"?c skos:inScheme {term_of(scheme)} FILTER NOT EXISTS {{ ?c skos:narrower ?below }}"
    listed = _sorted(concepts_where(engine, where, MOST_LISTED).values())
    place = next((index for index, other in enumerate(listed) if other.iri == concept), None)
    if place is None:
        return None, None
    return listed[place - 1] if place else None, listed[place + 1] if place + 1 < len(listed) else None


def path_to(engine: Engine, concept: str) -> list[str]:
    """Return the concepts above one, the highest first."""
    query = f"""{sparql_prologue()}SELECT ?above (COUNT(DISTINCT ?under) AS ?depth) {{
  {term_of(concept)} skos:broader+ ?under . ?under skos:broader* ?above
}} GROUP BY ?above ORDER BY DESC(?depth) ?above"""
    return [_value(row["above"]) for row in select(engine, query, _MOST_GROUPS).records() if "above" in row]


def uses(engine: Engine, concept: str, language: str) -> list[Use]:
    """Return how plans and their statements use a concept, the most frequent way first."""
    pointing = f"{{ ?s ?p {term_of(concept)} {_NO_USE} }}"
    year = f"{term_of(concept)} a dct:PeriodOfTime ; skos:notation ?code . FILTER(DATATYPE(?code) = xsd:string)"
    dated = f"{{ {year} BIND(xsd:integer(?code) AS ?year) BIND(phaen:fiscalYear AS ?p) ?s ?p ?year }}"
    query = f"""{sparql_prologue()}SELECT ?p (COUNT(DISTINCT ?s) AS ?n) {{
  {pointing} UNION {dated} }} GROUP BY ?p ORDER BY DESC(?n) ?p"""
    found = [row for row in select(engine, query, _MOST_GROUPS).records() if "p" in row]
    return [_use(engine, concept, _value(row["p"]), int(_value(row["n"])), language) for row in found]


def _use(engine: Engine, concept: str, property_: str, count: int, language: str) -> Use:
    """Look up some users by name; the query that a reader may run gives all of them."""
    pattern = f"?thing {term_of(property_)} {term_of(concept)} ."
    if property_.endswith("#fiscalYear"):
        pattern = f"?thing {term_of(property_)} {concept.rpartition('/')[2]} ."
    readable = f"""PREFIX skos: <{SKOS.iri}>
SELECT ?thing ?label {{
  {pattern}
  OPTIONAL {{ ?thing skos:prefLabel ?label }}
}}"""
    rows = select(engine, f"{readable} ORDER BY ?thing LIMIT {2 * _MOST_USERS}", 2 * _MOST_USERS).records()
    named: dict[str, str] = {}
    for row in rows:
        label = row.get("label")
        if isinstance(label, Literal) and (label.language == language or _value(row["thing"]) not in named):
            named[_value(row["thing"])] = label.value
        else:
            named.setdefault(_value(row["thing"]), "")
    return Use(property_, count, readable, tuple(named.items())[:_MOST_USERS])


def concepts_where(engine: Engine, where: str, most: int) -> dict[str, Concept]:
    """Return the concepts ?c of a pattern by their IRIs, with codes, positions and names."""
    query = f"""{sparql_prologue()}SELECT ?c ?code ?position ?name {{ {where} .
  OPTIONAL {{ ?c skos:notation ?code FILTER(DATATYPE(?code) = xsd:string) }}
  OPTIONAL {{ ?c schema:position ?position }}
  OPTIONAL {{ ?c skos:prefLabel ?name }} }}"""
    found: dict[str, Concept] = {}
    for row in select(engine, query, 4 * most).records():
        concept = found.setdefault(_value(row["c"]), Concept(_value(row["c"])))
        concept.notation = _value(row["code"]) if "code" in row else concept.notation
        concept.position = int(_value(row["position"])) if "position" in row else concept.position
        name = row.get("name")
        if isinstance(name, Literal):
            concept.names[name.language or ""] = name.value
    return found


def _sorted(concepts: Iterable[Concept]) -> list[Concept]:
    found = sorted(concepts, key=lambda concept: concept.order)
    for concept in found:
        concept.children = _sorted(concept.children)
    return found


def _value(term: Term) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else ""

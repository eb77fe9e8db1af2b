"""Compare plans by theme: read their statements and links, and put them side by side."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from phaen.endpoint.codelists import Concept, tree
from phaen.endpoint.engine import Engine
from phaen.endpoint.errors import BadParameterError
from phaen.endpoint.knowledge import term_of, text_of
from phaen.endpoint.quantities import share_of
from phaen.endpoint.tables import Term, select
from phaen.endpoint.themes.lists import CLASSES, LINKED, PERSON, ThemeList, kind_among, origin_of
from phaen.endpoint.themes.model import Cell, ComparedPlan, Entry, Link, Rest, Row, Statement, Table
from phaen.ontology.assets import sparql_prologue

MOST_STATEMENTS: Final = 12_000
"""Of all plans that are compared on one page; with more it would take minutes to load and be of no use."""
_MOST_LINKS: Final = 5 * MOST_STATEMENTS
SHADES: Final = 5

_STATEMENTS = """SELECT DISTINCT ?plan ?statement ?class ?text ?number ?parent ?position {{
  VALUES ?plan {{ {plans} }}
  ?statement phaen:partOfPlan ?plan ; skos:prefLabel ?text
  OPTIONAL {{ ?statement a ?class FILTER(?class IN ({classes})) }}
  OPTIONAL {{ ?statement skos:notation ?number }}
  OPTIONAL {{ ?statement phaen:parentElement ?parent }}
  OPTIONAL {{ ?statement schema:position ?position }}
}}"""
_LINKS = """SELECT DISTINCT ?statement ?theme ?link ?confidence ?person {{
  VALUES ?plan {{ {plans} }}
  ?statement phaen:partOfPlan ?plan ; {linked} ?theme . ?theme skos:inScheme {scheme}
  OPTIONAL {{
    ?link owl:annotatedSource ?statement ; owl:annotatedTarget ?theme
    OPTIONAL {{ ?link sssom:confidence ?confidence }} OPTIONAL {{ ?link {person} ?person }}
  }}
}}"""


def compare(engine: Engine, by: ThemeList, plans: Sequence[ComparedPlan], least: float) -> Table:
    """Put plans side by side by the themes of a list; raises BadParameterError where they are too large together."""
    statements = _statements(engine, plans)
    links = [link for link in _links(engine, by, plans) if link.statement in statements and link.is_sure(least)]
    themes = list(_themes(tree(engine, by.scheme), {link.theme for link in links}))
    rows = _shaded([_row(theme, plans, statements, links) for theme in themes])
    linked = {link.statement for link in links}
    rests = tuple(_rest(plan, statements, linked) for plan in plans)
    whole = tuple(sum(1 for one in statements.values() if one.plan == plan.iri) for plan in plans)
    return Table(by, least, tuple(plans), rows, rests, whole)


def _statements(engine: Engine, plans: Sequence[ComparedPlan]) -> dict[str, Statement]:
    """Return the statements of some plans by their IRIs, in reading order."""
    classes = ", ".join(map(term_of, CLASSES))
    query = sparql_prologue() + _STATEMENTS.format(plans=_terms(plans), classes=classes)
    table = select(engine, query, MOST_STATEMENTS)
    if table.more:
        raise BadParameterError(
            f"these plans have over {MOST_STATEMENTS:,} statements together; compare fewer of them, or ask in SPARQL",
            "plan",
        )
    found: dict[str, Statement] = {}
    for row in table.records():
        found.setdefault(text_of(row, "statement"), _statement(row))
    return dict(sorted(found.items(), key=lambda pair: (pair[1].position, pair[0])))


def _statement(row: dict[str, Term]) -> Statement:
    position = text_of(row, "position")
    return Statement(
        text_of(row, "statement"),
        text_of(row, "plan"),
        kind_among([text_of(row, "class")]),
        text_of(row, "text"),
        text_of(row, "number"),
        text_of(row, "parent"),
        int(position) if position.isdigit() else 0,
    )


def _links(engine: Engine, by: ThemeList, plans: Sequence[ComparedPlan]) -> list[Link]:
    """Return the links of some plans to a list: each pair of a statement and a theme once, with the most said of it."""
    query = _LINKS.format(plans=_terms(plans), linked=LINKED, scheme=term_of(by.scheme), person=PERSON)
    found: dict[tuple[str, str], Link] = {}
    table = select(engine, sparql_prologue() + query, _MOST_LINKS)
    if table.more:
        raise BadParameterError(
            f"these plans have over {_MOST_LINKS:,} links together; compare fewer of them, or ask in SPARQL", "plan"
        )
    for row in table.records():
        link = _link(row)
        pair = (link.statement, link.theme)
        found[pair] = max(found.get(pair, link), link, key=lambda one: (one.origin != "computed", one.confidence or 0))
    return list(found.values())


def _link(row: dict[str, Term]) -> Link:
    confidence = share_of(text_of(row, "confidence"))
    return Link(text_of(row, "statement"), text_of(row, "theme"), confidence, origin_of(row))


def _themes(found: Iterable[Concept], linked: set[str]) -> Iterator[Concept]:
    """Give the themes in their order; what only groups others is no theme, unless a statement has it."""
    for theme in found:
        if not theme.children or theme.iri in linked:
            yield theme
        yield from _themes(theme.children, linked)


def _row(
    theme: Concept, plans: Sequence[ComparedPlan], statements: Mapping[str, Statement], links: Iterable[Link]
) -> Row:
    of_theme = {link.statement: link for link in links if link.theme == theme.iri}
    entries = [Entry(one, of_theme[iri]) for iri, one in statements.items() if iri in of_theme]
    cells = (Cell(plan, tuple(entry for entry in entries if entry.statement.plan == plan.iri)) for plan in plans)
    return Row(theme, tuple(cells))


def _shaded(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Shade the cells: each by its share of what its plan has most of, so that plans of any size compare."""
    size = len(rows[0].cells) if rows else 0
    most = [max(len(row.cells[index].entries) for row in rows) for index in range(size)]
    return tuple(
        Row(row.theme, tuple(_shade(cell, top) for cell, top in zip(row.cells, most, strict=True))) for row in rows
    )


def _shade(cell: Cell, most: int) -> Cell:
    count = len(cell.entries)
    return Cell(cell.plan, cell.entries, -(-SHADES * count // most) if count else 0)


def _rest(plan: ComparedPlan, statements: Mapping[str, Statement], linked: set[str]) -> Rest:
    groups: dict[str, list[Statement]] = {}
    for iri, one in statements.items():
        if one.plan == plan.iri and iri not in linked:
            groups.setdefault(_strategy(one, statements), []).append(one)
    ordered = sorted(groups, key=lambda iri: statements[iri].position if iri else -1)
    return Rest(plan, tuple((statements.get(iri), tuple(groups[iri])) for iri in ordered))


def _strategy(one: Statement, statements: Mapping[str, Statement]) -> str:
    """Return the strategy (IRI) that a statement is or stands below; "" for none. Loops in the data end the search."""
    seen: set[str] = set()
    above: Statement | None = one
    while above is not None and above.iri not in seen:
        if above.kind == "strategy":
            return above.iri
        seen.add(above.iri)
        above = statements.get(above.parent)
    return ""


def _terms(plans: Iterable[ComparedPlan]) -> str:
    return " ".join(term_of(plan.iri) for plan in plans)

"""What a reader wants to know of a plan first: whose it is, where, of which years and edition, from which document."""

from dataclasses import dataclass
from datetime import date

from phaen.endpoint.engine import Engine
from phaen.endpoint.knowledge import Description, term_of, text_of
from phaen.endpoint.short_links.citation import BUDDHIST_ERA
from phaen.endpoint.tables import select
from phaen.ontology.assets import sparql_prologue
from phaen.ontology.terms import PHAEN

_MOST = 20
_TRUE = frozenset({"true", "1"})


@dataclass(frozen=True)
class Source:
    """A document that a plan was read from, and where that was found; "" for what is not known."""

    iri: str
    title: str
    address: str


@dataclass(frozen=True)
class Period:
    """Fiscal years of the Buddhist era, from the first to the last; the same for a plan of one year."""

    first: int
    last: int

    @property
    def thai(self) -> str:
        """Return the years of the Buddhist era."""
        return _years(self.first, self.last)

    @property
    def christian(self) -> str:
        """Return the years of the Christian era in which the fiscal years end."""
        return _years(self.first - BUDDHIST_ERA, self.last - BUDDHIST_ERA)


@dataclass(frozen=True)
class Facts:
    """What is said beside the statements of a plan; "" for what is not known.

    The province (an IRI) of its owner, its documents, the day (ISO) on which it was read, and whether its own graph
    holds statements of it.
    """

    province: str
    sources: tuple[Source, ...]
    read: str
    own_graph: bool


def facts_of(engine: Engine, plan: str, graph: str) -> Facts:
    """Ask for what stands around a plan; ``graph`` is the one in which the loader writes its statements."""
    query = f"""{sparql_prologue()}SELECT ?province ?document ?title ?address ?own (MAX(?end) AS ?ended) {{
  VALUES ?plan {{ {term_of(plan)} }}
  BIND(EXISTS {{ GRAPH {term_of(graph)} {{ ?e phaen:partOfPlan ?plan ; a phaen:PlanElement ; skos:prefLabel ?name }} }}
    AS ?own)
  OPTIONAL {{ ?plan phaen:planOf/dct:spatial ?province . ?province skos:notation ?code FILTER(STRLEN(?code) = 2) }}
  OPTIONAL {{ ?plan prov:wasGeneratedBy/prov:endedAtTime ?end FILTER(DATATYPE(?end) = xsd:dateTime) }}
  OPTIONAL {{ ?plan prov:wasDerivedFrom ?document
    OPTIONAL {{ ?document dct:title ?given }} OPTIONAL {{ ?document phaen:fileName ?file }}
    OPTIONAL {{ ?document dct:source ?address }}
    BIND(COALESCE(?given, ?file) AS ?title) }}
}} GROUP BY ?province ?document ?title ?address ?own ORDER BY ?document LIMIT {_MOST}"""
    rows = select(engine, query, _MOST).records()
    sources = {
        text_of(row, "document"): Source(*(text_of(row, name) for name in ("document", "title", "address")))
        for row in rows
        if "document" in row
    }
    first = rows[0] if rows else {}
    own = text_of(first, "own") in _TRUE
    return Facts(text_of(first, "province"), tuple(sources.values()), _day(text_of(first, "ended")), own)


def period_of(found: Description) -> Period | None:
    """Return the years of a plan, None where they are not known or are no years."""
    first, last = (found.text(PHAEN[name].value) or "" for name in ("periodFrom", "periodTo"))
    return read_period(first, last)


def read_period(first: str, last: str) -> Period | None:
    """Read two years of the Buddhist era; None for what are none."""
    return Period(int(first), int(last)) if _is_year(first) and _is_year(last) else None


def _day(moment: str) -> str:
    """Return the day of a moment (ISO), "" for what is none."""
    try:
        return date.fromisoformat(moment[:10]).isoformat()
    except ValueError:
        return ""


def _is_year(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) == 4  # noqa: PLR2004 - digits of a year


def _years(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}–{last}"

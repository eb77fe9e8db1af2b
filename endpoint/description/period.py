"""Which years the plans of the published data cover."""

from pyoxigraph import Literal

from phaen.endpoint.description.dcat import Period
from phaen.endpoint.engine import Engine
from phaen.endpoint.errors import QueryMemoryError, QueryTimeoutError
from phaen.endpoint.tables import select
from phaen.ontology.assets import sparql_prologue

_PERIOD = """
SELECT (MIN(?start) AS ?first) (MAX(?end) AS ?last) {
  ?plan a phaen:Plan ; dct:temporal ?period . ?period dcat:startDate ?from ; dcat:endDate ?to .
  BIND(STR(?from) AS ?start) BIND(STR(?to) AS ?end)
  FILTER(REGEX(?start, "^[0-9]{4}-[0-9]{2}-[0-9]{2}$") && REGEX(?end, "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"))
}"""


def period_of(engine: Engine) -> Period | None:
    """Find the first and the last day; None where no plan says them, or where it takes longer than a query may."""
    try:
        rows = select(engine, sparql_prologue() + _PERIOD, 1).records()
    except (QueryTimeoutError, QueryMemoryError):
        return None
    days = [rows[0].get(name) if rows else None for name in ("first", "last")]
    first, last = (day.value if isinstance(day, Literal) else "" for day in days)
    return Period(first, last) if first and last else None

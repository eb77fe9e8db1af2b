"""Pages of a table: the query with a LIMIT and an OFFSET of its own, in an order that leaves nothing open.

An order that the query does not have to the end is completed by its columns, from the first to the last: rows that
still tie are alike. So on one state of the data no row is skipped or comes twice, whichever engine holds it.
"""

import re
from dataclasses import dataclass
from itertools import accumulate
from typing import Final
from urllib.parse import urlencode

from pyoxigraph import QuerySolutions, Store

from phaen.endpoint.errors import BadParameterError
from phaen.endpoint.formats import Form
from phaen.endpoint.sparql.parsing import SolutionModifiers, parse_query
from phaen.endpoint.sparql.reading import NotParsedError, Reading, read
from phaen.endpoint.sparql.rewriting import Change, changed

PAGE: Final = "page"
PER_PAGE: Final = "per_page"
MOST_PER_PAGE: Final = 10_000
USUAL_PER_PAGE: Final = 1000
MOST_PAGES: Final = 1_000_000
_NUMBER: Final = re.compile(r"[0-9]{1,9}").fullmatch
_KEPT: Final = frozenset({"prefix_decl", "sub_select", "order_clause"})


@dataclass(frozen=True)
class Page:
    """A page: its number, from 1, and the rows that it may have."""

    number: int
    size: int

    @property
    def skipped(self) -> int:
        """Return the number of rows before it."""
        return (self.number - 1) * self.size


def read_page(number: str | None, size: str | None, form: Form, most_rows: int | None = None) -> Page | None:
    """Return the page that a request asks for; None where it asks for none.

    ``form`` is that of the result, ``most_rows`` the most rows of any. Raises BadParameterError, which names the
    parameter.
    """
    if not number and not size:
        return None
    if form is not Form.ROWS:
        name = PAGE if number else PER_PAGE
        raise BadParameterError(f"{name} is for tables, and this query gives none; leave it out", name)
    most = min(MOST_PER_PAGE, most_rows or MOST_PER_PAGE)
    found = _whole(PER_PAGE, size, most) if size else min(USUAL_PER_PAGE, most)
    return Page(_whole(PAGE, number, MOST_PAGES) if number else 1, found)


@dataclass(frozen=True)
class Slice:
    """A query for the rows of a page, and one for the first row after it, None where there can be none."""

    text: str
    beyond: str | None


def sliced(text: str, page: Page) -> Slice:
    """Return the queries for a page; a LIMIT and an OFFSET of the query's own still hold.

    Raises BadParameterError where the query cannot be read, or gives no table.
    """
    parsed = _parsed(text)
    offset = parsed.modifiers.offset or 0
    rows, after = _left(parsed.modifiers, page.skipped, page.size), page.skipped + page.size
    beyond = _within(parsed, f" LIMIT 1 OFFSET {offset + after} ") if _left(parsed.modifiers, after, 1) else None
    return Slice(_within(parsed, f" LIMIT {rows} OFFSET {offset + page.skipped} "), beyond)


def links(base: str, fields: list[tuple[str, str]], page: Page, *, more: bool) -> str:
    """Return the value of a Link header: the first page, the one before and the one after, where there are such.

    ``base`` is the address without its fields, which are given apart. There is no ``last``: nobody has counted.
    """
    numbers = {"first": 1, "prev": page.number - 1, "next": page.number + 1 if more else 0}
    return ", ".join(
        f'<{_address(base, fields, Page(number, page.size))}>; rel="{relation}"'
        for relation, number in numbers.items()
        if number > 0
    )


@dataclass(frozen=True)
class _Parsed:
    """A query for a table: its limits, its columns, and the variables that it is ordered by, None for no order."""

    text: str
    modifiers: SolutionModifiers
    columns: tuple[str, ...]
    keys: frozenset[str] | None


def _parsed(text: str) -> _Parsed:
    try:
        modifiers, reading = parse_query(text, None).modifiers, read(text, "query_unit", _KEPT)
        found = Store().query(text)
    except (NotParsedError, SyntaxError) as error:
        raise BadParameterError(f"this query cannot be cut into pages ({error}); ask without {PAGE}", PAGE) from error
    if not isinstance(found, QuerySolutions):
        raise TypeError("only a query for a table is cut into pages")
    return _Parsed(text, modifiers, tuple(variable.value for variable in found.variables), _keys(reading))


def _keys(reading: Reading) -> frozenset[str] | None:
    """Return the variables that the outermost query is ordered by as they are, up or down; None for no order."""
    inner = [phrase for phrase in reading.phrases if phrase.name == "sub_select"]
    orders = (phrase for phrase in reading.phrases if phrase.name == "order_clause")
    order = next((it for it in orders if not any(sub.first <= it.first < sub.last for sub in inner)), None)
    if order is None:
        return None
    words = [reading.word(token) for token in range(order.first, order.last)]
    depths = accumulate({"(": 1, ")": -1}.get(word, 0) for word in words)
    return frozenset(
        word[1:]
        for place, (word, depth) in enumerate(zip(words, depths, strict=True))
        if word[0] in "?$" and (depth == 0 or (depth == 1 and _is_directed(words, place)))
    )


def _is_directed(words: list[str], place: int) -> bool:
    """Tell whether a variable stands alone in the brackets of ASC or DESC."""
    return words[place - 2].upper() in {"ASC", "DESC"} and words[place + 1] == ")"


def _within(parsed: _Parsed, limits: str) -> str:
    """Return the query with these limits in the place of its own, behind an order to the end.

    No column is named twice: Virtuoso gives other rows then.
    """
    open_columns = [column for column in parsed.columns if column not in (parsed.keys or ())]
    order = "".join(f" ?{column}" for column in open_columns)
    if parsed.keys is None and order:
        order = f" ORDER BY{order}"
    spans = sorted(span for span in (parsed.modifiers.limit_span, parsed.modifiers.offset_span) if span is not None)
    first, *more = spans or [(parsed.modifiers.place, parsed.modifiers.place)]
    changes: list[Change] = [(*first, f"{order}{limits}"), *((*span, " ") for span in more)]
    return changed(parsed.text, changes)


def _left(modifiers: SolutionModifiers, skipped: int, most: int) -> int:
    """Return how many rows the LIMIT of the query leaves after those skipped, no more than ``most``."""
    return most if modifiers.limit is None else max(0, min(most, modifiers.limit - skipped))


def _whole(name: str, text: str, most: int) -> int:
    number = int(text) if _NUMBER(text) else 0
    if not 1 <= number <= most:
        raise BadParameterError(f"{name} is {text[:20]!r}; give a whole number from 1 to {most}", name)
    return number


def _address(base: str, fields: list[tuple[str, str]], page: Page) -> str:
    kept = [(name, value) for name, value in fields if name not in {PAGE, PER_PAGE}]
    return f"{base}?{urlencode([*kept, (PAGE, str(page.number)), (PER_PAGE, str(page.size))])}"

"""Read a saved-query file: the TOML in its ``#+`` comment lines, and the query below them."""

import re
import tomllib
from typing import Final, cast

from phaen.queries.errors import QueryFileError
from phaen.queries.fields import Fields
from phaen.queries.model import FORMS, VIEW_PARTS, VIEW_TYPES, Form, SavedQuery, View, ViewParts, ViewType
from phaen.queries.parameter_header import read_parameters
from phaen.queries.scanner import ValuesBlock, called_services, comments, escaped_words, prologue, values_blocks

MARK: Final = "#+"
_NAME: Final = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_COLUMN: Final = re.compile(r"\w+")
_ADDRESS: Final = re.compile(r"https?://[^\x00-\x20<>\"{}|^`\\]+")
_KEYS: Final = ("title", "description", "keywords", "parameters", "order", "timeout", "view", "services")
_LONGEST: Final = 3600
"""The most seconds that a query may give itself."""
_LAST: Final = 1000
"""The order of a query that gives none."""


def read_query(name: str, source: str, group: str = "") -> SavedQuery:
    """Read the content of the file ``NAME.rq`` of a group.

    Raises QueryFileError, which names the file, the key and the remedy.
    """
    file = f"{group}/{name}.rq" if group else f"{name}.rq"
    if not _NAME.fullmatch(name):
        raise QueryFileError(file, "", "name the file in lower-case words joined by hyphens, such as plan-outline.rq")
    source = source.replace("\r\n", "\n").removeprefix("\ufeff")
    header, text = _split(file, source)
    fields = Fields(file, _toml(file, header))
    fields.only(_KEYS)
    form = _form(fields, text)
    query = SavedQuery(
        name=name,
        title=fields.text("title"),
        description=fields.text("description"),
        keywords=fields.strings("keywords"),
        parameters=read_parameters(fields, text),
        text=text,
        form=form,
        order=_order(fields),
        timeout=_timeout(fields),
        group=group,
        view=_view(fields, form),
        services=_services(fields, text),
        source=source,
    )
    for block in _blocks(fields, query):
        _check_block(fields, query, block)
    return query


def _split(file: str, source: str) -> tuple[str, str]:
    lines = source.split("\n")
    height = 0
    while height < len(lines) and (lines[height].startswith(MARK) or not lines[height].strip()):
        height += 1
    header = "\n".join(line.removeprefix(MARK).strip() for line in lines[:height])
    text = "\n".join(lines[height:]).strip() + "\n"
    if MARK in text and any(comment.text.startswith(MARK) for comment in comments(text)):
        raise QueryFileError(file, "", f"move every line that starts with {MARK} to the top of the file")
    return header, text


def _toml(file: str, header: str) -> dict[str, object]:
    try:
        return tomllib.loads(header)
    except (tomllib.TOMLDecodeError, RecursionError) as problem:
        raise QueryFileError(file, "header", f"the {MARK} lines are not TOML: {problem}") from None


def _order(fields: Fields) -> int:
    order = fields.get("order") if "order" in fields else _LAST
    if not isinstance(order, int) or isinstance(order, bool):
        fields.fail("order", "write a whole number: order = 10")
    return order


def _timeout(fields: Fields) -> float | None:
    timeout = fields.get("timeout")
    if timeout is None:
        return None
    if isinstance(timeout, bool) or not isinstance(timeout, int | float) or not 0 < timeout <= _LONGEST:
        fields.fail("timeout", f"write a number of seconds above 0 and up to {_LONGEST}: timeout = 60")
    return float(timeout)


def _form(fields: Fields, text: str) -> Form:
    form = prologue(text).form.lower()
    if form not in FORMS:
        found = f"found {form.upper()[:20]!r}" if form else "found nothing"
        problem = f"after the PREFIX lines write SELECT, ASK, CONSTRUCT or DESCRIBE; {found}"
        raise QueryFileError(fields.file, "", problem)
    return cast("Form", form)


# --- the view ---------------------------------------------------------------------------------------------------------


def _view(fields: Fields, form: Form) -> View | None:
    if "view" not in fields:
        return None
    table = fields.inner("view")
    type_ = table.get("type")
    if type_ not in VIEW_TYPES:
        table.fail("type", f"{type_!r} is no view; use one of {', '.join(VIEW_TYPES)}")
    parts = _parts(table, cast("ViewType", type_), form)
    table.only(("type", *parts.required, *parts.optional))
    columns = {part: _column(table, part) for part in (*parts.required, *parts.optional) if part in table}
    for part in parts.required:
        if part not in columns:
            table.fail(part, f'a {type_} needs it: write the name of a column, {part} = "…"')
    return View(cast("ViewType", type_), **columns)


def _parts(table: Fields, type_: ViewType, form: Form) -> ViewParts:
    """Return what a view takes: of rows what its type takes; a graph is drawn as it is, and ASK has no view."""
    if form == "select":
        return VIEW_PARTS[type_]
    if form == "ask" or type_ != "graph":
        remedy = "an ASK has no view; take it out" if form == "ask" else 'a graph takes no view but type = "graph"'
        table.fail("type", remedy)
    return ViewParts()


def _column(table: Fields, part: str) -> str:
    column = table.get(part)
    if not isinstance(column, str) or not _COLUMN.fullmatch(column):
        table.fail(part, f'write the name of a column of the SELECT, without the question mark: {part} = "…"')
    return column


# --- the query text ---------------------------------------------------------------------------------------------------


def _services(fields: Fields, text: str) -> tuple[str, ...]:
    """Return the services that the query may ask, once those that it names are seen to be the same."""
    allowed = fields.strings("services")
    for address in allowed:
        if not _ADDRESS.fullmatch(address):
            fields.fail("services", f"{address!r} is no address; write it as https://query.wikidata.org/sparql")
    called = _called(fields, text)
    for address in called:
        if address not in allowed:
            fields.fail("services", f"the query asks <{address}>; list it here, or take the SERVICE out")
    for address in allowed:
        if address not in called:
            fields.fail("services", f"the query does not ask <{address}>; take it out")
    return allowed


def _called(fields: Fields, text: str) -> list[str]:
    """Return the services that the query asks; refuse what does not say in plain words which they are."""
    for hidden in escaped_words(text):
        raise QueryFileError(fields.file, "", f"write {hidden.text[:40]!r} without escapes; keywords have none")
    called = called_services(text)
    if None in called:
        fields.fail("services", "name each service in the query by its whole address: SERVICE <https://…>")
    return [address for address in called if address is not None]


def _blocks(fields: Fields, query: SavedQuery) -> list[ValuesBlock]:
    blocks = values_blocks(query.text)
    bound = {block.name for block in blocks}
    for parameter in query.parameters:
        if parameter.name not in bound:
            remedy = f"write VALUES ?{parameter.name} {{ … }} with the example in the query"
            fields.fail(f"parameters.{parameter.name}", remedy)
    return blocks


def _check_block(fields: Fields, query: SavedQuery, block: ValuesBlock) -> None:
    declared = query.parameter(block.name) is not None
    if block.marked and not declared:
        fields.fail(f"parameters.{block.name}", "the query marks it as a parameter; declare it in the header")
    if declared and not block.marked:
        remedy = f"end the line of VALUES ?{block.name} {{ … }} with the comment # parameter"
        fields.fail(f"parameters.{block.name}", remedy)

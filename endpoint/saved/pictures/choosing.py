"""The view that an address asks for: its type, and the columns of its parts, which may be left to be guessed."""

import re
from collections.abc import Iterable, Mapping
from typing import Final, cast

from phaen.endpoint.errors import BadParameterError
from phaen.queries.model import VIEW_PARTS, VIEW_TYPES, View, ViewType

VIEW: Final = "view"
PART_NAMES: Final = tuple(
    dict.fromkeys(part for parts in VIEW_PARTS.values() for part in (*parts.required, *parts.optional))
)
FIELDS: Final = (VIEW, *PART_NAMES)
"""The fields of an address that say how a result is to be seen."""
_COLUMN: Final = re.compile("[0-9A-Z_a-z\u00b7-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]{1,200}").fullmatch
_LONGEST: Final = 60
"""Characters of a value that a message repeats."""


def read_view(fields: Iterable[tuple[str, str]]) -> View | None:
    """Return the view that the fields of an address name; None where they name none.

    Empty fields count as not given. Raises BadParameterError for a view that there is not, for a part that the view
    does not take, and for a field that is given twice.
    """
    given: dict[str, str] = {}
    for name, value in fields:
        if name in FIELDS and value:
            if name in given:
                raise BadParameterError(f"the parameter {name} is given twice; give it once", name)
            given[name] = value.removeprefix("?")
    return made_view(given.pop(VIEW, ""), given)


def made_view(name: str, parts: Mapping[str, str]) -> View | None:
    """Return the view of this name with these parts, "" for none; raises BadParameterError as ``read_view`` does."""
    if not name:
        for part in parts:
            raise BadParameterError(f"{part} is a part of a view; give {VIEW} too, one of {_types()}", part)
        return None
    if name not in VIEW_TYPES:
        raise BadParameterError(f"there is no view {name[:_LONGEST]!a}; use one of {_types()}", VIEW)
    taken = VIEW_PARTS[cast("ViewType", name)]
    known = (*taken.required, *taken.optional)
    for part, column in parts.items():
        if part not in known:
            remedy = f"it takes {', '.join(known)}" if known else "it takes none"
            raise BadParameterError(f"the view {name} has no part {part}; {remedy}", part)
        if not _COLUMN(column):
            message = f"{part} is {column[:_LONGEST]!a}, which no column can be called; give the name of a variable"
            raise BadParameterError(message, part)
    return View(cast("ViewType", name), **parts)


def view_fields(view: View | None) -> dict[str, str]:
    """Return the fields of an address that name a view; none for no view."""
    return {} if view is None else {VIEW: view.type, **view.parts()}


def _types() -> str:
    return ", ".join(VIEW_TYPES)

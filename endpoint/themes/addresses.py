"""The addresses of comparisons by theme, and what one asks for."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlencode

from phaen.endpoint.errors import BadParameterError
from phaen.endpoint.iris import Addresses
from phaen.endpoint.memento.dated import in_release
from phaen.endpoint.protocol import Fields
from phaen.endpoint.search.addresses import short_value
from phaen.endpoint.themes.choosing import MOST_CHARACTERS, Search
from phaen.endpoint.themes.lists import LISTS, ThemeList, list_named, theme_named
from phaen.ontology.provinces import find_province

PATH: Final = "/compare/themes"
_SINGLE: Final = ("by", "confidence", "q", "province", "theme", "do")
FIND, COMPARE = "find", "compare"


@dataclass(frozen=True)
class Asked:
    """What an address asks for: plans by their names, and by which list; or plans to choose among.

    ``least`` is the confidence from which computed links count; ``do`` the button that was pressed, "" for none.
    """

    names: tuple[str, ...] = ()
    by: ThemeList = LISTS[0]
    least: float = 0.0
    search: Search = field(default_factory=Search)
    do: str = ""


def read_asked(given: Fields, addresses: Addresses) -> Asked:
    """Read the fields of an address; raises BadParameterError naming what is wrong and what would do."""
    single = {name: _single(given, name) for name in _SINGLE}
    names = tuple(value.strip() for name, value in given if name == "plan" and value.strip())
    if single["do"] not in {"", FIND, COMPARE}:
        raise BadParameterError(f"do is {single['do'][:50]!r}; use {FIND} or {COMPARE}, or leave it out", "do")
    search = Search(
        single["q"][: MOST_CHARACTERS + 1],
        _province(single["province"]),
        theme_named(single["theme"], addresses) if single["theme"] else "",
    )
    by = list_named(single["by"]) if single["by"] else LISTS[0]
    return Asked(names, by, _confidence(single["confidence"]), search, single["do"])


def address_of(asked: Asked, addresses: Addresses, *, do: str = "", form: str = "") -> str:
    """Return the address of a comparison, or with ``do`` of the page on which its plans are chosen; in this release."""
    fields = [("plan", name) for name in asked.names] + [("by", asked.by.key)]
    fields += [("confidence", f"{asked.least:g}")] if asked.least else []
    search = asked.search
    theme = short_value("theme", search.theme, addresses) if search.theme else ""
    looked_for = (("q", search.words), ("province", search.province), ("theme", theme), ("do", do), ("format", form))
    fields += [(name, value) for name, value in looked_for if value]
    return in_release(f"{PATH}?{urlencode(fields, safe='/', errors='replace')}")


def comparison_of(plans: Iterable[str], by: str = LISTS[0].key) -> str:
    """Return the address that compares plans, named by their IRIs or the ends of them; one plan asks for others."""
    return in_release(f"{PATH}?{urlencode([*(('plan', name) for name in plans), ('by', by)], safe='/')}")


def _single(given: Fields, name: str) -> str:
    values = [value for key, value in given if key == name]
    if len(values) > 1:
        raise BadParameterError(f"the parameter {name} is given {len(values)} times; give it once", name)
    return values[0].strip() if values else ""


def _province(text: str) -> str:
    if not text:
        return ""
    found = find_province(text)
    if found is None:
        raise BadParameterError(
            f"province is {text[:100]!r}, which is not known; give a name, or a code such as 51", "province"
        )
    return found.code


def _confidence(text: str) -> float:
    if not text:
        return 0.0
    try:
        found = float(text)
    except ValueError:
        found = -1.0
    if not 0 <= found <= 1:
        raise BadParameterError(f"confidence is {text[:50]!r}; give a number from 0 (all links) to 1", "confidence")
    return found

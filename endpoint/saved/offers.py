"""What a saved query can be had as: the formats that suit its form, and the one that a request wants."""

from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from typing import Final, NamedTuple

from werkzeug.datastructures import MIMEAccept

from phaen.endpoint.errors import BadParameterError, NotAcceptableError, NotInstalledError, UnknownResourceError
from phaen.endpoint.formats import FILE_FORMATS, GRAPH_FORMATS, PARQUET, PLAIN, ROW_FORMATS, XLSX, Form, Format
from phaen.endpoint.negotiation import Choice, Wanted, wanted_of
from phaen.queries.catalogue import Catalogue
from phaen.queries.model import SavedQuery

SHAPE: Final = "shape"
ROWS: Final = "rows"
_SUFFIXES: Final = frozenset({"html", *(format_.suffix for format_ in (*ROW_FORMATS, *GRAPH_FORMATS, *FILE_FORMATS))})
_PACKAGES: Final = {XLSX: "xlsxwriter", PARQUET: "pyarrow"}
_FORMS: Final = {"select": Form.ROWS, "ask": Form.BOOLEAN, "construct": Form.GRAPH, "describe": Form.GRAPH}
_KINDS: Final = {Form.ROWS: "a table", Form.BOOLEAN: "yes or no", Form.GRAPH: "a graph"}


class Named(NamedTuple):
    """A saved query as an address names it, and the suffix of the address, None for none."""

    saved: SavedQuery
    suffix: str | None


def form_of(saved: SavedQuery) -> Form:
    """Return the form of the result of a query."""
    return _FORMS[saved.form]


def offered(saved: SavedQuery) -> tuple[Format, ...]:
    """Return the formats of the results of a query, those too that a part of phaen not installed would make."""
    form = form_of(saved)
    if form is Form.GRAPH:
        return GRAPH_FORMATS
    return (*ROW_FORMATS, *FILE_FORMATS) if form is Form.ROWS else ROW_FORMATS


def installed(format_: Format) -> bool:
    """Tell whether all is installed that a format needs."""
    package = _PACKAGES.get(format_)
    return package is None or find_spec(package) is not None


def find_named(catalogue: Catalogue, path: str) -> Named:
    """Return what ``NAME`` or ``NAME.suffix`` names; raise what the catalogue raises for an unknown name.

    Raises UnknownResourceError, which names the right ones, for a known name with a suffix that is none.
    """
    stem, dot, suffix = path.rpartition(".")
    if not dot:
        return Named(catalogue.get(path), None)
    if suffix in _SUFFIXES or stem not in catalogue:
        return Named(catalogue.get(stem if suffix in _SUFFIXES else path), suffix)
    saved = catalogue.get(stem)
    raise UnknownResourceError(f"there is no format .{suffix[:20]}; {_remedy(saved)}")


def choose(saved: SavedQuery, suffix: str | None, fields: Mapping[str, str], header: MIMEAccept) -> Wanted:
    """Return what a request wants of a query, by suffix, else by ``format``, else by its Accept header.

    Raises NotAcceptableError for a format that does not suit the query, NotInstalledError for one that this
    installation does not make, and BadParameterError where ``shape`` is none, or does not go with the format.
    """
    formats, form = offered(saved), form_of(saved)
    shape = _shape(saved, fields.get(SHAPE))
    named = suffix or fields.get("format")
    if named is None or not named:
        here = [PLAIN] if shape else [format_ for format_ in formats if installed(format_)]
        found = wanted_of(form, here, header)
    else:
        found = _named(saved, form, formats, named)
    choice = found.choice(form)
    _check_installed(choice)
    return _shaped(found, form, choice) if shape else found


def _named(saved: SavedQuery, form: Form, formats: tuple[Format, ...], named: str) -> Wanted:
    try:
        return wanted_of(form, formats, MIMEAccept(), named)
    except NotAcceptableError as error:
        available = tuple(format_.media_types[0] for format_ in formats if installed(format_))
        raise NotAcceptableError(
            f"{named[:80]!r} is nothing that can be made here: {_remedy(saved)}", available
        ) from error


def _check_installed(choice: Choice | None) -> None:
    if choice is not None and not installed(choice.format):
        name = choice.format.name
        raise NotInstalledError(
            f"this service makes no .{name} files; take another format, or ask whoever runs it to install phaen[{name}]"
        )


def _shape(saved: SavedQuery, text: str | None) -> bool:
    if not text:
        return False
    if text != ROWS:
        raise BadParameterError(f"{SHAPE} is {text[:20]!r}; give {ROWS}, for plain JSON, or leave it out", SHAPE)
    if form_of(saved) is Form.GRAPH:
        raise BadParameterError(f"{SHAPE}={ROWS} is for tables, and {saved.name} gives a graph; take .jsonld", SHAPE)
    return True


def _shaped(found: Wanted, form: Form, choice: Choice | None) -> Wanted:
    if choice is None or choice.format.suffix != PLAIN.suffix:
        raise BadParameterError(f"{SHAPE}={ROWS} is a shape of JSON; ask for .json, or leave it out", SHAPE)
    return Wanted(html=found.html, choices={form: Choice(PLAIN, PLAIN.media_types[0])})


def _remedy(saved: SavedQuery) -> str:
    suffixes = [f".{suffix}" for suffix in dict.fromkeys(_suffixes(filter(installed, offered(saved))))]
    return f"{saved.name} gives {_KINDS[form_of(saved)]}; ask for {', '.join(suffixes[:-1])} or {suffixes[-1]}"


def _suffixes(formats: Iterable[Format]) -> list[str]:
    return [*(format_.suffix for format_ in formats), "html"]

"""Choose what to send: by suffix, by ``?format=``, else by the Accept header (RFC 9110, section 12.5.1)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from phaen.endpoint.errors import NotAcceptableError
from phaen.endpoint.formats import FORMATS, PLAIN, SPREADSHEET, SYNONYMS, Form, Format, by_suffix, formats_of

HTML = "text/html"
_HTML_TYPES = frozenset({HTML, "application/xhtml+xml"})
# What a short name means for a graph, where the format of rows has taken it.
_GRAPH_MEANING = {"json": "jsonld", "xml": "rdfxml"}


@dataclass(frozen=True)
class Choice:
    """A format and the media type, of those that name it, that the client knows it by."""

    format: Format
    media_type: str

    @property
    def content_type(self) -> str:
        """Return the value of the Content-Type header."""
        if self.media_type == self.format.media_types[0]:
            return self.format.content_type
        return self.media_type + ("; charset=utf-8" if self.media_type.startswith("text/") else "")


@dataclass(frozen=True)
class Wanted:
    """What the client wants: a page, or for each form of result the format that suits it best."""

    html: bool
    choices: Mapping[Form, Choice]

    def names(self) -> dict[Form, str]:
        """Return the names of the formats, as a job carries them."""
        return {form: choice.format.name for form, choice in self.choices.items()}

    def choice(self, form: Form) -> Choice | None:
        """Return the choice for this form, or None if the client accepts none."""
        return self.choices.get(form)


class Accept:
    """The Accept header, without the parameters of its media types."""

    def __init__(self, header: MIMEAccept) -> None:
        """Keep the highest quality of each range; no header accepts everything."""
        self._qualities: dict[str, float] = {}
        for value, quality in header:
            media_range = value.split(";")[0].strip().lower()
            media_range = "*/*" if media_range == "*" else media_range  # as Java's own client writes it
            self._qualities[media_range] = max(quality, self._qualities.get(media_range, 0.0))
        if not self._qualities:
            self._qualities = {"*/*": 1.0}

    def quality(self, media_type: str) -> tuple[float, int]:
        """Return the quality of a media type and how exactly it is named (2 itself, 1 its kind, 0 anything)."""
        ranges = ("*/*", media_type.partition("/")[0] + "/*", media_type)
        for exactness in (2, 1, 0):
            if ranges[exactness] in self._qualities:
                return self._qualities[ranges[exactness]], exactness
        return 0.0, 0

    def named(self, media_type: str) -> float:
        """Return the quality of a media type if the header names it itself, else 0."""
        return self._qualities.get(media_type, 0.0)

    def best(self, formats: Sequence[Format]) -> Choice | None:
        """Return the best of these formats; the earlier one where the client has no preference.

        The order of the header is no preference: libraries write theirs in any order.
        """
        candidates = [
            (self._rank(media_type, first=index == 0), Choice(format_, media_type))
            for format_ in formats
            for index, media_type in enumerate(format_.media_types)
        ]
        rank, choice = max(candidates, key=lambda candidate: candidate[0])
        return choice if rank[0] > 0 else None

    def prefers_html(self, others: Iterable[Format] = FORMATS) -> bool:
        """Tell whether a page is named and no data format is liked better: the mark of a browser."""
        page = max(self.named(media_type) for media_type in _HTML_TYPES)
        data = max((self.named(media_type) for format_ in others for media_type in format_.media_types), default=0.0)
        # Browsers name application/xml beside text/html, always with a lower quality.
        return page > 0 and page >= data

    def _rank(self, media_type: str, *, first: bool) -> tuple[float, int]:
        # A wildcard stands for the media type of the standard, not for its other names: else q=0 could be evaded.
        return self.quality(media_type) if first else (self.named(media_type), 2)


def wanted(header: MIMEAccept, format_name: str | None = None, suffix: str | None = None) -> Wanted:
    """Return what to send; raise NotAcceptableError if there is nothing that we could."""
    if suffix is not None:
        return _named(suffix)
    if format_name:
        return _named(format_name)
    return _accepted(header.to_header())


@lru_cache(maxsize=1024)
def _accepted(text: str) -> Wanted:
    """Return what an Accept header asks for; clients send the same few again and again."""
    header = parse_accept_header(text, MIMEAccept)
    accept = Accept(header)
    found = {form: choice for form in Form if (choice := accept.best(formats_of(form))) is not None}
    html = accept.prefers_html()
    if not found and not html:
        available = tuple(format_.media_types[0] for format_ in FORMATS)
        raise NotAcceptableError(f"nothing of {header.to_header()!r} can be made here", available)
    return Wanted(html, found)


def wanted_of(form: Form, formats: Sequence[Format], header: MIMEAccept, named: str | None = None) -> Wanted:
    """Return what to send of a result whose form is known; ``named`` is the suffix or the format that was named.

    Raises NotAcceptableError, with the media types of these formats, if the client wants none of them.
    """
    if named:
        names = _names(named)
        if names[0] in {"html", *_HTML_TYPES}:
            return Wanted(html=True, choices={})
        found = _first_known(names, form, formats)
    else:
        accept = Accept(header)
        if accept.prefers_html((*FORMATS, *formats)):
            return Wanted(html=True, choices={})
        found = accept.best(formats)
    if found is None:
        available = tuple(format_.media_types[0] for format_ in formats)
        shown = named or header.to_header()
        raise NotAcceptableError(f"nothing of {shown!r} can be made of this; use {', '.join(available)}", available)
    return Wanted(html=False, choices={form: found})


def data_wanted(formats: Sequence[Format], header: MIMEAccept, named: str | None) -> Choice | None:
    """Return the one of these formats, of tables and of graphs, to send of what can be had as either; None for a page.

    ``named`` is the suffix or the format that was named; without a wish it is the first of the formats. Raises
    NotAcceptableError, which names them.
    """
    try:
        return wanted_of(Form.ROWS, formats, header, named).choice(Form.ROWS)
    except NotAcceptableError as error:
        if not named:
            raise
        names = dict.fromkeys(["html", *(_known_as(format_) for format_ in formats), SPREADSHEET.name])
        message = f"there is no format {named[:50]!r} here; use {', '.join(names)}"
        raise NotAcceptableError(message, error.available) from error


def _known_as(format_: Format) -> str:
    """Return the name by which a format is asked for: plain JSON is just JSON where there is no other."""
    return format_.suffix if format_ is PLAIN else format_.name


def choose_among(formats: Sequence[Format], header: MIMEAccept, format_name: str | None = None) -> Choice | None:
    """Return the one of these formats of graphs to send, None for a page; raise NotAcceptableError if there is none."""
    available = tuple(format_.media_types[0] for format_ in formats)
    if format_name:
        want = _named(format_name)
        choice = want.choice(Form.GRAPH)
        if not want.html and (choice is None or choice.format not in formats):
            raise NotAcceptableError(f"{format_name!r} cannot be made here; use {', '.join(available)}", available)
        return choice
    accept = Accept(header)
    if accept.prefers_html(formats):
        return None
    best = accept.best(formats)
    if best is None:
        raise NotAcceptableError(f"nothing of {header.to_header()!r} can be made here", available)
    return best


def _named(text: str) -> Wanted:
    """Return what a list of names means, the ones liked best first; raise NotAcceptableError if none is known."""
    names = _names(text)
    if names[0] in {"html", *_HTML_TYPES}:
        return Wanted(html=True, choices={})
    found = {form: choice for form in Form if (choice := _first_known(names, form)) is not None}
    if not found:
        available = tuple(format_.name for format_ in FORMATS)
        raise NotAcceptableError(f"there is no format {text!r}; use one of {', '.join(available)}", available)
    return Wanted(html=False, choices=found)


def _names(text: str) -> list[str]:
    # A plus sign in a query string stands for a space: take "application/ld json" as it was meant.
    return [name.partition(";")[0].strip().lower().replace(" ", "+") for name in text.split(",")]


def _first_known(names: Iterable[str], form: Form, formats: Sequence[Format] = ()) -> Choice | None:
    choices = (_find(SYNONYMS.get(name, name), form, formats or formats_of(form)) for name in names)
    return next((choice for choice in choices if choice is not None), None)


def _find(name: str, form: Form, formats: Sequence[Format]) -> Choice | None:
    if form is Form.GRAPH:
        name = _GRAPH_MEANING.get(name, name)
    elif name == SPREADSHEET.name:
        return Choice(SPREADSHEET, SPREADSHEET.media_types[0])
    for format_ in formats:
        if name in {format_.name, format_.suffix, *format_.media_types}:
            return Choice(format_, format_.media_types[0])
    return None


def split_suffix(path: str) -> tuple[str, str | None]:
    """Split ``name.csv`` into the name and the suffix of a known format; the suffix is None if there is none.

    >>> split_suffix("strategy/1/guideline/1.1"), split_suffix("plan.ttl")
    (('strategy/1/guideline/1.1', None), ('plan', 'ttl'))
    """
    stem, dot, suffix = path.rpartition(".")
    known = bool(dot and stem) and (suffix == "html" or by_suffix(suffix) is not None)
    return (stem, suffix) if known else (path, None)

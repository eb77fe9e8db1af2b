"""The explanation of readings as one HTML file that needs nothing else: no script, no style sheet, no other host.

Every sentence of the page stands in it in Thai and in English; the style shows one of them, and two buttons at the top
change over. What comes from documents is escaped wherever it stands.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from itertools import takewhile
from pathlib import Path, PurePath
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from phaen.endpoint.explanation_text import one_line
from phaen.endpoint.language import LANGUAGES, Translations
from phaen.loaders.explanation import notes
from phaen.loaders.explanation.explain import Explanation, Piece, Row, Share, share_of
from phaen.loaders.explanation.findings import Finding, Role
from phaen.loaders.model import Entity, Kind

HERE = Path(__file__).resolve().parent
STYLES = ("phaen.css", "explain.css")
HIGH, MEDIUM = 0.95, 0.85
"""Confidences from which a statement is sure, and fairly sure."""

MOST_REPAIRS = 6
"""Mended places of one row that are shown; a page damaged throughout has hundreds."""

SHARES_WIDE = 1000


@dataclass(frozen=True)
class Part:
    """One document of the page: its number, its path, and its explanation or the error that stands against it."""

    number: int
    path: str
    explanation: Explanation | None
    error: str = ""

    @property
    def name(self) -> str:
        """The beginning of the identifiers of its elements."""
        return f"d{self.number}"

    @property
    def title(self) -> str:
        """The name of the file."""
        return PurePath(self.path).name

    @property
    def entities(self) -> tuple[Entity, ...]:
        """The statements of the plan."""
        return self.explanation.reading.entities if self.explanation else ()

    @cached_property
    def counts(self) -> dict[str, int]:
        """The statements by kind, or by the finer class that the document's own word names."""
        return Counter(entity.class_ or entity.kind.value for entity in self.entities)

    @cached_property
    def children(self) -> dict[int | None, list[int]]:
        """The statements under each, and under None those at the top."""
        found: dict[int | None, list[int]] = defaultdict(list)
        for index, entity in enumerate(self.entities):
            found[entity.parent].append(index)
        return found

    def row_at(self, line: int) -> int:
        """Give the first line of the row that holds a line."""
        rows = self.explanation.rows if self.explanation else ()
        return next(row.first for row in rows if row.first <= line <= row.last)

    def width(self, share: Share) -> int:
        """Give the width of a share in the picture of all."""
        return round(SHARES_WIDE * self.explanation.share(share)) if self.explanation else 0

    def before(self, share: Share) -> int:
        """Give where a share begins in the picture of all."""
        return sum(self.width(other) for other in takewhile(lambda other: other is not share, Share))

    def shown_with(self, row: Row) -> str:
        """Name the filters that show a row."""
        made = [self.entities[f.entity] for f in row.findings if f.role is Role.STATEMENT and f.entity is not None]
        filters = {"with-plan": bool(made), "with-doubt": any(e.confidence < HIGH for e in made)}
        filters["with-left"] = any(f.role is Role.LEFT for f in row.findings)
        return " ".join(name for name, holds in filters.items() if holds)


def write_page(parts: Iterable[Part], paths: Sequence[str], language: str) -> Iterator[str]:
    """Give the page piece by piece, each document when it comes; it opens in the language given."""
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
    )
    environment.globals.update(_helpers(language))
    names = [PurePath(path).name for path in paths]
    yield from environment.get_template("explain.html").generate(documents=parts, names=names)


def level(confidence: float) -> str:
    """Name how sure a statement is: high, medium or low."""
    return "high" if confidence >= HIGH else "medium" if confidence >= MEDIUM else "low"


def role_of(finding: Finding) -> str:
    """Name what a finding is, text that was left by whether it was understood."""
    if finding.role is Role.LEFT:
        return "unknown" if share_of(finding) is Share.UNKNOWN else "left"
    return finding.role.value


def way_of(rule: str) -> str:
    """Name the way in which a statement was recognised, by its rule."""
    return rule.partition("-")[2]


def percent(part: float) -> int:
    """Give a part of 1 in hundredths."""
    return round(100 * part)


def mark(part: Part, piece: Piece) -> Markup:
    """Give a stretch of the text with the mark of what it was found to be."""
    text = escape(piece.text)
    if piece.finding is None or not piece.text.strip():
        return text
    if piece.words and piece.finding.entity is not None:
        entity = part.entities[piece.finding.entity]
        return Markup('<mark class="k-{} c-{}">{}</mark>').format(entity.kind, level(entity.confidence), text)
    return Markup('<span class="p-{}">{}</span>').format(role_of(piece.finding), text)


def _helpers(language: str) -> dict[str, Any]:
    """Give the functions and tables of the template."""
    translations = Translations.load()

    def texts(key: str, **values: object) -> Markup:
        return _in_both({code: translations.say(code, key, **values) for code in LANGUAGES})

    return {
        "t": texts,
        "say": lambda key: translations.say(language, key),
        "both": lambda note: _in_both({"th": note.th, "en": note.en}),
        "language": language,
        "style": Markup("\n").join(Markup((HERE / "static" / name).read_text("utf-8")) for name in STYLES),  # noqa: S704 - our own files
        "version": version("phaen"),
        "kinds": list(Kind),
        "most": MOST_REPAIRS,
        "rules": (
            ("rule", "lines", notes.line_rules()),
            ("way", "ways", notes.ways()),
            ("reason", "reasons", notes.reasons()),
        ),
    } | _functions()


def _functions() -> dict[str, Any]:
    return {
        "level": level,
        "percent": percent,
        "role_of": role_of,
        "way": way_of,
        "one_line": one_line,
        "mark": mark,
        "line_rule": notes.line_rule,
        "statement_rule": notes.statement_rule,
        "reason": notes.reason,
    }


def _in_both(texts: dict[str, str]) -> Markup:
    """Give a sentence in both languages, of which the style shows one; a single one for both."""
    known = {code: text for code, text in texts.items() if text}
    if len(known) == 1:
        ((code, text),) = known.items()
        return Markup('<span lang="{}">{}</span>').format(code, text)
    spans = (Markup('<span class="in-{0}" lang="{0}">{1}</span>').format(code, text) for code, text in known.items())
    return Markup("").join(spans)

"""The annotated documents: what a careful reader finds in each, and which part of the corpus it belongs to.

README.md beside this file states the conventions of the annotations.
"""

import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from phaen.loaders.model import Kind

CORPUS = Path(__file__).parent
DOCUMENTS = CORPUS / "documents"
FORMATS = CORPUS / "formats"
HELD_OUT = (("d36", "d70"), ("h01", "h45"))
"""First and last names of the documents that are held out: nobody looks at them to write a rule."""

COLD = HELD_OUT[1]
"""The bounds of the cold set: the held-out texts whose writer knew neither rules nor corpus."""

LOOKED_AT = frozenset({"d36", "d42", "d51", "d55", "d56"})
"""Documents within those bounds that somebody looked at while mending a rule: they are development since."""


class Part(StrEnum):
    """The parts of the corpus: rules are written on one, and tried on the other."""

    DEVELOPMENT = "development"
    HOLD_OUT = "hold-out"


@dataclass(frozen=True, slots=True)
class GoldEntity:
    """One statement as annotated.

    ``kinds`` are the kinds that are right, the first the likeliest. ``exempt`` ones cost nothing, missed or found: they
    are debatable, or cut off where the text ends. ``open_end`` says that the label may end earlier; ``soft_parent``
    that annotators may differ on the parent.
    """

    kinds: tuple[Kind, ...]
    code: str | None
    label: str
    parent: int | None
    exempt: bool = False
    open_end: bool = False
    soft_parent: bool = False
    budget: dict[str, int] | None = None

    @property
    def kind(self) -> Kind:
        """The kind under which the statement is counted."""
        return self.kinds[0]


@dataclass(frozen=True, slots=True)
class GoldOwner:
    """The plan's owner as the text names it; None where it does not."""

    name: str | None
    type: str | None
    province: str | None
    other_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gold:
    """What a document holds; ``rows`` are the features of catalogue.toml that it shows."""

    name: str
    note: str
    rows: tuple[str, ...]
    owner: GoldOwner
    period: tuple[int, int] | None
    entities: tuple[GoldEntity, ...]

    @property
    def cold(self) -> bool:
        """Tell whether the document is of the cold set."""
        return COLD[0] <= self.name <= COLD[1]

    @property
    def part(self) -> Part:
        """The part of the corpus that the document belongs to."""
        held_out = self.name not in LOOKED_AT and any(first <= self.name <= last for first, last in HELD_OUT)
        return Part.HOLD_OUT if held_out else Part.DEVELOPMENT


@dataclass(frozen=True, slots=True)
class Case:
    """A file to read and what is to be found in it; ``format`` is "text" for the documents as written."""

    path: Path
    gold: Gold
    format: str = "text"


@cache
def load_gold(name: str) -> Gold:
    """Read the annotation of a document, such as ``a01``."""
    path = DOCUMENTS / f"{name}.json"
    if not path.exists():
        path = FORMATS / f"{name}.json"
    return _gold(name, json.loads(path.read_text(encoding="utf-8")))


def text_cases(part: Part | None = None) -> list[Case]:
    """Give the documents as written, of one part or of both."""
    golds = [load_gold(path.stem) for path in sorted(DOCUMENTS.glob("*.json"))]
    return [Case(DOCUMENTS / f"{gold.name}.txt", gold) for gold in golds if part in (None, gold.part)]


def format_cases() -> list[Case]:
    """Give the documents in other formats; formats/index.toml says what each was made from, and by what program."""
    return [Case(FORMATS / name, load_gold(entry["gold"]), entry["format"]) for name, entry in format_index().items()]


@cache
def format_index() -> dict[str, dict[str, str]]:
    """Read the index of the files in other formats."""
    path = FORMATS / "index.toml"
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


@cache
def features() -> dict[str, str]:
    """Give the layout features of the catalogue: what each identifier says."""
    named: dict[str, str] = _catalogue()["features"]
    return named


def sections() -> dict[int, str]:
    """Give the titles of the catalogue's sections."""
    return {section["number"]: section["title"] for section in _catalogue()["section"]}


def sections_of(gold: Gold) -> Iterator[int]:
    """Give the sections of the catalogue that a document shows something of."""
    yield from sorted({int(row.split("-")[0]) for row in gold.rows} | ({10} if gold.owner.type else set()))


@cache
def _catalogue() -> dict[str, Any]:
    return tomllib.loads((CORPUS / "catalogue.toml").read_text(encoding="utf-8"))


def _gold(name: str, written: dict[str, Any]) -> Gold:
    owner, period = written["organisation"], written["plan_period"]
    return Gold(
        name,
        written["note"],
        tuple(written["rows"]),
        GoldOwner(owner["name"], owner["type"], owner["province"], tuple(owner.get("name_alt", ()))),
        (period["from"], period["to"]) if period else None,
        tuple(_entity(entity) for entity in written["entities"]),
    )


def _entity(written: dict[str, Any]) -> GoldEntity:
    return GoldEntity(
        kinds=tuple(Kind(kind) for kind in (written["kind"], *written.get("alt_kinds", ()))),
        code=written["code"],
        label=written["label"],
        parent=written["parent"],
        exempt=bool(written.get("optional") or written.get("truncated")),
        open_end=bool(written.get("extent_open") or written.get("truncated")),
        soft_parent=bool(written.get("parent_soft")),
        budget=written.get("budget"),
    )

"""README.md and LICENSE.md of a release, in Thai and in English."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from phaen.endpoint.description.citation import in_words
from phaen.endpoint.description.places import release_address
from phaen.endpoint.description.publication import Publication
from phaen.endpoint.language import LANGUAGES
from phaen.loaders.releases.coverage import Coverage
from phaen.loaders.releases.layout import QUADS
from phaen.loaders.releases.manifest import Manifest, ReleaseFile

README: Final = "README.md"
LICENCE: Final = "LICENSE.md"

DESCRIPTIONS: Final = "metadata/"
FILES: Final = {
    "phaen.nq": ("ข้อมูลทั้งชุด N-Quads เรียงลำดับแล้ว", "the whole data set as sorted N-Quads"),
    "phaen.trig": ("ข้อมูลทั้งชุด TriG", "the whole data set as TriG"),
    "phaen.jsonld": ("ข้อมูลทั้งชุด JSON-LD", "the whole data set as JSON-LD"),
    "graphs/": ("กราฟแต่ละกราฟ Turtle และ N-Triples", "each named graph as Turtle and N-Triples"),
    "plans/": ("แผนแต่ละฉบับกับหน่วยงานเจ้าของ Turtle", "each plan edition with its owner, as Turtle"),
    "provinces/": ("แต่ละจังหวัดตามรหัส มอก. 1099", "each province, by its TIS 1099 code"),
    "ontology/": ("ออนโทโลยี ข้อกำหนด SHACL และรายการรหัส", "the ontology, its SHACL shapes and the code lists"),
    "tables/": ("ตาราง CSV และ Parquet กับพจนานุกรมข้อมูล", "tables as CSV and Parquet, with their data dictionary"),
    "links/": ("การเชื่อมโยงกับรายการรหัส SSSOM", "links to code lists, as SSSOM"),
    "stratml/": (
        "แผนแต่ละฉบับ StratML (ISO 17469-1 หรือ Part 2)",
        "each plan edition as StratML (ISO 17469-1, or its Part 2)",
    ),
    "CHANGES.md": ("สิ่งที่เปลี่ยนจากรุ่นก่อน เขียนให้คนอ่าน", "what has changed since the release before, for people"),
    "changes/": ("สิ่งที่เพิ่มและลดจากรุ่นก่อน", "what was added and removed since the release before"),
    DESCRIPTIONS: ("คำอธิบายข้อมูลและที่มา", "descriptions of the data, and its provenance"),
}
"""What a release may hold, in the order in which its README lists it."""

_MOST_RIGHTS: Final = 50
_MOST_GRAPHS: Final = 200
_LONGEST_RIGHTS: Final = 500
_MARKDOWN: Final = re.compile(r"([\\`*_\[\]<>|#~&])")
_HERE: Final = Path(__file__).resolve().parents[1] / "templates" / "released"


@dataclass(frozen=True, slots=True)
class Row:
    """What a release holds under one name: number and size of the files, without their compressed forms."""

    name: str
    th: str
    en: str
    files: str
    bytes: str


def readme(said: Publication, manifest: Manifest, coverage: Coverage) -> str:
    """Return README.md: what the release is, what each file is, how to check and how to load it."""
    citation = {language: plain(in_words(said, manifest, language)) for language in LANGUAGES}
    return _render(
        README,
        said,
        manifest,
        coverage,
        rows=list(_rows(manifest.files)),
        citation=citation,
        contact=plain(said.contact),
        notes=[plain(note) for note in manifest.notes],
        quads=QUADS,
        fence="```",
    )


def licence(said: Publication, manifest: Manifest, coverage: Coverage) -> str:
    """Return LICENSE.md: the licence of the whole, of graphs that state their own, and of the documents."""
    rights = sorted(coverage.rights.items(), key=lambda item: (-item[1], item[0]))
    return _render(
        LICENCE,
        said,
        manifest,
        coverage,
        most=_MOST_GRAPHS,
        rights=[(plain(text), number) for text, number in rights[:_MOST_RIGHTS]],
        more_rights=sum(number for _, number in rights[_MOST_RIGHTS:]),
    )


def plain(text: str) -> str:
    """Return a text as one line of Markdown that shows it as it is; a very long one is cut."""
    line = " ".join(text.split())
    return _MARKDOWN.sub(r"\\\1", line if len(line) <= _LONGEST_RIGHTS else line[:_LONGEST_RIGHTS] + "…")


def _rows(files: Iterable[ReleaseFile]) -> Iterator[Row]:
    """Give the rows of the table; the descriptions, of which this is one, are not counted yet."""
    sizes: dict[str, list[int]] = {}
    for file in files:
        if not file.content:
            top, slash, _ = file.path.partition("/")
            sizes.setdefault(top + slash, []).append(file.bytes)
    for name, (th, en) in FILES.items():
        if name == DESCRIPTIONS:
            yield Row(name, th, en, "", "")
        elif name in sizes:
            yield Row(name, th, en, f"{len(sizes[name]):,}", f"{sum(sizes[name]):,}")


def _render(name: str, said: Publication, manifest: Manifest, coverage: Coverage, **values: object) -> str:
    template = _environment().get_template(name)
    return template.render(
        texts={key: said.say(f"void.{key}") for key in ("dataset", "description", "rights")},
        address=release_address(said.base, manifest.release).value,
        publisher=plain(said.publisher),
        licence=said.licence,
        manifest=manifest,
        coverage=coverage,
        **values,
    )


@cache
def _environment() -> Environment:
    # Markdown, not HTML: what could be read as markup has been escaped for it.
    return Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=False,  # noqa: S701
        keep_trailing_newline=True,
        undefined=StrictUndefined,
    )

"""What has changed since the release before, in Thai and in English, as Markdown."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from phaen.loaders.releases.merging import Fate
from phaen.loaders.releases.tally import Tally

MOST: Final = 100
"""Graphs, plans or organisations that are named; changes.json names all."""

_MARKUP: Final = re.compile(r"([\\`*_\[\]<>|#&~])")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language."""

    heading: str
    first: str
    not_compared: str
    nothing: str
    columns: tuple[str, str, str, str]
    total: str
    kept: str
    default_graph: str
    states: dict[str, str]
    come: dict[str, str]
    gone: dict[str, str]
    more: str
    blank: str
    files: str


_THAI: Final = Words(
    heading="สิ่งที่เปลี่ยนไปในรุ่น {release}",
    first="นี่คือรุ่นแรก จึงไม่มีรุ่นก่อนหน้าให้เปรียบเทียบ",
    not_compared="ไม่ได้เปรียบเทียบกับรุ่น {previous} เพราะอ่านไฟล์ของรุ่นนั้นไม่ได้ สาเหตุอยู่ใน notes ของ manifest.json",
    nothing="ข้อมูลไม่ต่างจากรุ่น {previous}",
    columns=("กราฟ", "สถานะ", "เพิ่ม", "ลบ"),
    total="เมื่อเทียบกับรุ่น {previous}: เพิ่ม {added} ควอด ลบ {removed} ควอด",
    kept="คงเดิม {kept} ควอด",
    default_graph="(กราฟตั้งต้น)",
    states={"new": "ใหม่", "gone": "ถูกลบ", "changed": "เปลี่ยน"},
    come={"graphs": "กราฟใหม่", "plans": "แผนใหม่", "organisations": "องค์กรใหม่"},
    gone={"graphs": "กราฟที่ถูกลบ", "plans": "แผนที่ถูกลบ", "organisations": "องค์กรที่ถูกลบ"},
    more="และอีก {count} รายการใน changes/changes.json",
    blank=(
        "ในจำนวนนี้มีโหนดว่างอยู่ในควอดที่เพิ่ม {added} ควอด และที่ลบ {removed} ควอด "
        "ชื่อของโหนดว่างอาจเลื่อนไประหว่างรุ่น ควอดที่มีความหมายเดิมจึงอาจนับเป็นทั้งลบและเพิ่ม"
    ),
    files="ควอดทั้งหมดอยู่ใน changes/added.nq และ changes/removed.nq",
)
_ENGLISH: Final = Words(
    heading="What changed in release {release}",
    first="This is the first release: there is none before it to compare with.",
    not_compared=(
        "Not compared with release {previous}, whose file could not be read; the notes in manifest.json say why."
    ),
    nothing="The data are those of release {previous}.",
    columns=("graph", "state", "added", "removed"),
    total="Compared with release {previous}: {added} quads added, {removed} removed",
    kept="{kept} kept",
    default_graph="(default graph)",
    states={"new": "new", "gone": "gone", "changed": "changed"},
    come={"graphs": "New graphs", "plans": "New plans", "organisations": "New organisations"},
    gone={
        "graphs": "Graphs that are gone",
        "plans": "Plans that are gone",
        "organisations": "Organisations that are gone",
    },
    more="and {count} more in changes/changes.json",
    blank=(
        "Of these, {added} added and {removed} removed quads name blank nodes. Labels of blank nodes may shift between "
        "releases, so that a quad that means the same may count as both."
    ),
    files="All of these quads are in changes/added.nq and changes/removed.nq.",
)


def changes_text(release: str, previous: str, tally: Tally, *, compared: bool) -> str:
    """Write what has changed; ``previous`` is the date of the release before, "" for none."""
    parts = ("\n\n".join(_part(words, release, previous, tally if compared else None)) for words in (_THAI, _ENGLISH))
    return "\n\n".join(parts) + "\n"


def _part(words: Words, release: str, previous: str, tally: Tally | None) -> Iterator[str]:
    yield f"# {words.heading.format(release=release)}"
    if not previous:
        yield words.first
    elif tally is None:
        yield words.not_compared.format(previous=previous)
    elif not tally.added and not tally.removed:
        yield words.nothing.format(previous=previous)
    else:
        yield from _changes(words, previous, tally)


def _changes(words: Words, previous: str, tally: Tally) -> Iterator[str]:
    total = words.total.format(previous=previous, added=f"{tally.added:,}", removed=f"{tally.removed:,}")
    yield f"{total} ({words.kept.format(kept=f'{tally.kept:,}')})"
    yield words.files
    if tally.blank.total():
        yield words.blank.format(added=f"{tally.blank[Fate.ADDED]:,}", removed=f"{tally.blank[Fate.REMOVED]:,}")
    sides = {**tally.things, "graphs": tally.graphs}
    for name, side in sides.items():
        yield from _listed(words, words.come[name], side.come, tally)
        yield from _listed(words, words.gone[name], side.gone, tally)
    yield "\n".join(_table(words, tally))


def _listed(words: Words, title: str, iris: list[str], tally: Tally) -> Iterator[str]:
    if not iris:
        return
    yield f"## {title} ({len(iris):,})"
    items = [f"- {_named(iri, tally.labels.get(iri, ''), words)}" for iri in iris[:MOST]]
    yield "\n".join([*items, *(f"- {more}" for more in _more(words, len(iris)))])


def _named(iri: str, label: str, words: Words) -> str:
    name = f"`{iri}`" if iri else words.default_graph
    return f"{_as_text(label)} {name}" if label else name


def _more(words: Words, count: int) -> Iterator[str]:
    if count > MOST:
        yield words.more.format(count=f"{count - MOST:,}")


def _table(words: Words, tally: Tally) -> Iterator[str]:
    """Give a row for each graph, those with the most changes first."""
    changes = sorted(tally.changes(), key=lambda one: (-one.added - one.removed, one.graph))
    yield f"| {' | '.join(words.columns)} |"
    yield "| --- | --- | ---: | ---: |"
    for one in changes[:MOST]:
        name = _named(one.graph, "", words).replace("|", "\\|")
        yield f"| {name} | {words.states[one.state]} | {one.added:,} | {one.removed:,} |"
    yield from (f"\n{more}" for more in _more(words, len(changes)))


def _as_text(label: str) -> str:
    """Write a label on one line, so that nothing in it is taken for Markdown."""
    return _MARKUP.sub(r"\\\1", " ".join(label.split()))

"""A small plan, a linker of a few words, and how tests look at what is stored."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, Store

from phaen.loaders.linking.model import Link, Statement
from phaen.loaders.mappings import linksets, relinking, sssom
from phaen.loaders.snapshot import current_snapshot
from phaen.ontology.identifiers import Identifiers

BASE = "https://w3id.org/phaen/"
SDG = "http://metadata.un.org/sdg/"
PROGRAMME = "https://w3id.org/phaen/vocab/programme/"
PLAN = """ยุทธศาสตร์การพัฒนาขององค์การบริหารส่วนจังหวัดลำพูน (พ.ศ. 2566 - 2570)
ยุทธศาสตร์ที่ 1 ด้านการศึกษา
1.1 ส่งเสริมการศึกษาของเด็กและเยาวชน
1.2 ส่งเสริมสุขภาพผู้สูงอายุ
ยุทธศาสตร์ที่ 2 ด้านถนนและน้ำประปา
2.1 ก่อสร้างถนนในจังหวัดเชียงใหม่
2.2 พัฒนาระบบน้ำประปา
"""

WORDS = {
    "การศึกษา": [("sdg", "4", f"{SDG}4", 0.93), ("category", "3", f"{PROGRAMME}3", 0.91)],
    "สุขภาพ": [("sdg", "3", f"{SDG}3", 0.88)],
    "ถนน": [("sdg", "9", f"{SDG}9", 0.9)],
    "ประปา": [("sdg", "6", f"{SDG}6", 0.75)],
    "เชียงใหม่": [("province", "50", f"{BASE}vocab/province/50", 1.0)],
}


def link_all(statements: Iterable[Statement], identifiers: Identifiers) -> Iterator[tuple[Statement, list[Link]]]:
    """Link statements by the words above."""
    assert identifiers.base
    for statement in statements:
        found = [(word, row) for word, rows in WORDS.items() if word in statement.text for row in rows]
        yield statement, [Link(*row, because=(word,)) for word, row in found]


def set_version(monkeypatch: pytest.MonkeyPatch, version: str) -> None:
    for module in (linksets, relinking, sssom):
        monkeypatch.setattr(module, "LINKER_VERSION", version)


def opened(store: Path) -> Store:
    """Copy what is published into memory."""
    memory = Store()
    snapshot = current_snapshot(store)
    memory.extend(snapshot.open())
    snapshot.close()
    return memory


def element(path: str) -> str:
    return f"{BASE}id/plan/pao-51/2566-2570/{path}"


LINKS = NamedNode(f"{BASE}id/graph/links/pao-51/2566-2570")


def direct(store: Path) -> set[tuple[str, str]]:
    """Give the pairs that direct triples join: the path of the statement, the end of the concept."""
    names = ("serves", "classifiedAs", "mentions")
    start = f"{BASE}id/plan/pao-51/2566-2570/"
    return {
        (quad.subject.value.removeprefix(start), quad.object.value.rsplit("/", 1)[1])
        for quad in opened(store)
        if quad.predicate.value in {f"{BASE}ontology#{name}" for name in names} and quad.subject.value.startswith(start)
    }


def graph_of(store: Path, name: NamedNode = LINKS) -> frozenset[Quad]:
    return frozenset(opened(store).quads_for_pattern(None, None, None, name))

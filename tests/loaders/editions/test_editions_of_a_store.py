"""``phaen compare`` on a store with two editions of a sample plan, and of other stores."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pyoxigraph import NamedNode, Quad

from phaen.endpoint.cli import phaen
from phaen.loaders.editions.choosing import choose, compare_named
from phaen.loaders.editions.errors import ComparisonError, OneEditionError, UnknownPlanError
from phaen.loaders.editions.graph import REVISIONS
from phaen.loaders.editions.model import Edition
from phaen.loaders.editions.publish import compare_all
from phaen.loaders.editions.reading import Rows, editions, rows_of, successive
from phaen.loaders.load import LoadOptions, load
from phaen.loaders.snapshot import current_snapshot
from phaen.loaders.sources import find_sources
from phaen.loaders.store import Writer
from phaen.loaders.validation import check
from phaen.ontology import terms as t
from phaen.queries.binding import bind
from phaen.queries.catalogue import load_catalogue

BASE = "https://w3id.org/phaen/"
GRAPH = NamedNode(f"{BASE}id/graph/{REVISIONS}")
HEAD = "แผนพัฒนาท้องถิ่น (พ.ศ. {years})\nองค์การบริหารส่วนจังหวัดลำพูน\n\n{text}"
ALTERATIONS = (
    (r"1\.2\s+พัฒนาและจัดหาแหล่งน้ำ *\n", ""),
    (r"\n1\.3\s", "\n1.2 "),
    ("อาชีพแก่ประชาชน", "อาชีพและรายได้แก่ประชาชนทุกกลุ่ม"),
    (r"\n8\.4", "\n8.5 จัดตั้งศูนย์บริการประชาชนแบบเบ็ดเสร็จ\n8.4"),
    (r"\n7\.1", "\n๗.๑ "),
)
EXPECTED = {
    ("dropped", "พัฒนาและจัดหาแหล่งน้ำ"),
    ("moved", "พัฒนาเส้นทางคมนาคม และขนส่ง"),
    ("reworded", "ส่งเสริมและพัฒนาอาชีพและรายได้แก่ประชาชนทุกกลุ่ม"),
    ("added", "จัดตั้งศูนย์บริการประชาชนแบบเบ็ดเสร็จ"),
}


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory, samples: Path) -> Path:
    """Give a store with a sample plan and an altered edition of it."""
    folder = tmp_path_factory.mktemp("editions")
    text = (samples / "lamphun-pao.txt").read_text(encoding="utf-8")
    (folder / "a.txt").write_text(HEAD.format(years="2561 - 2565", text=text), encoding="utf-8")
    for pattern, replacement in ALTERATIONS:
        text, count = re.subn(pattern, replacement, text)
        assert count == 1, pattern
    (folder / "b.txt").write_text(HEAD.format(years="2566 - 2570", text=text), encoding="utf-8")
    report = load(find_sources([str(folder)]), folder / "store", LoadOptions(BASE))
    assert [outcome.error for outcome in report.outcomes] == [None, None]
    return folder / "store"


@pytest.fixture
def store(loaded: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(loaded, tmp_path / "store"))


@pytest.fixture
def rows(loaded: Path) -> Iterator[Rows]:
    snapshot = current_snapshot(loaded)
    yield rows_of(snapshot.open())
    snapshot.close()


def graph(store: Path) -> frozenset[Quad]:
    snapshot = current_snapshot(store)
    try:
        return frozenset(snapshot.open().quads_for_pattern(None, None, None, GRAPH))
    finally:
        snapshot.close()


def run(store: Path, *arguments: str) -> Result:
    return CliRunner().invoke(phaen, ["compare", *arguments, "--store", str(store)])


def test_the_last_edition_is_compared_with_the_one_before(rows: Rows) -> None:
    found = compare_named(rows, ("องค์การบริหารส่วนจังหวัดลำพูน",))
    assert (found.former.first_year, found.later.first_year) == (2561, 2566)
    changed = {(" ".join(c.kinds), c.element.text) for c in found.changes if c.kinds}
    assert changed == EXPECTED
    assert found.counts()["unchanged"] == 44


def test_two_plans_are_compared_in_the_order_in_which_they_are_named(rows: Rows) -> None:
    former, later = choose(rows, ("pao-51/2566-2570", f"{BASE}id/plan/pao-51/2561-2565"))
    assert (former.first_year, later.first_year) == (2566, 2561)


@pytest.mark.parametrize(
    ("names", "error", "said"),
    [
        (("pao-51/2561-2565", "pao-51/2561-2565"), ComparisonError, "same plan"),
        (("pao-51/2561-2565", "pao-51/2599"), UnknownPlanError, "pao-51/2566-2570"),
        (("อบจ.ลำปาง",), UnknownPlanError, "no organisation"),
    ],
)
def test_what_cannot_be_compared_is_said(rows: Rows, names: tuple[str, ...], error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        choose(rows, names)


def test_one_edition_alone_and_an_empty_store_are_said(sample_store: Path) -> None:
    snapshot = current_snapshot(sample_store)
    try:
        with pytest.raises(OneEditionError, match="load another edition"):
            choose(rows_of(snapshot.open()), ("pao-51",))
    finally:
        snapshot.close()
    for names in (("pao-51",), ("pao-51/1", "pao-51/2")):
        with pytest.raises(UnknownPlanError, match="holds no plan"):
            choose(lambda _: [], names)


def test_the_revisions_are_published_once_and_obey_the_shapes(store: Path) -> None:
    first = compare_all(store, BASE)
    assert (first.comparisons, first.snapshot) == (1, current_snapshot(store).name)
    quads = graph(store)
    assert check(quads) == []
    revised = {(q.subject, q.object) for q in quads if q.predicate == t.PROV_WAS_REVISION_OF}
    assert len(revised) == 1 + 44 + 2, "two plans, and what is in both: unchanged, moved or reworded"
    assert len({later for later, _ in revised}) == len({former for _, former in revised}) == len(revised)
    assert compare_all(store, BASE).snapshot is None
    assert compare_all(store, BASE, force=True).snapshot is not None
    times = {t.PROV_STARTED_AT_TIME, t.PROV_ENDED_AT_TIME, t.SNAPSHOT}
    assert {q for q in graph(store) if q.predicate not in times} == {q for q in quads if q.predicate not in times}


def test_the_saved_query_gives_the_changes_and_hides_what_is_gone(store: Path) -> None:
    compare_all(store, BASE)
    text = bind(load_catalogue().get("edition-changes"), {})
    assert changes(store, text) == EXPECTED
    with Writer(store) as writer:
        writer.replace_graph(NamedNode(f"{BASE}id/graph/plan/pao-51/2566-2570"), [])
        writer.publish()
    assert changes(store, text) == set()


def changes(store: Path, query: str) -> set[tuple[str, str]]:
    snapshot = current_snapshot(store)
    try:
        found = rows_of(snapshot.open())(query)
        return {
            (row["change"].value, (row.get("later_statement") or row["former_statement"]).value)  # type: ignore[attr-defined]
            for row in found
        }
    finally:
        snapshot.close()


def test_the_command_prints_a_diff_or_json(store: Path) -> None:
    shown = run(store, "pao-51")
    assert shown.exit_code == 0, shown.output
    assert "44 unchanged, 1 added, 1 dropped, 1 moved, 1 reworded" in shown.stdout
    assert "reworded\tguideline\t2.2\tส่งเสริมและพัฒนาอาชีพ{+และรายได้+}แก่ประชาชน{+ทุกกลุ่ม+}" in shown.stdout
    found = json.loads(run(store, "pao-51/2561-2565", "pao-51/2566-2570", "--json").stdout)
    assert found["counts"]["moved"] == 1
    assert next(c["words"] for c in found["changes"] if c["change"] == ["reworded"])[1] == ["inserted", "และรายได้"]
    assert "1 comparisons" in run(store, "--all").stderr


@pytest.mark.parametrize("arguments", [[], ["a", "b", "c"], ["pao-51", "--all"]])
def test_a_wrong_command_line_is_refused(loaded: Path, arguments: list[str]) -> None:
    shown = run(loaded, *arguments)
    assert (shown.exit_code, "name two plans, or one organisation" in shown.output) == (2, True)


def test_a_store_without_editions_is_left_as_it_is(sample_store: Path) -> None:
    name = current_snapshot(sample_store).name
    assert "no organisation has two editions" in run(sample_store, "--all").stderr
    assert current_snapshot(sample_store).name == name


def edition(key: str, years: tuple[int, int], *amendment: str, number: int = 0) -> Edition:
    return Edition(
        f"http://x/plan/{key}", key, "http://x/o", "o", *years, frozenset(amendment), amendment_number=number
    )


def test_an_amendment_follows_the_whole_plan_and_the_next_plan_does_not_follow_an_amendment() -> None:
    old, new = edition("old", (2561, 2565)), edition("new", (2566, 2570))
    one, two = (edition(f"add-{n}", (2566, 2570), "addition", number=n) for n in (1, 2))
    review = edition("review", (2566, 2570), "review", number=3)
    found = successive([two, review, new, one, old, edition("undated", (0, 0))])
    assert [(a.label, b.label) for a, b in found] == [
        ("old", "new"),
        ("new", "add-1"),
        ("new", "add-2"),
        ("new", "review"),
    ]


def test_the_editions_of_another_organisation_are_not_mixed_in(rows: Rows) -> None:
    assert len(editions(rows, f"{BASE}id/organisation/pao-51")) == 2
    assert editions(rows, f"{BASE}id/organisation/pao-52") == []

"""Loading the same folder again, and rehearsing it: what is told of each document is the same each time."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from phaen.loaders import remembered
from phaen.loaders.errors import BaseMismatchError, StoreDamagedError, StoreTooNewError
from phaen.loaders.load import LoadOptions, LoadReport, Outcome, Status, dry_run, load
from phaen.loaders.manifest import make_context
from phaen.loaders.prepare import Attempt, Effort, Prepared, attempt, prepare, prepare_all
from phaen.loaders.remembered import FILE, Memory, Remembered, tools
from phaen.loaders.snapshot import current_snapshot
from phaen.loaders.sources import Source, find_sources
from phaen.loaders.workers import StoppedError

BASE = "https://w3id.org/phaen/"
PLAN = "แผนพัฒนาของ อบจ.ลำพูน พ.ศ. {0} - {1}\nพันธกิจ\n1. {2}\n2. พัฒนาเมือง\n"
Told = tuple[str, Status, str | None, dict[str, int], tuple[str, ...], str | None, float | None, str | None]


@pytest.fixture
def plans(tmp_path: Path) -> Path:
    folder = tmp_path / "plans"
    folder.mkdir()
    return folder


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


def options(*, force: bool = False, restart: bool = False, replace: bool = False) -> LoadOptions:
    return LoadOptions(BASE, Effort(jobs=1), force=force, restart=restart, replace=replace)


def write(folder: Path, name: str, first: int = 2566, text: str = "พัฒนาคน") -> Path:
    path = folder / f"{name}.txt"
    path.write_text(PLAN.format(first, first + 4, text), encoding="utf-8")
    return path


def told(report: LoadReport) -> list[Told]:
    """Give all that a report says of each document but the seconds, and whether it was read."""
    return [
        (
            outcome.source.path.name,
            outcome.status,
            outcome.plan,
            outcome.counts,
            outcome.warnings,
            f"{outcome.error.code}: {outcome.error}" if outcome.error else None,
            outcome.coverage,
            outcome.media_type,
        )
        for outcome in report.outcomes
    ]


def by_name(report: LoadReport) -> dict[str, Outcome]:
    return {outcome.source.path.stem: outcome for outcome in report.outcomes}


def run(plans: Path, store: Path, **switches: bool) -> LoadReport:
    return load(find_sources([str(plans)]), store, options(**switches))


@pytest.fixture(autouse=True)
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Read in this process, since many processes take long to start, and name the documents that are read."""
    read: list[str] = []

    def prepare_here(
        sources: list[Source], base: str, _effort: Effort, stop: Callable[[], bool]
    ) -> Iterator[tuple[Source, Attempt[Prepared]]]:
        for source in sources:
            if stop():
                raise StoppedError
            read.append(source.path.stem)
            yield source, attempt(source, partial(prepare, base=base))

    monkeypatch.setattr("phaen.loaders.load.prepare_all", prepare_here)
    return read


# --- a dry run --------------------------------------------------------------------------------------------------------


def conflict(plans: Path) -> None:
    write(plans, "a")
    write(plans, "b", text="อื่น")
    write(plans, "c", 2571)


def copy(plans: Path) -> None:
    write(plans, "a")
    write(plans, "b")


def unusable(plans: Path) -> None:
    write(plans, "b")
    (plans / "a.txt").write_text("ข่าว", encoding="utf-8")
    (plans / "c.txt").write_bytes(b"")


def corrected(plans: Path) -> None:
    write(plans, "a", text="ใหม่")
    write(plans, "b", 2571, "ใหม่")


def moved(plans: Path) -> None:
    """Give a plan other years, and its old ones to another document."""
    write(plans, "a", 2571)
    write(plans, "b", 2566, "ของเดิม")


def owner_becomes_known(plans: Path) -> None:
    write(plans, "c", 2580)
    (plans / "manifest.csv").write_text("path,organisation\nx.txt,อบจ.น่าน\n", encoding="utf-8")
    (plans / "x.txt").write_text("พันธกิจ\n1. พัฒนาคน\n", encoding="utf-8")


def without_owner(plans: Path) -> None:
    write(plans, "c", 2580)
    (plans / "x.txt").write_text("พันธกิจ\n1. พัฒนาคน\n", encoding="utf-8")


STEPS = [
    [conflict],
    [copy],
    [unusable],
    [conflict, conflict],
    [conflict, corrected],
    [copy, moved],
    [moved, conflict],
    [without_owner, owner_becomes_known, conflict],
]


@pytest.mark.parametrize("switch", ["", "replace", "force", "restart"])
@pytest.mark.parametrize("steps", STEPS, ids=lambda steps: "-".join(step.__name__ for step in steps))
def test_a_dry_run_tells_what_a_load_does(
    plans: Path, store: Path, steps: list[Callable[[Path], None]], switch: str
) -> None:
    switches = {switch: True} if switch else {}
    for step in steps:
        step(plans)
        sources = find_sources([str(plans)])
        rehearsed = dry_run(sources, store, options(**switches))
        assert told(rehearsed) == told(load(sources, store, options(**switches)))


def test_a_dry_run_finds_conflicts_and_copies_inside_a_folder_and_makes_no_store(plans: Path, store: Path) -> None:
    write(plans, "a")
    write(plans, "b")
    write(plans, "c", text="อื่น")
    found = by_name(dry_run(find_sources([str(plans)]), store, options()))
    assert [outcome.status for outcome in found.values()] == [Status.LOADED, Status.UNCHANGED, Status.FAILED]
    assert found["b"].warnings == (f"the same document as {plans / 'a.txt'}",)
    assert f", as {plans / 'a.txt'} does" in str(found["c"].error)
    assert not store.exists()


def test_a_dry_run_leaves_a_store_as_it_is_byte_for_byte(plans: Path, store: Path) -> None:
    write(plans, "a")
    run(plans, store)
    before = {path: path.read_bytes() for path in store.rglob("*") if path.is_file()}
    write(plans, "a", 2571)
    write(plans, "b", 2576)
    report = dry_run(find_sources([str(plans)]), store, options())
    assert [outcome.status for outcome in report.outcomes] == [Status.LOADED] * 2
    assert {path: path.read_bytes() for path in store.rglob("*") if path.is_file()} == before


def test_a_dry_run_goes_on_from_where_a_load_was_interrupted(plans: Path, store: Path) -> None:
    for number in range(3):
        write(plans, str(number), 2550 + 5 * number)
    seen: list[Outcome] = []
    load(find_sources([str(plans)]), store, options(), seen.append, stop=lambda: len(seen) >= 2)
    for switches, known in (({}, 2), ({"restart": True}, 0)):
        report = dry_run(find_sources([str(plans)]), store, options(**switches))
        assert [outcome.status for outcome in report.outcomes].count(Status.UNCHANGED) == known


def test_a_dry_run_refuses_the_stores_that_a_load_refuses(plans: Path, store: Path) -> None:
    write(plans, "a")
    run(plans, store)
    with pytest.raises(BaseMismatchError):
        dry_run(find_sources([str(plans)]), store, LoadOptions("https://example.org/", Effort(jobs=1)))
    (store / "FORMAT").write_text('{"format": 99}', encoding="utf-8")
    with pytest.raises(StoreTooNewError):
        dry_run(find_sources([str(plans)]), store, options())
    with pytest.raises(StoreDamagedError, match="holds other files"):
        dry_run(find_sources([str(plans)]), plans, options())


# --- unchanged documents ----------------------------------------------------------------------------------------------


def test_unchanged_documents_are_told_as_before_in_the_order_of_their_names(plans: Path, store: Path) -> None:
    for name, year in (("a", 2566), ("c", 2571), ("e", 2576)):
        write(plans, name, year)
    (plans / "c.txt").write_text("พันธกิจ\n1. พัฒนาคน\nสวัสดีครับทุกท่าน\n", encoding="utf-8")
    before = by_name(run(plans, store))
    assert before["c"].warnings
    write(plans, "b", 2581)
    write(plans, "d", 2586)
    report = run(plans, store)
    after = by_name(report)
    assert list(after) == ["a", "b", "c", "d", "e"]
    assert {name: outcome.status for name, outcome in after.items()} == {
        **dict.fromkeys("ace", Status.UNCHANGED),
        **dict.fromkeys("bd", Status.LOADED),
    }
    for name in "ace":
        first, now = before[name], after[name]
        assert (now.plan, now.counts, now.warnings, now.coverage) == (
            first.plan,
            first.counts,
            first.warnings,
            first.coverage,
        )
        assert (first.remembered, now.remembered) == (False, True)
    assert all(after[name].counts for name in after)


def test_what_is_removed_beside_an_unchanged_plan_is_not_remembered_as_its_own_warning(
    plans: Path, store: Path
) -> None:
    path = plans / "x.txt"
    path.write_text("พันธกิจ\n1. พัฒนาคน\n", encoding="utf-8")
    run(plans, store)
    owner_becomes_known(plans)
    assert by_name(run(plans, store))["x"].warnings[-1].startswith("removed ")
    assert not [text for text in by_name(run(plans, store))["x"].warnings if text.startswith("removed ")]


def test_a_store_without_memory_is_used_as_before_and_a_damaged_memory_is_begun_anew(plans: Path, store: Path) -> None:
    write(plans, "a")
    counts = by_name(run(plans, store))["a"].counts
    (store / FILE).write_bytes(b"no database" * 1000)
    again = by_name(run(plans, store))["a"]
    assert (again.status, again.counts) == (Status.UNCHANGED, {})
    (store / FILE).unlink()
    assert by_name(run(plans, store))["a"].status is Status.UNCHANGED
    assert by_name(run(plans, store, force=True))["a"].counts == counts
    assert by_name(run(plans, store))["a"].counts == counts


def test_what_another_version_has_noted_is_forgotten(plans: Path, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(plans, "a")
    run(plans, store)
    monkeypatch.setattr(remembered, "phaen_version", lambda: "99")
    with Memory(store) as memory:
        assert memory.is_empty()


# --- documents that failed --------------------------------------------------------------------------------------------


def test_a_document_that_failed_is_not_read_again_until_it_changes(plans: Path, store: Path, reads: list[str]) -> None:
    (plans / "news.txt").write_text("ข่าว", encoding="utf-8")
    (plans / "empty.txt").write_bytes(b"")
    first = run(plans, store)
    assert sorted(reads) == ["empty", "news"]
    again = run(plans, store)
    assert sorted(reads) == ["empty", "news"]
    assert told(again) == told(first)
    assert [outcome.remembered for outcome in again.outcomes] == [True, True]
    write(plans, "news")
    assert by_name(run(plans, store))["news"].status is Status.LOADED
    assert reads[2:] == ["news"]


@pytest.mark.parametrize("switch", ["restart", "force"])
def test_a_document_that_failed_is_read_again_on_demand(
    plans: Path, store: Path, reads: list[str], switch: str
) -> None:
    (plans / "news.txt").write_text("ข่าว", encoding="utf-8")
    run(plans, store)
    report = run(plans, store, **{switch: True})
    assert reads == ["news", "news"]
    assert not report.outcomes[0].remembered


def test_a_message_names_the_path_that_a_failed_document_has_now(plans: Path, store: Path) -> None:
    (plans / "news.txt").write_text("ข่าว", encoding="utf-8")
    run(plans, store)
    (plans / "news.txt").rename(plans / "moved.txt")
    (outcome,) = run(plans, store).outcomes
    assert outcome.remembered
    assert str(outcome.error).startswith(f"{plans / 'moved.txt'}: no plan statement found")


def test_what_the_manifest_says_has_a_document_that_failed_read_again(
    plans: Path, store: Path, reads: list[str]
) -> None:
    (plans / "news.txt").write_text("ข่าว", encoding="utf-8")
    run(plans, store)
    load(find_sources([str(plans)], make_context({"organisation": "อบจ.น่าน"})), store, options())
    assert reads == ["news", "news"]


def test_a_new_tool_has_documents_that_failed_read_again(
    plans: Path, store: Path, reads: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (plans / "news.txt").write_text("ข่าว", encoding="utf-8")
    run(plans, store)
    monkeypatch.setattr(remembered, "tools", lambda: f"{tools()}, better OCR")
    run(plans, store)
    assert reads == ["news", "news"]


def test_failures_of_time_memory_and_damage_are_not_remembered(
    plans: Path, store: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    slow = "import time\nfrom phaen.loaders import documents\ndocuments.decode_document = lambda *_: time.sleep(60)\n"
    (tmp_path / "sitecustomize.py").write_text(slow, encoding="utf-8")
    write(plans, "slow")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr("phaen.loaders.load.prepare_all", prepare_all)
    hasty = LoadOptions(BASE, Effort(jobs=1, seconds=1))
    late = load(find_sources([str(plans)]), store, hasty).outcomes[0]
    assert late.error
    assert late.error.code == "document-timeout"
    monkeypatch.delenv("PYTHONPATH")
    assert run(plans, store).outcomes[0].status is Status.LOADED


def test_a_file_that_changes_while_it_is_read_is_not_remembered(
    plans: Path, store: Path, reads: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (plans / "news.txt").write_text("ข่าว", encoding="utf-8")
    monkeypatch.setattr("phaen.loaders.load.time.time", lambda: 0.0)
    run(plans, store)
    run(plans, store)
    assert reads == ["news", "news"]


def test_a_conflict_is_known_without_reading_and_gone_when_the_other_plan_is(
    plans: Path, store: Path, reads: list[str]
) -> None:
    conflict(plans)
    first = run(plans, store)
    del reads[:]
    again = run(plans, store)
    assert reads == []
    assert [(o.status, str(o.error or "")) for o in again.outcomes] == [
        (Status.UNCHANGED, ""),
        (Status.FAILED, str(first.outcomes[1].error)),
        (Status.UNCHANGED, ""),
    ]
    assert by_name(run(plans, store, replace=True))["b"].error
    (plans / "a.txt").unlink()
    assert by_name(run(plans, store))["b"].error
    assert by_name(run(plans, store, replace=True))["b"].status is Status.LOADED
    assert by_name(run(plans, store))["b"].status is Status.UNCHANGED


# --- the memory itself ------------------------------------------------------------------------------------------------


def test_what_was_not_kept_is_forgotten_and_a_reader_does_not_wait(store: Path) -> None:
    store.mkdir()
    found = Remembered({"vision": 1}, ("ก",), 0.5, "text/plain")
    with Memory(store) as memory:
        memory.remember("kept", found, Path("a.txt"))
        memory.keep()
        memory.remember("not kept", found, Path("a.txt"))
        with Memory(store, may_write=False) as reader:
            assert reader.found("kept") == found
            assert reader.found("not kept") is None
            reader.remember("never", found, Path("a.txt"))
            assert reader.found("never") is None
    with Memory(store) as memory:
        assert (memory.found("kept"), memory.found("not kept")) == (found, None)


def test_a_memory_that_cannot_be_opened_remembers_nothing_and_breaks_nothing(tmp_path: Path) -> None:
    for memory in (Memory(tmp_path / "nowhere"), Memory(tmp_path, may_write=False), Memory(None)):
        with memory:
            memory.remember("run", Remembered(), Path("a.txt"))
            memory.keep()
            assert memory.is_empty()
            assert memory.found("run") is None
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_costs_the_memory_and_not_the_load(
    plans: Path, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(sqlite3, "connect", full)
    write(plans, "a")
    assert run(plans, store).outcomes[0].status is Status.LOADED
    assert current_snapshot(store)


def test_the_command_says_what_failed_before(plans: Path, store: Path) -> None:
    (plans / "news.txt").write_text("ข่าว", encoding="utf-8")
    write(plans, "plan")
    command = [sys.executable, "-m", "phaen.endpoint.cli", "load", str(plans), "--store", str(store)]
    said = [
        subprocess.run(
            [*command, *more], capture_output=True, text=True, encoding="utf-8", env=dict(os.environ), check=False
        )
        for more in ((), (), ("--restart",))
    ]
    assert [done.returncode for done in said] == [1, 1, 1]
    news = [done.stdout.splitlines()[0] for done in said]
    assert news[1] == f"{news[0]} (failed before, and has not changed since; --restart reads it again)"
    assert news[2] == news[0]
    assert said[1].stdout.splitlines()[1].startswith(f"unchanged  {plans / 'plan.txt'}: 2 mission → ")

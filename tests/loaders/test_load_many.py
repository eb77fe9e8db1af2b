"""Loading many documents: what is done stays done, whatever ends the load."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad

from phaen.loaders.errors import BaseMismatchError, StoreMissingError
from phaen.loaders.load import LoadOptions, LoadReport, Outcome, Status, dry_run, load
from phaen.loaders.prepare import Effort
from phaen.loaders.snapshot import current_snapshot
from phaen.loaders.sources import find_sources

BASE = "https://w3id.org/phaen/"
ONE = LoadOptions(BASE, Effort(jobs=1))
NUMBER = 12


@pytest.fixture
def plans(tmp_path: Path) -> Path:
    folder = tmp_path / "plans"
    folder.mkdir()
    for number in range(NUMBER):
        text = f"แผนพัฒนาของ อบจ.ลำพูน พ.ศ. {2500 + number} - {2504 + number}\nพันธกิจ\n1. พัฒนาคน\n2. พัฒนาเมืองที่ {number}\n"
        (folder / f"{number:02}.txt").write_text(text, encoding="utf-8")
    return folder


def run(plans: Path, store: Path, options: LoadOptions = ONE) -> LoadReport:
    return load(find_sources([str(plans)]), store, options)


def statuses(report: LoadReport) -> Counter[Status]:
    return Counter(outcome.status for outcome in report.outcomes)


def published(store: Path) -> frozenset[Quad]:
    """Give what readers see, without the graphs that hold times."""
    snapshot = current_snapshot(store)
    quads = frozenset(quad for quad in snapshot.open() if "/graph/provenance/" not in str(quad.graph_name))
    snapshot.close()
    return quads


KILLED = """
import os, signal, sys
from pathlib import Path
from phaen.loaders import load as module
from phaen.loaders.prepare import Effort
from phaen.loaders.sources import find_sources

module.CHECKPOINT_SECONDS = 0.0
seen = []

def progress(outcome):
    seen.append(outcome)
    if len(seen) == 7:
        os.kill(os.getpid(), signal.SIGKILL)

options = module.LoadOptions("https://w3id.org/phaen/", Effort(jobs=2))
module.load(find_sources([sys.argv[1]]), Path(sys.argv[2]), options, progress)
"""


def kill_in_the_middle(plans: Path, store: Path) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, str(plans), str(store)], env=dict(os.environ), check=False)
    assert done.returncode == -9


def test_a_killed_load_goes_on_where_its_last_checkpoint_was(plans: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    kill_in_the_middle(plans, store)
    with pytest.raises(StoreMissingError):
        current_snapshot(store)
    report = run(plans, store)
    assert report.repaired == ("goes on from what a load that did not finish had stored",)
    assert statuses(report) == {Status.UNCHANGED: 6, Status.LOADED: NUMBER - 6}
    run(plans, tmp_path / "whole")
    assert published(store) == published(tmp_path / "whole")
    assert not list((store / "checkpoints").iterdir())


def test_readers_see_the_state_before_until_a_resumed_load_is_done(plans: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    first = load(find_sources([str(plans / "00.txt")]), store, ONE).snapshot
    assert first
    before = published(store)
    kill_in_the_middle(plans, store)
    assert published(store) == before
    report = run(plans, store)
    assert current_snapshot(store).name == (report.snapshot.name if report.snapshot else "") != first.name


def test_what_a_killed_load_has_kept_can_be_dropped(plans: Path, tmp_path: Path) -> None:
    kill_in_the_middle(plans, tmp_path / "store")
    report = run(plans, tmp_path / "store", LoadOptions(BASE, Effort(jobs=1), restart=True))
    assert report.repaired == ("dropped the changes of a load that did not finish",)
    assert statuses(report) == {Status.LOADED: NUMBER}


def test_a_load_that_is_asked_to_stop_keeps_what_is_done_unpublished(plans: Path, tmp_path: Path) -> None:
    store, seen = tmp_path / "store", list[Outcome]()
    report = load(find_sources([str(plans)]), store, ONE, seen.append, stop=lambda: len(seen) >= 5)
    assert report.interrupted
    assert len(report.outcomes) == 5
    assert report.snapshot is None
    with pytest.raises(StoreMissingError):
        current_snapshot(store)
    again = run(plans, store)
    assert statuses(again) == {Status.UNCHANGED: 5, Status.LOADED: NUMBER - 5}
    assert again.snapshot


def test_a_kept_load_is_published_though_nothing_is_left_to_read(plans: Path, tmp_path: Path) -> None:
    store, seen = tmp_path / "store", list[Outcome]()
    sources = find_sources([str(plans / "00.txt"), str(plans / "01.txt")])
    load(sources, store, ONE, seen.append, stop=lambda: len(seen) >= 1)
    report = load(sources[:1], store, ONE)
    assert statuses(report) == {Status.UNCHANGED: 1}
    assert report.snapshot


def test_a_dry_run_can_be_stopped_too(plans: Path) -> None:
    seen: list[Outcome] = []
    report = dry_run(find_sources([str(plans)]), None, ONE, seen.append, stop=lambda: len(seen) >= 2)
    assert report.interrupted
    assert len(report.outcomes) == 2


def test_outcomes_come_in_the_order_of_the_documents(plans: Path, tmp_path: Path) -> None:
    report = run(plans, tmp_path / "store", LoadOptions(BASE, Effort(jobs=3)))
    assert [outcome.source.path.name for outcome in report.outcomes] == [f"{number:02}.txt" for number in range(NUMBER)]
    assert [outcome.plan for outcome in report.outcomes] == [
        f"{BASE}id/plan/pao-51/{2500 + number}-{2504 + number}" for number in range(NUMBER)
    ]


def test_unchanged_documents_start_no_process(plans: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(plans, tmp_path / "store")
    monkeypatch.setattr("phaen.loaders.workers.subprocess.Popen", None)
    (plans / "05.txt").rename(plans / "moved.txt")
    report = run(plans, tmp_path / "store")
    assert statuses(report) == {Status.UNCHANGED: NUMBER}
    assert {outcome.media_type for outcome in report.outcomes} == {"text/plain"}


def test_plans_written_in_batches_are_those_written_one_by_one(
    plans: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(plans, tmp_path / "at-once")
    monkeypatch.setattr("phaen.loaders.shelf.BATCH_BYTES", 0)
    run(plans, tmp_path / "one-by-one")
    assert published(tmp_path / "at-once") == published(tmp_path / "one-by-one")
    assert run(plans, tmp_path / "at-once", LoadOptions(BASE, Effort(jobs=1), force=True)).snapshot is None


def test_an_outcome_tells_how_much_was_understood_in_what_time_and_format(tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text("พันธกิจ\n1. พัฒนาคน\n", encoding="utf-8")
    (tmp_path / "news.html").write_text("<html><body><p>ข่าว</p></body></html>", encoding="utf-8")
    news, plan = dry_run(find_sources([str(tmp_path)]), None, ONE).outcomes
    assert (plan.coverage, plan.media_type, plan.counts) == (1.0, "text/plain", {"mission": 1})
    assert (news.coverage, news.media_type) == (None, "text/html")
    assert 0 < plan.seconds < 60


def test_a_store_of_another_base_is_refused(plans: Path, tmp_path: Path) -> None:
    run(plans, tmp_path / "store")
    with pytest.raises(BaseMismatchError, match=r"under the base https://w3id\.org/phaen/, not https://example\.org/"):
        run(plans, tmp_path / "store", LoadOptions("https://example.org/", Effort(jobs=1)))


def test_what_was_kept_under_one_base_is_not_mixed_with_another(plans: Path, tmp_path: Path) -> None:
    kill_in_the_middle(plans, tmp_path / "store")
    with pytest.raises(BaseMismatchError):
        run(plans, tmp_path / "store", LoadOptions("https://example.org/", Effort(jobs=1)))
    other = LoadOptions("https://example.org/", Effort(jobs=1), restart=True)
    assert statuses(run(plans, tmp_path / "store", other)) == {Status.LOADED: NUMBER}
    assert NamedNode("https://example.org/id/graph/ontology") in {
        quad.graph_name for quad in published(tmp_path / "store")
    }

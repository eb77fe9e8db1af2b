"""Stores whose links are made by a linker of a few words, so that tests hold whatever the real one finds."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Store

from phaen.loaders import load as loading
from phaen.loaders.load import LoadOptions, LoadReport
from phaen.loaders.mappings import linked
from phaen.loaders.prepare import attempt, prepare
from phaen.loaders.sources import find_sources
from tests.loaders.mappings.small import BASE, PLAN, link_all, opened, set_version

Load = Callable[..., LoadReport]


@pytest.fixture(autouse=True)
def few_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the linker of a few words in the place of the real one."""
    put_few_words(monkeypatch)


def put_few_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linked, "link_all", link_all)
    monkeypatch.setattr(
        loading,
        "prepare_all",
        lambda sources, base, _effort, _stop: ((s, attempt(s, lambda source: prepare(source, base))) for s in sources),
    )
    set_version(monkeypatch, "few-words-1")


def load_sources(store: Path, *paths: Path, base: str = BASE, force: bool = False) -> LoadReport:
    options = LoadOptions(base, force=force, replace=True)
    report = loading.load(find_sources([str(path) for path in paths]), store, options)
    assert [outcome.error for outcome in report.outcomes] == [None for _ in paths]
    return report


@pytest.fixture
def load_here() -> Load:
    """Give a load whose documents are read in this process, with the linker of a few words."""
    return load_sources


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with the small plan, and a store that it was loaded into; tests must not change it."""
    folder = tmp_path_factory.mktemp("small")
    (folder / "plan.txt").write_text(PLAN, encoding="utf-8")
    with pytest.MonkeyPatch.context() as monkeypatch:
        put_few_words(monkeypatch)
        load_sources(folder / "store", folder / "plan.txt")
    return folder


@pytest.fixture(scope="session")
def database(loaded: Path) -> Store:
    """Give what the store holds, in memory; tests must not change it."""
    return opened(loaded / "store")


@pytest.fixture
def plan(loaded: Path, tmp_path: Path) -> Path:
    """Give the small plan, in a file that may be changed, where the store has it from."""
    assert loaded
    path = tmp_path / "plan.txt"
    path.write_text(PLAN, encoding="utf-8")
    return path


@pytest.fixture
def store(loaded: Path, tmp_path: Path) -> Path:
    """Give a copy of the store with the small plan, linked by the few words."""
    shutil.copytree(loaded / "store", tmp_path / "store")
    return tmp_path / "store"

"""Sorting lines outside of memory, and what is said when that fails."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phaen.loaders.errors import StoreWriteError
from phaen.loaders.releases import sorting
from phaen.loaders.releases.ordering import SubjectKeys
from phaen.loaders.releases.sorting import ordered

LINES = [f"{text}\n".encode() for text in ("ข", "ก", "a b", "a\x01b", "B", "", "é", "😀", "ก")]


def test_many_lines_are_sorted_as_few(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    few = list(ordered(LINES, tmp_path))
    monkeypatch.setattr(sorting, "FEW", 2)
    assert list(ordered(LINES, tmp_path)) == few == sorted(set(LINES))
    assert list(tmp_path.iterdir()) == []


def test_without_sort_it_is_said_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sorting, "FEW", 2)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(StoreWriteError, match="install it"):
        list(ordered(LINES, tmp_path))


@pytest.mark.parametrize("lines", [3, 100_000])
def test_the_words_of_a_sort_that_fails_are_passed_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lines: int
) -> None:
    program = tmp_path / "sort"
    program.write_text("#!/bin/sh\nhead -c 10 >/dev/null\necho 'write failed: No space left on device' >&2\nexit 2\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path) + os.pathsep + os.environ["PATH"])
    monkeypatch.setattr(sorting, "FEW", 2)
    with pytest.raises(OSError, match="No space left"):
        list(ordered((b"%d\n" % i for i in range(lines)), tmp_path))


def test_an_error_of_whoever_gives_the_lines_is_not_hidden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sorting, "FEW", 2)
    with pytest.raises(ZeroDivisionError):
        list(ordered((b"%d\n" % (1 // (9 - i)) for i in range(20)), tmp_path))


subjects = st.text("/a1.-#A", max_size=12).map(lambda text: f"<https://w3id.org/phaen/id/plan/{text}>".encode())


@given(subjects, subjects)
def test_two_subjects_have_two_keys(first: bytes, second: bytes) -> None:
    key = SubjectKeys("https://w3id.org/phaen/").key
    assert (key(first) == key(second)) == (first == second)


def test_subjects_come_in_plan_order() -> None:
    plan = "https://w3id.org/phaen/id/plan/pao-51/undated"
    order = [
        "https://w3id.org/phaen/id/organisation/pao-51",
        plan,
        f"{plan}/period",
        f"{plan}/vision",
        f"{plan}/mission/1",
        f"{plan}/strategy/2",
        f"{plan}/strategy/2/link/sdg/3",
        f"{plan}/strategy/2/guideline/2.2",
        f"{plan}/strategy/2/guideline/2.10",
        f"{plan}/strategy/10",
        f"{plan}/document/ab",
        f"{plan}/document/ab#offset_9_20",
        f"{plan}/document/ab#offset_9_20;quote",
        f"{plan}/document/ab#offset_10_20",
        "https://w3id.org/phaen/id/plan/pao-52/undated",
        "https://w3id.org/phaen/id/run/1",
        "http://example.org/",
    ]
    key = SubjectKeys("https://w3id.org/phaen/").key
    assert sorted(order, key=lambda iri: key(f"<{iri}>".encode())) == order

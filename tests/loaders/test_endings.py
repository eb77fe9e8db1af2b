"""Why processes ended: what Linux tells of those that it killed itself."""

from pathlib import Path

import pytest

from phaen.loaders import endings
from phaen.loaders.endings import oom_kills


@pytest.fixture
def system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a system of files as the kernel shows it, with nothing in it yet."""
    monkeypatch.setattr(endings, "PROC", tmp_path / "proc")
    monkeypatch.setattr(endings, "CGROUPS", tmp_path / "cgroup")
    return tmp_path


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_a_control_group_counts_its_own_processes(system: Path) -> None:
    write(system / "proc/self/cgroup", "0::/user.slice/phaen\n")
    write(system / "proc/vmstat", "nr_free_pages 5\noom_kill 70\n")
    write(system / "cgroup/user.slice/phaen/memory.events", "low 0\noom 9\noom_kill 3\noom_group_kill 0\n")
    assert oom_kills() == 3


def test_without_control_groups_of_version_2_the_machine_counts(system: Path) -> None:
    write(system / "proc/self/cgroup", "4:memory:/phaen\n0::/\n")
    write(system / "proc/vmstat", "nr_free_pages 5\noom_kill 70\n")
    assert oom_kills() == 70


def test_a_system_that_tells_nothing_has_killed_nobody(system: Path) -> None:
    assert oom_kills() == 0
    write(system / "proc/vmstat", "nr_free_pages 5\n")
    assert oom_kills() == 0

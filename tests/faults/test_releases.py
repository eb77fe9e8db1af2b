"""Releases that are interrupted, run out of space, or are written twice at once: whole, or not there at all."""

import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from phaen.endpoint.commands.release import release as command
from phaen.loaders.errors import ReleaseTooNewError, StoreBusyError, StoreWriteError
from phaen.loaders.releases.layout import dates
from phaen.loaders.releases.verifying import verify
from phaen.loaders.store import Writer
from phaen.ontology.assets import sparql_prologue

STATED = """
<organisation/pao-51> a phaen:LocalAuthority, org:FormalOrganization ; skos:prefLabel "อบจ.ลำพูน"@th ;
    dct:spatial <https://w3id.org/phaen/vocab/province/51> ; phaen:hasPlan <plan/pao-51/undated> .
<plan/pao-51/undated> a phaen:Plan ; skos:prefLabel "แผนพัฒนา"@th ; phaen:planOf <organisation/pao-51> .
"""
GRAPH = NamedNode("https://w3id.org/phaen/id/graph/plan/pao-51/undated")
CHANGING = ("open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "subprocess.Popen", "shutil.rmtree")
"""What Python tells of before it changes files."""
NO_SPACE, BUSY, KILLED = 17, 18, -signal.SIGKILL


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("released") / "store"
    with Writer(folder, index=False) as writer:
        quads = parse(sparql_prologue() + STATED, RdfFormat.TURTLE, base_iri="https://w3id.org/phaen/id/")
        writer.replace_graph(GRAPH, [Quad(quad.subject, quad.predicate, quad.object, GRAPH) for quad in quads])
        writer.publish()
    return folder


@pytest.fixture(scope="module")
def processes() -> ForkServerContext:
    """Give what makes processes that have loaded all modules, but have no threads yet."""
    context = get_context("forkserver")
    context.set_forkserver_preload(["phaen.endpoint.cli", "phaen.loaders.releases.writing", "pyarrow.parquet"])
    return context


def write(store: Path, releases: Path) -> None:
    command.main(["--store", str(store), "--output", str(releases)], standalone_mode=False)


def write_until(number: int, store: Path, releases: Path) -> None:
    """Write a release, but be killed at the so-manieth change of files; 0 counts them for the exit code's sake."""
    seen = 0

    def hook(event: str, _: object) -> None:
        nonlocal seen
        if event in CHANGING:
            seen += 1
            if seen == number:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)
    write(store, releases)
    Path(f"{releases}.events").write_text(str(seen))


def write_within(size: int, store: Path, releases: Path) -> None:
    """Write a release, where no file may be larger than so many bytes."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    try:
        write(store, releases)
    except StoreWriteError as error:
        sys.exit(NO_SPACE if "free space" in str(error) else 1)


def write_or_wait(store: Path, releases: Path) -> None:
    """Write a release; another that is written at the same time may be a reason not to."""
    try:
        write(store, releases)
    except StoreBusyError:
        sys.exit(BUSY)


def run(processes: ForkServerContext, task: Callable[..., None], *arguments: object) -> int:
    process = processes.Process(target=task, args=arguments)
    process.start()
    process.join(60)
    assert process.exitcode is not None
    return process.exitcode


def check(releases: Path) -> int:
    """Check that each release that is there is sound; return how many there are."""
    for date in dates(releases):
        found = verify(releases / date)
        assert found.sound, found.findings
    visible = (
        [entry.name for entry in releases.iterdir() if not entry.name.startswith(".")] if releases.exists() else []
    )
    assert sorted(visible) == sorted(dates(releases)), "what can be seen is a release"
    return len(visible)


def test_a_release_that_is_killed_at_any_instant_is_whole_or_not_there_and_the_next_run_sweeps(
    store: Path, tmp_path: Path, processes: ForkServerContext
) -> None:
    assert run(processes, write_until, 0, store, tmp_path / "releases") == 0
    events = int(Path(f"{tmp_path / 'releases'}.events").read_text())
    assert check(tmp_path / "releases") == 1
    releases = tmp_path / "killed"
    for number in (2, events // 2, *range(events - 3, events)):
        assert run(processes, write_until, number, store, releases) == KILLED
        if check(releases):
            break
    write(store, releases)
    assert check(releases) == 1
    assert hidden(releases) == []


def hidden(releases: Path) -> list[str]:
    """Return the names of folders that are left of what was not finished."""
    return [entry.name for entry in releases.iterdir() if entry.is_dir() and entry.name.startswith(".")]


@pytest.mark.parametrize("size", [100, 3000])
def test_where_files_cannot_grow_nothing_is_published_and_the_error_says_what_to_do(
    store: Path, tmp_path: Path, processes: ForkServerContext, size: int
) -> None:
    assert run(processes, write_within, size, store, tmp_path) == NO_SPACE
    assert list(tmp_path.iterdir()) == []


def test_on_a_full_disk_nothing_is_published_and_the_error_says_what_to_do(store: Path, tmp_path: Path) -> None:
    script = f"mount -t tmpfs -o size=64k tmpfs {tmp_path} && {sys.executable} -m phaen.endpoint.cli release"
    script += f" --store {store} --output {tmp_path}; echo $?; ls -A {tmp_path}"
    unshared = ["unshare", "--user", "--map-root-user", "--mount"]
    if shutil.which("unshare") is None or subprocess.run([*unshared, "true"], capture_output=True).returncode:  # noqa: PLW1510
        pytest.skip("no file system of its own can be made here")
    done = subprocess.run([*unshared, "sh", "-c", script], capture_output=True, text=True, check=False)
    assert "No space left on device" in done.stderr
    assert "free space" in done.stderr
    assert done.stdout == "3\n", "nothing is left there"


def test_two_at_once_make_one_release(store: Path, tmp_path: Path, processes: ForkServerContext) -> None:
    both = [processes.Process(target=write_or_wait, args=(store, tmp_path)) for _ in range(2)]
    for process in both:
        process.start()
    for process in both:
        process.join(60)
    assert {process.exitcode for process in both} <= {0, BUSY}
    assert 0 in {process.exitcode for process in both}
    assert check(tmp_path) == 1
    assert hidden(tmp_path) == []


def test_a_folder_that_cannot_be_written_is_named(store: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreWriteError, match="check the folder") as caught:
        write(store, tmp_path / "file" / "releases")
    assert str(tmp_path / "file" / "releases") in str(caught.value)
    if os.geteuid():
        tmp_path.chmod(0o500)
        with pytest.raises(StoreWriteError, match="check the folder"):
            write(store, tmp_path)


def test_beside_a_release_of_a_newer_phaen_nothing_is_written(store: Path, tmp_path: Path) -> None:
    newer = tmp_path / "2020-01-01"
    newer.mkdir()
    (newer / "manifest.json").write_text('{"format": 99}', encoding="utf-8")
    with pytest.raises(ReleaseTooNewError, match="install a newer phaen"):
        write(store, tmp_path)
    assert [entry.name for entry in tmp_path.iterdir() if entry.is_dir()] == [newer.name]

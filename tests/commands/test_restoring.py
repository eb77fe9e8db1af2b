"""``phaen load RELEASE``, ``phaen backup`` and ``phaen restore`` as a user meets them."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from phaen.endpoint.cli import phaen
from phaen.loaders.errors import LoadError, PathError, StoreOccupiedError
from phaen.loaders.releases.writing import write_release
from tests.loaders.releases.test_restoring import BASE, ODD, fill

Run = Callable[..., Result]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill(tmp_path_factory.mktemp("commands") / "store", ODD)


@pytest.fixture(scope="module")
def release(store: Path) -> Path:
    return write_release(store, BASE).folder


def run(*arguments: str | Path) -> Result:
    done = CliRunner().invoke(phaen, [str(argument) for argument in arguments], standalone_mode=False)
    if isinstance(done.exception, LoadError):
        raise done.exception
    return done


def test_a_release_is_loaded_and_said_in_one_line(release: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    rehearsed = run("load", release, "--dry-run", "--store", store)
    assert f"release {release.name}: 13 quads in 6 named graphs; nothing stored (dry run)" in rehearsed.output
    assert not store.exists()
    loaded = run("load", release, "--store", store, "--json")
    said = json.loads(loaded.stdout)
    assert (said["release"], said["quads"], said["unchanged"], said["verified"]) == (release.name, 13, False, True)
    assert f"published {said['snapshot']} in {store}" in loaded.stderr
    assert "the store holds just this already" in run("load", release, "--store", store).output
    fill(store, "<urn:x:new> <urn:x:p> <urn:x:o> .")
    with pytest.raises(StoreOccupiedError):
        run("load", release, "--store", store)
    assert "published" in run("load", release, "--store", store, "--replace").output


def test_a_file_of_a_release_without_its_sums_is_said_to_be_unverified(release: Path, tmp_path: Path) -> None:
    (tmp_path / "phaen.nq.zst").write_bytes((release / "phaen.nq.zst").read_bytes())
    done = run("load", tmp_path / "phaen.nq.zst", "--dry-run", "--store", tmp_path / "store")
    assert "was not compared with a checksum" in done.stderr


@pytest.mark.parametrize(
    "further", [["--org", "อบจ.ลำปาง"], ["--report", "outcomes.csv"], ["--samples"], ["--jobs", "2"], ["plans"]]
)
def test_what_is_for_documents_does_not_go_with_a_release(release: Path, tmp_path: Path, further: list[str]) -> None:
    done = run("load", release, *further, "--store", tmp_path / "store")
    assert "release" in str(done.exception)
    assert not (tmp_path / "store").exists()


def test_other_commands_read_a_release_or_say_what_to_do(release: Path) -> None:
    checked = run("validate", "--quick", release)
    assert f"{release}: 0 findings" in checked.stderr
    with pytest.raises(PathError, match=f"phaen load {release}"):
        run("extract", release)


def test_a_backup_goes_through_files_and_pipes(store: Path, release: Path, tmp_path: Path) -> None:
    file = tmp_path / "backup.tar.zst"
    made = run("backup", file, "--with-releases", "--store", store)
    assert f"wrote {file} (snapshot " in made.output
    done = run("restore", file, "--store", tmp_path / "again")
    assert f"restored {tmp_path / 'again'} (snapshot " in done.output
    assert (tmp_path / "again" / "releases" / release.name / "manifest.json").exists()
    cli = f"{sys.executable} -m phaen.endpoint.cli"
    script = f"set -o pipefail; {cli} backup - --store {store} | {cli} restore - --store {tmp_path / 'piped'}"
    piped = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)
    assert piped.returncode == 0, piped.stderr
    assert (tmp_path / "piped" / "CURRENT").read_text() == (store / "CURRENT").read_text()
    for command in ("backup", "restore"):
        done = run(command, file, "--engine", "http://127.0.0.1:9/query", "--store", tmp_path / "x")
        assert "reads a store on disk" in str(done.exception)

"""The commands of curl, run by the shell as they are given out, for some of the saved queries."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.endpoint.snippets.cases import GRAPHS, Case, cases

pytestmark = pytest.mark.skipif(not shutil.which("curl"), reason="no curl here: install curl")


def commands(case: Case) -> list[str]:
    return [line for line in case.program("curl").splitlines() if not line.startswith("#")]


def run(folder: Path, script: list[str]) -> None:
    text = "\n".join(["set -e", *script])
    done = subprocess.run(["sh"], input=text, cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


def test_results_are_written_to_files_in_a_format_in_turn(served: str, tmp_path: Path) -> None:
    found = list(cases(served, "select", "ask"))[::3]  # a process for each: all of them take too long
    chosen = [commands(case)[index % len(commands(case))] for index, case in enumerate(found)]
    run(tmp_path, chosen)
    for case in found:
        (file,) = tmp_path.glob(f"{case.saved.name}.*")
        assert file.read_bytes() == case.fetch(file.suffix[1:]), file.name
    assert {".csv", ".json", ".tsv", ".xml"} <= {file.suffix for file in tmp_path.iterdir()}


def test_a_graph_is_written_in_every_format(served: str, tmp_path: Path) -> None:
    case = next(cases(served, *GRAPHS))
    run(tmp_path, [case.program("curl")])
    assert {file.suffix for file in tmp_path.iterdir()} == {".ttl", ".jsonld", ".nt", ".rdf"}
    assert all(file.read_bytes() == case.fetch(file.suffix[1:]) for file in tmp_path.iterdir())

"""The programs in JavaScript, run by Node.js as they are given out, for every saved query."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.endpoint.snippets.cases import GRAPHS, Cell, cases, is_number

pytestmark = pytest.mark.skipif(not shutil.which("node"), reason="no Node.js here: install nodejs")


def run(folder: Path, programs: list[str]) -> list[Any]:
    """Run programs one after the other; return what each shows on the console."""
    file = folder / "programs.json"
    file.write_text(json.dumps(programs), "utf-8")
    command = ["node", str(Path(__file__).parent / "run.mjs"), str(file)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    found: list[Any] = json.loads(done.stdout)
    return found


def plain(cell: Cell) -> object:
    if is_number(cell):
        return float(cell["value"])
    return cell["value"] == "true" if cell.get("datatype", "").endswith("#boolean") else cell["value"]


def test_every_table_is_read_as_plain_objects(served: str, tmp_path: Path) -> None:
    found = list(cases(served, "select"))
    shown = run(tmp_path, [case.program("javascript") for case in found])
    for case, rows in zip(found, shown, strict=True):
        given = [{name: value for name, value in row.items() if value is not None} for row in rows]
        assert given == [{name: plain(cell) for name, cell in row.items()} for row in case.rows], case.saved.name


def test_answers_and_graphs_are_read(served: str, tmp_path: Path) -> None:
    answers, graphs = list(cases(served, "ask")), list(cases(served, *GRAPHS))
    shown = run(tmp_path, [case.program("javascript") for case in (*answers, *graphs)])
    assert shown[: len(answers)] == [case.json["boolean"] for case in answers]
    for case, document in zip(graphs, shown[len(answers) :], strict=True):
        assert document == json.loads(case.fetch("jsonld"))

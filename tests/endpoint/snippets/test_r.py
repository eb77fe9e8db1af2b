"""The programs in R, run as they are given out, for every saved query."""

import csv
import shutil
import subprocess
from pathlib import Path

import pytest

from phaen.endpoint.snippets.columns import codes
from tests.endpoint.snippets.cases import GRAPHS, Case, agrees, cases, is_number

pytestmark = pytest.mark.skipif(not shutil.which("Rscript"), reason="no R here: install r-base-core (make r)")


def run(folder: Path, locale: str, found: list[Case]) -> None:
    """Run the programs in one process; what NAME.R reads is in NAME.csv, and its columns' classes in NAME.kinds."""
    for case in found:
        (folder / f"{case.saved.name}.R").write_text(case.program("r"), "utf-8")
    command = ["Rscript", "--vanilla", str(Path(__file__).parent / "run.R"), str(folder)]
    environ = {"PATH": "/usr/bin:/bin", "LC_ALL": locale}
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env=environ)
    assert (done.returncode, done.stderr) == (0, "")


def written(folder: Path, case: Case) -> list[dict[str, str]]:
    with (folder / f"{case.saved.name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def check_table(folder: Path, case: Case) -> None:
    rows = written(folder, case)
    assert len(rows) == len(case.rows), case.saved.name
    for row, wanted in zip(rows, case.rows, strict=True):
        assert list(row) == case.columns
        assert all(agrees(wanted.get(name), value) for name, value in row.items()), (case.saved.name, row, wanted)
    kinds = dict(line.split(" ") for line in (folder / f"{case.saved.name}.kinds").read_text().splitlines())
    for name in case.columns:
        cells = [row[name] for row in case.rows if name in row]
        wanted_number = name not in codes(case.saved) and all(is_number(cell) for cell in cells)
        assert not cells or (kinds[name] in {"integer", "numeric"}) == wanted_number, (case.saved.name, name)


def check(folder: Path, case: Case) -> None:
    if case.saved.form == "select":
        check_table(folder, case)
    elif case.saved.form == "ask":
        assert [row["found"] for row in written(folder, case)] == [str(case.json["boolean"]).upper()]
    else:
        triples = {f"{row['subject']} {row['predicate']} {row['object']} ." for row in written(folder, case)}
        assert triples == set(case.fetch("nt").decode().splitlines())


def test_every_result_is_read(served: str, tmp_path: Path) -> None:
    found = list(cases(served, "select", "ask", *GRAPHS))
    run(tmp_path, "C.UTF-8", found)
    for case in found:
        check(tmp_path, case)


def test_thai_is_read_and_asked_for_where_the_machine_knows_ascii_alone(served: str, tmp_path: Path) -> None:
    found = [case for case in cases(served, "select", "ask") if "word" in case.values]
    run(tmp_path, "C", found)
    for case in found:
        check(tmp_path, case)

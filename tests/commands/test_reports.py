"""Reports of a load and what a terminal is shown, with hostile names and texts."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

PHAEN = [str(Path(sys.executable).parent / "phaen")]
PLAN = "พันธกิจของเทศบาลตำบลป่าซาง\n1. พัฒนาคน\n2. พัฒนาเมือง"


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*PHAEN, *arguments], cwd=cwd, capture_output=True, text=True, check=False, timeout=100)


def test_a_report_for_a_spreadsheet_holds_no_formula_and_no_name_stops_it(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "=cmd|calc!A0.txt").write_text(PLAN, encoding="utf-8")
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff.txt")).write_text(PLAN, encoding="utf-8")
    done = run("load", "--dry-run", "--report", str(tmp_path / "report.csv"), ".", cwd=folder)
    assert done.returncode == 1, done.stderr
    with (tmp_path / "report.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 2
    assert not any(cell.startswith(("=", "+", "@", "-")) for row in rows for cell in row.values() if cell)
    assert {row["error_code"] for row in rows} == {"", "document-unreadable"}


def test_a_pipe_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    done = run("load", "--dry-run", str(tmp_path / "pipe.txt"), cwd=tmp_path)
    assert "is no regular file" in done.stdout + done.stderr


def test_controls_of_a_text_do_not_reach_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text("วิสัยทัศน์\n“น่า\x9b[31mอยู่ มีสุข”\nพันธกิจ\n1. พัฒนาคน", encoding="utf-8")
    done = run("extract", str(tmp_path / "plan.txt"), cwd=tmp_path)
    assert "\x9b" not in done.stdout
    assert "\x9b" in json.loads(done.stdout)["entities"][0]["verbatim"]

"""``phaen load`` of many documents as a user meets it: real processes, signals, a terminal."""

import csv
import json
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from rich.cells import cell_len

PHAEN = [sys.executable, "-m", "phaen.endpoint.cli"]
PLAN = "แผนพัฒนาของ อบจ.ลำพูน พ.ศ. {} - {}\nพันธกิจ\n1. พัฒนาคน\n"

# Python runs this in every process. Documents of these names do to the reader what hostile or unlucky ones do.
EVIL = """
import os, signal, time
from phaen.loaders import documents

real = documents.decode_document

def decode_document(data, path):
    if "segfault" in path:
        os.kill(os.getpid(), signal.SIGSEGV)
    if "killed" in path:
        os.kill(os.getpid(), signal.SIGKILL)
    if "endless" in path:
        while True:
            pass
    if "hungry" in path:
        bytearray(8 << 30)
    if "slow" in path:
        time.sleep(30)
    return real(data, path)

documents.decode_document = decode_document
"""


@pytest.fixture
def plans(tmp_path: Path) -> Path:
    folder = tmp_path / "plans"
    folder.mkdir()
    for number in range(6):
        (folder / f"แผน {number}.txt").write_text(PLAN.format(2560 + number, 2564 + number), encoding="utf-8")
    return folder


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "sitecustomize.py").write_text(EVIL, encoding="utf-8")
    return {**os.environ, "PYTHONPATH": str(tmp_path), "PHAEN_STORE": str(tmp_path / "store")}


def run(environment: dict[str, str], *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [*PHAEN, "load", *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", env=environment, check=False, timeout=100
    )


def add_evil(plans: Path, *names: str) -> None:
    for name in names:
        (plans / f"{name}.txt").write_text(PLAN.format(2540, 2544), encoding="utf-8")


def test_documents_that_crash_hang_or_devour_memory_fail_alone(plans: Path, environment: dict[str, str]) -> None:
    add_evil(plans, "endless", "hungry", "killed", "segfault")
    done = run(environment, plans, "--json", "--time-limit", "4", "--memory-limit", "512", "--jobs", "2")
    assert done.returncode == 1
    objects = [json.loads(line) for line in done.stdout.splitlines()]
    assert sum(found["status"] == "loaded" for found in objects) == 6
    errors = {Path(found["path"]).stem: found["error"] for found in objects if found["error"]}
    assert {name: error["code"] for name, error in errors.items()} == {
        "endless": "document-timeout",
        "hungry": "document-memory",
        "killed": "document-killed",
        "segfault": "document-crashed",
    }
    for name, remedy in (("endless", "--time-limit"), ("hungry", "--memory-limit"), ("segfault", "save it anew")):
        assert str(plans / f"{name}.txt") in errors[name]["detail"]
        assert remedy in errors[name]["detail"]
    assert "was killed (signal 9, SIGKILL)" in errors["killed"]["detail"]
    assert "10 documents: 6 loaded, 0 unchanged, 4 failed; published " in done.stderr
    assert "failed: 1 document-crashed" in done.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_load_that_is_interrupted_keeps_what_is_done_and_goes_on(
    plans: Path, environment: dict[str, str], number: signal.Signals
) -> None:
    add_evil(plans, "แผน 9 slow")
    command = [*PHAEN, "load", str(plans), "--jobs", "1"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8", env=environment
    ) as loading:
        assert loading.stdout
        assert loading.stderr
        lines = [loading.stdout.readline() for _ in range(6)]
        loading.send_signal(number)
        said = loading.stderr.read()
        assert loading.stdout.read() == ""
    assert loading.returncode == 130
    assert all(line.startswith("loaded ") for line in lines)
    assert (
        "interrupted: 1 of 7 documents are left; what is done is kept, and not published yet; the same command" in said
    )
    (plans / "แผน 9 slow.txt").unlink()
    again = run(environment, plans)
    assert again.returncode == 0
    assert "6 documents: 0 loaded, 6 unchanged, 0 failed; published " in again.stderr
    assert "goes on from what a load that did not finish had stored" in again.stderr


def test_the_report_holds_every_document_as_json(plans: Path, environment: dict[str, str], tmp_path: Path) -> None:
    (plans / "empty.txt").write_bytes(b"")
    done = run(environment, plans, "--report", tmp_path / "report.json")
    found = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert done.returncode == 1
    assert (found["total"], found["loaded"], found["unchanged"], found["failed"]) == (7, 6, 0, 1)
    assert found["snapshot"] in done.stderr
    assert found["interrupted"] is False
    loaded = next(document for document in found["documents"] if document["status"] == "loaded")
    assert set(loaded) == {
        *("path", "status", "plan", "counts", "warnings", "error"),
        *("coverage", "seconds", "media_type", "format", "remembered"),
    }
    assert (loaded["counts"], loaded["coverage"], loaded["format"]) == ({"mission": 1}, 1.0, "text")
    failed = next(document for document in found["documents"] if document["status"] == "failed")
    assert failed["error"]["code"] == "document-empty"
    assert [path.name for path in tmp_path.glob("report*")] == ["report.json"]


def test_the_report_is_a_table_that_excel_reads(plans: Path, environment: dict[str, str], tmp_path: Path) -> None:
    (plans / "empty.txt").write_bytes(b"")
    run(environment, plans, "--dry-run", "--report", tmp_path / "report.csv")
    data = (tmp_path / "report.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(data.decode("utf-8-sig").splitlines()))
    assert [row["status"] for row in rows] == ["failed", *["loaded"] * 6]
    assert rows[1]["path"].endswith("แผน 0.txt")
    assert (rows[1]["mission"], rows[1]["goal"], rows[0]["error_code"]) == ("1", "0", "document-empty")


@pytest.mark.parametrize(
    ("name", "said"), [("report.xlsx", "end the name in .json or .csv"), ("nowhere/r.csv", "in a folder that is there")]
)
def test_a_report_that_cannot_be_written_is_said_before_the_work(
    plans: Path, environment: dict[str, str], tmp_path: Path, name: str, said: str
) -> None:
    done = run(environment, plans, "--report", tmp_path / name)
    assert done.returncode == 2
    assert said in done.stderr
    assert not (tmp_path / "store").exists()


def test_on_a_terminal_the_outcomes_are_an_aligned_table_with_progress(
    plans: Path, environment: dict[str, str]
) -> None:
    ours, theirs = pty.openpty()
    command = [*PHAEN, "load", str(plans), "--jobs", "1"]
    with subprocess.Popen(command, stdout=theirs, stderr=theirs, env={**environment, "COLUMNS": "110"}) as loading:
        os.close(theirs)
        shown = b""
        while piece := read(ours):
            shown += piece
    os.close(ours)
    assert loading.returncode == 0
    text = shown.decode()
    assert "6 of 6 documents" in text
    lines = [line.rpartition("\r\x1b[K")[2].rstrip("\r") for line in text.split("\n")]
    head = next(line for line in lines if line.endswith("document"))
    rows = [line for line in lines if line.startswith("loaded ")]
    assert len(rows) == 6
    for row in rows:
        assert row[head.index("mis") : head.index("mis") + 3].strip() == "1"
        assert row[head.index("format") :].startswith("text")
        assert row[head.index("document") :].endswith(".txt")
        assert cell_len(row) <= 110


def read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # how Linux says that the other side is closed
        return b""


def test_serve_refuses_a_store_of_another_base(plans: Path, environment: dict[str, str]) -> None:
    run(environment, plans)
    other = [*PHAEN, "serve", "--base", "https://example.org/", "--port", "18099"]
    done = subprocess.run(
        other, capture_output=True, text=True, encoding="utf-8", env=environment, check=False, timeout=60
    )
    assert done.returncode == 3
    assert "under the base https://w3id.org/phaen/, not https://example.org/" in done.stderr


def test_validate_goes_on_after_a_bad_document_and_both_engines_say_the_same(plans: Path, tmp_path: Path) -> None:
    (plans / "empty.txt").write_bytes(b"")
    (tmp_path / "spoilt.ttl").write_text(
        "<https://e.org/x> a <https://w3id.org/phaen/ontology#Plan> .", encoding="utf-8"
    )
    said = []
    for engine in ([], ["--quick"]):
        command = [
            sys.executable,
            "-m",
            "phaen.endpoint.cli",
            "validate",
            str(plans),
            str(tmp_path / "spoilt.ttl"),
            *engine,
        ]
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, timeout=60)
        assert done.returncode == 1
        assert f"phaen: {plans / 'empty.txt'}: " in done.stderr
        assert done.stderr.count(": 0 findings") == 6
        said.append(done.stdout)
    assert said[0] == said[1]
    assert "A plan must name the document it was read from." in said[0]

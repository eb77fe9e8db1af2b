"""Links by the command line: tables for people and programs, judgements, the report."""

import csv
import hashlib
import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from phaen.endpoint.cli import phaen
from phaen.loaders.errors import LinkTableError


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(phaen, [str(argument) for argument in arguments])


@pytest.fixture
def store(sample_store: Path, tmp_path: Path) -> Path:
    shutil.copytree(sample_store, tmp_path / "store")
    return tmp_path / "store"


def test_links_go_out_to_people_and_come_back_judged(store: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.csv"
    done = run("link", "--store", store, "--to-review", sheet, "--vocabulary", "sdg")
    assert (done.exit_code, "links to judge" in done.stderr) == (0, True), done.output
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["object_id"].partition(":")[0] for row in rows} == {"sdg"}
    rows[0]["verdict"], rows[1]["verdict"] = "accept", "reject"
    with sheet.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.DictWriter(file, list(rows[0]))
        table.writeheader()
        table.writerows(rows)
    dry = run("review", sheet, "--store", store, "--reviewer", "0000-0002-1825-0097", "--dry-run")
    assert dry.stderr == "1 accepted, 1 rejected, 0 added; nothing stored (dry run)\n"
    done = run("review", sheet, "--store", store, "--reviewer", "0000-0002-1825-0097", "--date", "2026-11-20")
    assert done.stderr.startswith("1 accepted, 1 rejected, 0 added; 0 known before; 1 plans changed; published "), done
    told = json.loads(run("link", "--store", store, "--report", "--json").stdout)
    assert told["reviews"]["accepted"] == told["reviews"]["rejected"] == 1
    assert told["disagreements"][0]["reviewer"] == "https://orcid.org/0000-0002-1825-0097"
    assert "ผลตรวจทาน / reviews: 2" in run("link", "--store", store, "--report").stdout
    assert "nothing new to publish" in run("link", "--store", store, "--write").stderr
    stats = json.loads(run("stats", "--store", store, "--json").stdout)
    assert stats["coverage"]["vocabularies"]["sdg"]["links"] == len(rows) - 1


def test_a_wrong_table_is_an_error_of_the_user(store: Path, tmp_path: Path) -> None:
    (tmp_path / "judged.csv").write_text("subject_id,object_id,verdict\nplan:x,sdg:1,accept\n", encoding="utf-8")
    done = run("review", tmp_path / "judged.csv", "--store", store, "--reviewer", "มะลิ")
    assert isinstance(done.exception, LinkTableError)
    assert done.exception.exit_code == 2
    for arguments, said in ((["--reviewer", "0000-0002-1825-0098"], "check digit"), (["--date", "2569-01-01"], "2026")):
        done = run("review", tmp_path / "judged.csv", "--store", store, *arguments)
        assert said in str(done.exception)
    assert run("link", "--write", "-").exit_code == 2


def test_a_release_holds_the_tables_of_links_with_their_checksums(store: Path, tmp_path: Path) -> None:
    assert run("release", "--store", store, "--output", tmp_path / "out").exit_code == 0
    folder = next((tmp_path / "out").iterdir())
    lines = (line.split("  ") for line in (folder / "SHA256SUMS").read_text().splitlines())
    sums = {name: digest for digest, name in lines}
    tables = {name for name in sums if name.startswith("links/")}
    assert {"links/sdg.sssom.tsv", "links/reviewed.sssom.tsv"} <= tables
    for name in tables:
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == sums[name]

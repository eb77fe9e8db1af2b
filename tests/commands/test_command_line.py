"""The command line as a user meets it: real processes, their output, their exit codes."""

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import rdflib

from phaen.loaders.releases.kept import keep
from phaen.loaders.snapshot import current_snapshot
from phaen.loaders.store import Writer

BASE = "https://w3id.org/phaen/"


def run(*arguments: str | Path, stdin: str | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "phaen.endpoint.cli", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, **environment},
        check=False,
        timeout=60,
    )


def test_help_names_every_command_of_the_path_of_the_data() -> None:
    shown = run("--help").stdout
    for command in ("load", "extract", "validate", "serve", "query", "release", "stats", "ps", "kill"):
        assert f"\n  {command} " in shown


@pytest.mark.parametrize("command", ["load", "extract", "validate", "serve", "query", "release", "stats", "ps", "kill"])
def test_each_command_has_help(command: str) -> None:
    done = run(command, "--help")
    assert done.returncode == 0
    assert done.stdout.startswith("Usage: ")


HEAVY = ("rdflib", "pyshacl", "pythainlp", "flask", "werkzeug", "uvicorn", "prometheus_client", "rich", "owlrl")


@pytest.mark.parametrize("arguments", [["--help"], ["query", "--help"], ["serve", "--help"]])
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    code = (
        "import sys\nfrom phaen.endpoint.cli import phaen\n"
        f"phaen.main({arguments!r}, standalone_mode=False)\n"
        f"sys.exit(', '.join(m for m in {HEAVY!r} if m in sys.modules) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")


def test_an_unknown_command_is_a_usage_error() -> None:
    done = run("explode")
    assert done.returncode == 2
    assert "No such command 'explode'" in done.stderr


def test_extract_prints_the_contract_s_json(samples: Path) -> None:
    done = run("extract", samples)
    assert (done.returncode, done.stderr) == (0, "")
    lamphun, lampang = map(json.loads, done.stdout.splitlines())
    assert set(lamphun) >= {"document", "organisation", "plan_period", "entities", "unclaimed"}
    assert set(lamphun["document"]) == {"path", "sha256", "media_type", "title"}
    assert lamphun["organisation"] == {
        "name": "องค์การบริหารส่วนจังหวัดลำพูน",
        "type": "pao",
        "province": "ลำพูน",
        "iri": f"{BASE}id/organisation/pao-51",
        "asserted": True,
        "source": "heading",
        "area": {"province": {"code": "51", "name": "ลำพูน"}},
        "inferred_area": None,
    }
    assert lampang["organisation"]["asserted"] is False
    assert lampang["organisation"]["source"] == "manifest"
    assert lamphun["plan_period"] is None
    raw = (samples / "lamphun-pao.txt").read_text(encoding="utf-8")
    for entity in lamphun["entities"]:
        assert raw[entity["start"] : entity["end"]] == entity["verbatim"]
    tactic = next(e for e in lampang["entities"] if e["explanation"])
    assert (tactic["kind"], tactic["class"], tactic["code"], tactic["source_term"]) == (
        "guideline",
        "Tactic",
        "1",
        "กลยุทธ์",
    )
    assert lampang["entities"][tactic["parent"]]["kind"] == "strategy"


def test_extract_of_an_unknown_owner_gives_nulls(samples: Path, tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_bytes((samples / "lampang-pao.txt").read_bytes())
    organisation = json.loads(run("extract", tmp_path / "plan.txt").stdout)["organisation"]
    assert organisation.pop("asserted") is False
    assert set(organisation) == {"name", "type", "province", "iri", "source", "area", "inferred_area"}
    assert set(organisation.values()) == {None}
    given = json.loads(run("extract", tmp_path / "plan.txt", "--org", "อบจ.ลำปาง").stdout)["organisation"]
    assert given["iri"] == f"{BASE}id/organisation/pao-52"


@pytest.mark.parametrize(("format_", "parser"), [("turtle", "turtle"), ("nquads", "nquads"), ("trig", "trig")])
@pytest.mark.filterwarnings("ignore:.* is deprecated:DeprecationWarning")  # rdflib's own parsers
def test_extract_as_rdf_parses(samples: Path, format_: str, parser: str) -> None:
    done = run("extract", samples / "lamphun-pao.txt", "--format", format_)
    graph = rdflib.Dataset(default_union=True)
    graph.parse(data=done.stdout, format=parser)
    guideline = rdflib.URIRef(f"{BASE}ontology#Guideline")
    assert len(set(graph.subjects(rdflib.RDF.type, guideline))) == 30


def test_extract_of_a_page_without_a_plan_says_so_and_still_prints_its_object(tmp_path: Path) -> None:
    (tmp_path / "news.txt").write_text("ข่าวประชาสัมพันธ์", encoding="utf-8")
    done = run("extract", tmp_path / "news.txt")
    assert done.returncode == 1
    assert json.loads(done.stdout)["entities"] == []
    assert done.stderr.startswith(f"phaen: {tmp_path / 'news.txt'}: no plan statement found")
    assert done.stderr.count("\n") == 1


def test_load_reports_each_document_and_a_summary(tmp_path: Path, samples: Path) -> None:
    (tmp_path / "noise.txt").write_bytes(bytes(range(128, 256)))
    done = run("load", samples, tmp_path / "noise.txt", "--store", tmp_path / "store")
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert lines[0].startswith("loaded     ")
    assert "1 vision, 8 mission, 8 strategy, 30 guideline" in lines[0]
    assert lines[2].startswith(f"failed     {tmp_path / 'noise.txt'}: neither UTF-8 nor")
    assert "3 documents: 2 loaded, 0 unchanged, 1 failed; published 2" in done.stderr


def test_load_as_json_and_again_says_unchanged(tmp_path: Path, samples: Path) -> None:
    done = run("load", samples, "--json", PHAEN_STORE=str(tmp_path / "store"))
    objects = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(o["status"], sum(o["counts"].values()), o["error"]) for o in objects] == [
        ("loaded", 47, None),
        ("loaded", 21, None),
    ]
    done = run("load", samples, "--store", tmp_path / "store")
    assert done.returncode == 0
    assert [line.split()[0] for line in done.stdout.splitlines()] == ["unchanged", "unchanged"]
    assert "nothing new to publish" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["load"], 2, "name a document, a folder, a pattern or a manifest, or use --samples"),
        (["load", "/nowhere/plan.txt"], 1, "/nowhere/plan.txt: cannot be read (No such file or directory)"),
        (["load", "/nowhere/*.txt"], 2, "/nowhere/*.txt: no file matches"),
        (["load", "--samples", "--org", "ลำปาง"], 2, "organisation 'ลำปาง' is not understood"),
        (["load", "--samples", "--source-url", "lampang"], 2, "source_url 'lampang' is no web address"),
        (["load", "--samples", "--jobs", "0"], 2, "0 is not in the range"),
        (["extract", "--samples", "--base", "nothing"], 2, "PHAEN_BASE (--base) is 'nothing'"),
        (["query"], 2, "name a saved query, a file or '-'"),
        (["query", "strategis-and-guidelines"], 2, "did you mean strategies-and-guidelines"),
        (["query", "visions", "--param", "x"], 2, "--param 'x' is not understood; write it as NAME=VALUE"),
        (["query", "visions", "-p", "colour=red"], 2, "colour"),
        (["query", "none.rq"], 1, "none.rq: cannot be read"),
        (["stats"], 3, "nothing is published there; run 'phaen load"),
        (["release"], 3, "nothing is published there"),
        (["serve"], 3, "nothing is published there"),
        (["serve", "--port", "99999"], 2, "PHAEN_PORT (--port) is '99999'"),
    ],
)
def test_bad_input_gets_a_clear_line_and_an_exit_code(
    tmp_path: Path, arguments: list[str], code: int, said: str
) -> None:
    done = run(*arguments, PHAEN_STORE=str(tmp_path / "store"))
    assert said in done.stderr + done.stdout
    assert done.returncode == code
    assert "Traceback" not in done.stderr


def test_a_query_that_does_not_parse_says_where(sample_store: Path) -> None:
    done = run("query", "-", "--store", sample_store, stdin="SELECT * WHERE { ?s ?p }")
    assert done.returncode == 1
    assert done.stderr == "phaen: line 1, column 24: not understood after '?p', before '}'\n"


def test_a_saved_query_gives_a_csv_of_all_strategies_and_guidelines(sample_store: Path) -> None:
    done = run("query", "strategies-and-guidelines", "--format", "csv", "--store", sample_store)
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert len(rows) == 46
    assert {row["province_name"] for row in rows} == {"ลำพูน", "ลำปาง"}


def test_a_parameter_narrows_a_saved_query(sample_store: Path) -> None:
    done = run("query", "strategies-and-guidelines", "-p", "province=ลำปาง", "--format", "csv", "--store", sample_store)
    assert len(list(csv.DictReader(io.StringIO(done.stdout)))) == 16


def test_a_piped_table_holds_whole_lines(sample_store: Path) -> None:
    done = run("query", "visions", "--store", sample_store)
    assert "องค์กรที่มุ่งพัฒนา ชาวประชามีส่วนร่วม เป็นศูนย์รวมเศรษฐกิจ เพื่อชีวิตที่มีคุณภาพ" in done.stdout
    assert done.stderr == "1 rows\n"


def test_an_ad_hoc_query_from_a_file_and_a_graph_as_turtle(sample_store: Path, tmp_path: Path) -> None:
    path = tmp_path / "plans.rq"
    path.write_text(
        f"CONSTRUCT {{ ?p a <{BASE}ontology#Plan> }} WHERE {{ ?p a <{BASE}ontology#Plan> }}", encoding="utf-8"
    )
    done = run("query", path, "--store", sample_store)
    assert len(rdflib.Graph().parse(data=done.stdout, format="turtle")) == 2


def test_ask_prints_true_or_false(sample_store: Path) -> None:
    assert run("query", "-", "--store", sample_store, stdin="ASK { ?s ?p ?o }").stdout == "true\n"


def test_a_query_asks_a_release(sample_store: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    shutil.copytree(sample_store, store, ignore=shutil.ignore_patterns("kept"))  # other tests make releases of it
    keep(store, "2026-01-01", current_snapshot(store).name, 1)
    with Writer(store) as writer:
        writer.change(lambda database: database.clear())
        writer.publish()
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    found = {}
    for release in ("latest", "2026-01-01", ""):
        done = run("query", "-", "--format", "csv", "--release", release, "--store", store, stdin=count)
        assert done.returncode == 0, done.stderr
        found[release] = int(done.stdout.splitlines()[1])
    assert found["latest"] == found["2026-01-01"] > found[""] == 0
    refused = run("query", "-", "--release", "2026-01-02", "--store", store, stdin=count)
    assert (refused.returncode, "ask one of 2026-01-01" in refused.stderr) == (3, True)


def test_a_query_that_calls_another_service_is_refused(sample_store: Path) -> None:
    done = run("query", "-", "--store", sample_store, stdin="SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }")
    assert done.returncode == 1
    assert "SERVICE" in done.stderr


def test_validate_finds_the_samples_sound_and_a_spoilt_graph_not(
    sample_store: Path, samples: Path, tmp_path: Path
) -> None:
    assert run("validate", samples).returncode == 0
    assert run("validate", "--store", sample_store).returncode == 0
    turtle = run("extract", samples / "lamphun-pao.txt", "--format", "turtle").stdout
    (tmp_path / "spoilt.ttl").write_text(turtle.replace("nif:beginIndex 1", "nif:beginIndex 2"), encoding="utf-8")
    done = run("validate", tmp_path / "spoilt.ttl")
    assert done.returncode == 1
    assert "violation" in done.stdout


def test_stats_count_what_the_documents_hold(sample_store: Path) -> None:
    found = json.loads(run("stats", "--json", "--store", sample_store).stdout)
    assert found["plans"][f"{BASE}id/plan/pao-51/undated"] == {"Approach": 30, "Mission": 8, "Strategy": 8, "Vision": 1}
    assert found["quads"] == sum(found["graphs"].values())
    assert "องค์การบริหารส่วนจังหวัดลำปาง" in run("stats", "--store", sample_store).stdout


def test_release_writes_once_and_says_so(sample_store: Path, tmp_path: Path) -> None:
    first = run("release", "--store", sample_store, "--output", tmp_path)
    again = run("release", "--store", sample_store, "--output", tmp_path)
    assert first.stdout.startswith("wrote ")
    assert again.stdout.startswith("already there: ")


def test_a_reader_that_stops_early_is_no_error(sample_store: Path) -> None:
    command = f"{sys.executable} -m phaen.endpoint.cli query evidence --format csv --store {sample_store} | head -1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, timeout=60)
    assert done.stdout.count("\n") == 1
    assert "Traceback" not in done.stderr

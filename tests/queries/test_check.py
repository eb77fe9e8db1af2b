"""``phaen query --check`` tells what is to mend, by file; ``--list`` shows the queries by groups."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from phaen.endpoint.commands.query import query
from phaen.queries.catalogue import Catalogue
from phaen.queries.errors import UnknownQueryError

GOOD = """\
#+ title = { th = "ก", en = "a" }
#+ description = { th = "ก", en = "a" }
PREFIX phaen: <https://w3id.org/phaen/ontology#>
SELECT ?plan_iri WHERE { ?plan_iri a phaen:Plan } ORDER BY ?plan_iri
"""


def check(*names: object) -> Result:
    return CliRunner().invoke(query, ["--check", *(str(name) for name in names)], standalone_mode=False)


def written(folder: Path, text: str, name: str = "mine") -> Path:
    path = folder / f"{name}.rq"
    path.write_text(text, encoding="utf-8")
    return path


def test_sound_queries_have_nothing_to_mend(sample_store: Path, tmp_path: Path) -> None:
    done = check("visions", written(tmp_path, GOOD), "--store", sample_store)
    assert (done.return_value, done.stdout, done.stderr) == (0, "", "2 queries checked, 0 problems\n")


def test_each_problem_is_a_line_with_its_file(sample_store: Path, tmp_path: Path) -> None:
    unknown = written(tmp_path, GOOD.replace("a phaen:Plan", "a phaen:Plann"), "unknown")
    untitled = written(tmp_path, GOOD.replace("title", "titel"), "untitled")
    loose = written(tmp_path, GOOD.replace("ORDER BY ?plan_iri", "ORDER BY ?x"), "loose")
    done = check(unknown, untitled, loose, "visions", "--store", sample_store)
    assert done.return_value == 1
    assert done.stdout.splitlines() == [
        "untitled.rq: titel: no such key; use title, description, keywords, parameters, order, timeout, view, services",
        "unknown.rq: phaen:Plann is no term of the ontology",
        "loose.rq: ORDER BY does not tell all rows apart (two have nothing); end it with the IRI of what a row is",
    ]
    assert done.stderr == "3 queries checked, 3 problems\n"


def test_without_a_store_the_sample_plans_are_loaded_for_the_check(tmp_path: Path) -> None:
    mission = GOOD.replace("?plan_iri a phaen:Plan", "?plan_iri a phaen:Mission").replace("BY ?plan_iri", "BY (1 = 1)")
    done = check(written(tmp_path, mission))
    assert done.return_value == 1
    assert "ORDER BY does not tell all rows apart" in done.stdout


def test_a_file_that_cannot_be_read_and_a_name_that_is_none_are_told(sample_store: Path, tmp_path: Path) -> None:
    assert "gone.rq: cannot be read" in check(tmp_path / "gone.rq", "--store", sample_store).stdout
    assert isinstance(check("vision", "--store", sample_store).exception, UnknownQueryError)


def test_the_list_is_by_groups(catalogue: Catalogue) -> None:
    lines = CliRunner().invoke(query, ["--list"], standalone_mode=False).stdout.splitlines()
    titles = [f"{group.title.en} / {group.title.th}" for group in catalogue.groups]
    assert [line for line in lines if line and not line.startswith(" ")] == titles
    first = lines.index(titles[1])
    assert lines[first + 1].split()[0] == catalogue.of_group(catalogue.groups[1].name)[0].name
    shown = {line.split()[0] for line in lines if line.startswith("  ") and not line.startswith("   ")}
    assert shown == set(catalogue.names)


@pytest.mark.parametrize("names", [(), ("visions", "missions")])
def test_one_query_is_run_at_a_time(names: tuple[str, ...]) -> None:
    done = CliRunner().invoke(query, list(names))
    assert done.exit_code == 2
    assert "--list shows the saved queries" in done.output

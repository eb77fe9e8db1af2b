"""The notebooks, run cell by cell as they are given out; what they read is read by the programs of all queries too."""

import ast
import contextlib
import io
import json
from typing import Any

import nbformat
import pytest

from phaen.endpoint.language import Translations
from phaen.endpoint.snippets.notebook import notebook
from tests.endpoint.snippets.cases import GRAPHS, Case, cases
from tests.endpoint.snippets.test_python import check_table

DRAWN = {"bar", "line", "matrix"}
TRANSLATIONS = Translations.load()


def run(case: Case) -> dict[str, Any]:
    """Run the cells one after the other; show what the last line of each gives, as Jupyter does."""
    document = nbformat.reads(notebook(case.question, "20260101T000000Z", TRANSLATIONS), as_version=4)
    nbformat.validate(document)
    names: dict[str, Any] = {}
    for cell in document.cells:
        if cell.cell_type == "code":
            names[cell.id] = _shown(cell.source, names)
    return names


def _shown(source: str, names: dict[str, Any]) -> str:
    tree = ast.parse(source)
    last = tree.body.pop()
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(tree, "<cell>", "exec"), names)
        if not isinstance(last, ast.Expr):
            exec(compile(ast.Module([last], []), "<cell>", "exec"), names)
            return ""
        value = eval(compile(ast.Expression(last.value), "<cell>", "eval"), names)
        html: str = value._repr_html_() if hasattr(value, "_repr_html_") else repr(value)
    return html


def drawn(case: Case) -> bool:
    return case.saved.view is not None and case.saved.view.type in DRAWN


def test_a_notebook_reads_its_table_and_draws_its_view(served: str) -> None:
    found = [case for case in cases(served, "select") if drawn(case)][::2]
    assert {case.saved.view.type for case in found if case.saved.view} == DRAWN
    for case in found:
        names = run(case)
        check_table(case, names["table"])
        assert names["snapshot"]
        assert not case.rows or "<table" in names["chart"], case.saved.name


def test_every_notebook_is_valid_and_draws_what_a_table_can_show() -> None:
    for case in cases("https://plans.example", "select"):
        document = nbformat.reads(notebook(case.question, "", TRANSLATIONS), as_version=4)
        nbformat.validate(document)
        assert ("chart" in {cell.id for cell in document.cells}) == drawn(case)


@pytest.mark.parametrize("form", ["ask", "construct"])
def test_a_notebook_reads_an_answer_and_a_graph(served: str, form: str) -> None:
    for case in cases(served, form):
        names = run(case)
        assert names["snapshot"]
        if form in GRAPHS:
            assert len(names["graph"]) == len(case.fetch("nt").splitlines())
        else:
            assert names["yes"] is case.json["boolean"]


def test_a_notebook_says_in_both_languages_what_it_is_and_where_its_data_come_from() -> None:
    case = next(cases("https://plans.example", "select"))
    first = json.loads(notebook(case.question, "20260101T000000Z", TRANSLATIONS))["cells"][0]["source"]
    assert first.startswith(f"# {case.saved.title.th}\n\n")
    assert f"\n\n## {case.saved.title.en}\n\n" in first
    assert first.count(f"<https://plans.example/queries/{case.saved.name}") == 2
    assert first.count("`20260101T000000Z`") == 2

"""The programs in Python, run as they are given out, for every saved query."""

import contextlib
import io
from typing import Any

import pandas as pd
import pytest
from rdflib import Graph

from phaen.endpoint.snippets.columns import codes, columns
from tests.endpoint.snippets.cases import GRAPHS, Case, agrees, cases, is_number


def run(program: str) -> dict[str, Any]:
    """Run a program, and return the names that it leaves behind."""
    names: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(program, "<program>", "exec"), names)
    return names


def text_of(value: object) -> str:
    return "" if pd.isna(value) else str(value)


def check_table(case: Case, table: pd.DataFrame) -> None:
    assert list(table.columns) == case.columns
    assert len(table) == len(case.rows)
    for name in case.columns:
        cells = [row.get(name) for row in case.rows]
        found = [text_of(value) for value in table[name]]
        assert all(agrees(cell, value) for cell, value in zip(cells, found, strict=True)), (case.saved.name, name)
        bound = [cell for cell in cells if cell is not None]
        if bound:
            numeric = pd.api.types.is_numeric_dtype(table[name]) and not pd.api.types.is_bool_dtype(table[name])
            wanted = name not in codes(case.saved) and all(is_number(cell) for cell in bound)
            assert numeric == wanted, (case.saved.name, name)


def test_pandas_reads_every_table_with_numbers_as_numbers_and_codes_as_text(served: str) -> None:
    found = list(cases(served, "select"))
    assert len(found) > 40
    for case in found:
        assert columns(case.saved) == tuple(case.columns)
        check_table(case, run(case.program("pandas"))["table"])


def test_sparqlwrapper_finds_the_same_rows(served: str) -> None:
    for case in cases(served, "select"):
        rows = run(case.program("sparqlwrapper"))["rows"]
        assert rows == [{name: cell["value"] for name, cell in row.items()} for row in case.rows], case.saved.name


def test_sparqlwrapper_finds_the_same_answer(served: str) -> None:
    found = list(cases(served, "ask"))
    assert found
    for case in found:
        assert run(case.program("sparqlwrapper"))["answer"] is case.json["boolean"]


@pytest.mark.parametrize("name", ["rdflib", "sparqlwrapper"])
def test_a_graph_is_read_whole(served: str, name: str) -> None:
    found = list(cases(served, *GRAPHS))
    assert found
    for case in found:
        graph = run(case.program(name))["graph"]
        assert len(graph) > 0
        assert set(graph) == set(Graph().parse(data=case.fetch("nt"), format="nt"))

"""What pages of lists offer as data can be asked of a service, too."""

import csv
import io

import pytest

from phaen.endpoint.engine import Job
from phaen.endpoint.formats import Form
from phaen.endpoint.owners import Chosen
from phaen.endpoint.owners_data import graph_of, table_of
from phaen.endpoint.questions_of_lists import code_lists, concepts_of, content_of, graphs, terms
from phaen.endpoint.remote.engine import RemoteEngine
from phaen.endpoint.things.facts import facts_of

ID = "https://w3id.org/phaen/id/"
LAMPANG = Chosen(province="52", type="pao", q="ลำปาง")


def rows(engine: RemoteEngine, query: str) -> list[dict[str, str]]:
    with engine.run(Job(query, formats={Form.ROWS: "csv"})) as answer:
        return list(csv.DictReader(io.StringIO(b"".join(answer).decode())))


@pytest.mark.parametrize(("chosen", "names"), [(Chosen(), 2), (LAMPANG, 1), (Chosen(province="unknown"), 0)])
def test_organisations_are_a_table_and_a_graph(engine: RemoteEngine, chosen: Chosen, names: int) -> None:
    found = rows(engine, table_of(chosen).query)
    assert len({row["organisation_iri"] for row in found}) == len(found) == names
    with engine.run(Job(graph_of(chosen).query, formats={Form.GRAPH: "ntriples"})) as answer:
        said = b"".join(answer).decode()
    assert all(f"<{row['organisation_iri']}> " in said for row in found)
    assert said.count("/ontology#hasPlan>") == names


def test_lists_are_tables(engine: RemoteEngine) -> None:
    questions = [code_lists(), concepts_of("https://w3id.org/phaen/vocab/province"), terms(), graphs()]
    assert [len(rows(engine, question.query)) > 5 for question in questions] == [True] * 4
    assert rows(engine, content_of(f"{ID}graph/organisation/pao-52").query)


def test_a_plan_is_known_to_stand_in_its_own_graph(engine: RemoteEngine) -> None:
    plan, graph = f"{ID}plan/pao-52/undated", f"{ID}graph/plan/pao-52/undated"
    assert facts_of(engine, plan, graph).own_graph
    assert not facts_of(engine, plan, f"{ID}graph/nowhere").own_graph

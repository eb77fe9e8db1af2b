"""The programs and notebooks at their addresses."""

import json

import pytest
from flask.testing import FlaskClient

PROGRAMS = ("sh", "py", "R", "js")


@pytest.mark.parametrize("suffix", PROGRAMS)
def test_a_program_is_plain_text_with_the_values_of_the_address(client: FlaskClient, suffix: str) -> None:
    answer = client.get(f"/queries/projects-mentioning.{suffix}", query_string={"word": "</script>'\"bridge"})
    assert answer.status_code == 200
    assert answer.content_type == "text/plain; charset=utf-8"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="projects-mentioning.{suffix}"'
    assert "http://localhost/queries/projects-mentioning." in answer.text
    assert "bridge" in answer.text


def test_a_notebook_is_a_file_to_keep_that_changes_with_the_snapshot(client: FlaskClient) -> None:
    answer = client.get("/queries/visions.ipynb?province=51")
    assert answer.content_type == "application/x-ipynb+json"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="visions.ipynb"'
    assert answer.headers["Phaen-Snapshot"] in answer.text
    assert json.loads(answer.text)["nbformat"] == 4
    again = client.get("/queries/visions.ipynb?province=51", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_without_values_a_program_has_the_examples_of_those_it_needs(client: FlaskClient) -> None:
    text = client.get("/queries/plan-as-graph.py").text
    assert '\n    "province": "ลำพูน",' in text
    assert "Graph().parse(" in text
    assert '\n    # "province": "ลำพูน",' in client.get("/queries/visions.py").text


@pytest.mark.parametrize("suffix", [*PROGRAMS, "ipynb"])
def test_a_wrong_value_is_named_as_elsewhere(client: FlaskClient, suffix: str) -> None:
    for query, parameter in (("province=Nowhere", "province"), ("nonsense=1", "nonsense")):
        answer = client.get(f"/queries/visions.{suffix}?{query}")
        assert (answer.status_code, (answer.json or {})["parameter"]) == (400, parameter)
    assert client.get(f"/queries/no-such-query.{suffix}").status_code == 404


def test_what_belongs_to_the_site_is_no_value_of_the_query(client: FlaskClient) -> None:
    assert (
        client.get("/queries/visions.py?lang=en&format=csv&page=2&per_page=3&shape=rows&timeout=1").status_code == 200
    )

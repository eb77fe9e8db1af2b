"""docs/http.md says what the service does."""

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from phaen.endpoint.app import create_app
from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.errors import AnswerError
from phaen.endpoint.formats import FORMATS
from phaen.endpoint.settings import Settings

PAGE = (Path(__file__).parents[2] / "docs" / "http.md").read_text("utf-8")
OPEN = re.sub(r"curl (?:-X \w+ )?-H \"Authorization.*?\n(?=curl|```)", "", PAGE, flags=re.DOTALL)


def test_every_address_is_documented(client: FlaskClient) -> None:
    for rule in client.application.url_map.iter_rules():
        shown = re.sub(r"<path:path>", "<path>", rule.rule).rstrip("/") or "/"
        if shown not in {"/favicon.ico", "/queries/<path>"}:
            assert f"`{shown}`" in PAGE, rule.rule


def test_every_format_is_documented_with_all_its_names() -> None:
    for format_ in FORMATS:
        media_types = ", ".join(f"`{media_type}`" for media_type in format_.media_types)
        assert f"| `{format_.name}` | `.{format_.suffix}` | {media_types} |" in PAGE


def test_every_error_is_documented_with_its_status() -> None:
    pending = AnswerError.__subclasses__()
    while pending:
        kind = pending.pop()
        pending += kind.__subclasses__()
        assert re.search(rf"^\| {kind.status} \|.*`{kind.code}`", PAGE, re.MULTILINE), kind


@pytest.mark.parametrize("path", re.findall(r"http://127\.0\.0\.1:8000(/[^\s']+)", OPEN))
def test_every_documented_address_answers(client: FlaskClient, path: str) -> None:
    assert client.get(path.replace("pao-51", "pao-52"), follow_redirects=True).status_code == 200


def test_the_documented_changes_are_made(writing_settings: Settings, writing_engine: EmbeddedEngine) -> None:
    client = create_app(writing_settings, writing_engine).test_client()
    headers = {"Authorization": f"Bearer {writing_settings.token}"}
    update = re.search(r"--data-binary '(INSERT DATA .*)'", PAGE)
    assert update is not None
    kind = "application/sparql-update"
    assert client.post("/update", data=update[1], content_type=kind, headers=headers).status_code == 204
    graph = "/graphs?graph=http://example.org/notes"
    assert graph in PAGE
    assert b'"c"' in client.get(graph, headers={"Accept": "text/turtle"}).data
    assert client.put(graph, data=b"", content_type="text/turtle", headers=headers).status_code == 204

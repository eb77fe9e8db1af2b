"""docs/http.md says what the service does."""

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from phaen.endpoint.errors import AnswerError
from phaen.endpoint.formats import FORMATS

PAGE = (Path(__file__).parents[2] / "docs" / "http.md").read_text("utf-8")


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


@pytest.mark.parametrize("path", re.findall(r"http://127\.0\.0\.1:8000(/\S+)", PAGE))
def test_every_documented_address_answers(client: FlaskClient, path: str) -> None:
    assert client.get(path.replace("pao-51", "pao-52"), follow_redirects=True).status_code == 200

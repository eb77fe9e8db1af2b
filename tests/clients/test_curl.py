"""curl as it comes: the commands that people type."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.clients.service import TOKEN, Service

EX = "http://example.org/curl/"
TRIPLE = f'<{EX}a> <{EX}p> "ก"@th .\n'
RDF_XML = (
    f'<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="{EX}">'
    f'<r:Description r:about="{EX}a"><e:p xml:lang="th">ก</e:p></r:Description></r:RDF>'
)
QUERY = "SELECT ?x { VALUES ?x { 'ก+%&' } }"

pytestmark = pytest.mark.skipif(not shutil.which("curl"), reason="no curl here: install curl")


def curl(*arguments: str, stdin: str = "") -> tuple[int, str]:
    """Run curl; return the status of the answer and its body."""
    command = ["curl", "--silent", "--show-error", "--write-out", "\n%{http_code}", *arguments]
    done = subprocess.run(command, input=stdin, capture_output=True, text=True, timeout=30, check=True)
    body, _, status = done.stdout.rpartition("\n")
    return int(status), body


def content(service: Service, graph: str) -> list[str]:
    status, body = curl("-H", "Accept: application/n-triples", f"{service.graphs}?graph={graph}")
    assert status == 200
    return sorted(body.splitlines())


@pytest.mark.parametrize("how", [["--data-urlencode"], ["-G", "--data-urlencode"]])
def test_a_query_is_sent_in_the_body_or_in_the_address(service: Service, how: list[str]) -> None:
    status, body = curl(*how, f"query={QUERY}", service.query)
    assert status == 200
    assert json.loads(body)["results"]["bindings"][0]["x"]["value"] == "ก+%&"


def test_a_query_is_sent_from_a_file_by_post_or_by_the_method_query(service: Service, tmp_path: Path) -> None:
    file = tmp_path / "query.rq"
    file.write_text(f"# comment\n{QUERY}\n")
    for method in ("POST", "QUERY"):
        kind = ("-X", method, "-H", "Content-Type: application/sparql-query", "-H", "Accept: text/csv")
        assert curl(*kind, "--data-binary", f"@{file}", service.query) == (200, "x\nก+%&\n")


def test_the_header_fields_alone_are_read(service: Service) -> None:
    status, fields = curl("-I", f"{service.query}?query=ASK%7B%7D")
    assert status == 200
    assert "content-type: application/sparql-results+json" in fields.lower()


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("a.ttl", f"@prefix ex: <{EX}> .\nex:a ex:p 'ก'@th .", "text/turtle"),
        ("a.ttl", f"@prefix ex: <{EX}> .\nex:a ex:p 'ก'@th .", ""),
        ("a.nt", TRIPLE, ""),
        ("a.rdf", RDF_XML, ""),
        ("a.jsonld", json.dumps({"@id": f"{EX}a", f"{EX}p": {"@value": "ก", "@language": "th"}}), ""),
    ],
)
def test_a_file_is_uploaded_with_its_type_or_without(
    service: Service, tmp_path: Path, name: str, text: str, kind: str
) -> None:
    (tmp_path / name).write_text(text)
    graph = f"{EX}{name}/{len(kind)}"
    typed = ("-H", f"Content-Type: {kind}") if kind else ()
    upload = (*typed, "--oauth2-bearer", TOKEN, "-T", str(tmp_path / name), f"{service.graphs}?graph={graph}")
    assert [curl(*upload)[0], curl(*upload)[0]] == [201, 204]
    assert content(service, graph) == [TRIPLE.strip()]


def test_an_upload_without_a_length_is_taken_whole(service: Service) -> None:
    graph = f"{EX}stream"
    lines = "".join(f'<{EX}{number}> <{EX}p> "{number}" .\n' for number in range(5000))
    typed = ("-H", "Content-Type: application/n-triples", "--oauth2-bearer", TOKEN)
    assert curl(*typed, "-T", "-", f"{service.graphs}?graph={graph}", stdin=lines)[0] == 201
    assert len(content(service, graph)) == 5000


def test_an_upload_into_a_folder_is_the_graph_of_that_address(service: Service, tmp_path: Path) -> None:
    (tmp_path / "b.ttl").write_text("<> <#p> <c> .")
    assert curl("--oauth2-bearer", TOKEN, "-T", str(tmp_path / "b.ttl"), f"{service.graphs}/folder/")[0] == 201
    place = f"{service.graphs}/folder/b.ttl"
    status, body = curl("-H", "Accept: application/n-triples", place)
    assert (status, body.strip()) == (200, f"<{place}> <{place}#p> <{service.graphs}/folder/c> .")


def test_a_form_brings_several_files_each_in_its_format(service: Service, tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text(TRIPLE)
    (tmp_path / "b.jsonld").write_text(json.dumps({"@id": f"{EX}b", f"{EX}p": {"@id": f"{EX}c"}}))
    (tmp_path / "c.owl").write_text(TRIPLE)
    files = [f"f={tmp_path}/a.ttl", f"g={tmp_path}/b.jsonld", f"h={tmp_path}/c.owl"]
    forms = [argument for file in files for argument in ("-F", file.replace("=", "=@"))]
    assert curl("--oauth2-bearer", TOKEN, *forms, f"{service.graphs}?graph={EX}form")[0] == 201
    assert content(service, f"{EX}form") == sorted([TRIPLE.strip(), f"<{EX}b> <{EX}p> <{EX}c> ."])


def test_an_update_is_sent_as_a_form_or_as_a_file(service: Service) -> None:
    graph = f"{EX}update"
    insert = f"INSERT DATA {{ GRAPH <{graph}> {{ <{EX}a> <{EX}p> 'x' }} }}"
    assert curl("--oauth2-bearer", TOKEN, "--data-urlencode", f"update={insert}", service.update) == (204, "")
    assert len(content(service, graph)) == 1
    typed = ("-H", "Content-Type: application/sparql-update", "--oauth2-bearer", TOKEN)
    assert curl(*typed, "--data-binary", "@-", service.update, stdin=f"DROP GRAPH <{graph}>") == (204, "")
    assert curl(f"{service.graphs}?graph={graph}")[0] == 404


def test_what_needs_the_token_says_so(service: Service) -> None:
    status, body = curl("--data-urlencode", "update=CLEAR ALL", service.update)
    assert (status, json.loads(body)["type"].rpartition("/")[2]) == (401, "unauthorized")
    assert curl("-u", f"user:{TOKEN}", "-X", "DELETE", f"{service.graphs}?graph={EX}none")[0] == 401
    assert curl("--oauth2-bearer", TOKEN, "-X", "DELETE", f"{service.graphs}?graph={EX}none")[0] == 404


def test_an_accepted_compression_or_none_is_all_the_same(service: Service) -> None:
    plain = curl("--data-urlencode", f"query={QUERY}", service.query)
    assert curl("--compressed", "--data-urlencode", f"query={QUERY}", service.query) == plain
    assert curl("--http1.0", "--data-urlencode", f"query={QUERY}", service.query) == plain

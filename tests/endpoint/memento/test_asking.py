"""What is asked of a release is answered from the state that it was made from, whatever has been published since."""

import json
import os
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from pyoxigraph import QueryResultsFormat, QuerySolutions, parse_query_results
from werkzeug.test import TestResponse

from phaen.endpoint.app import create_app
from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.engine import GraphJob, Job
from phaen.endpoint.errors import QueryTimeoutError, ReleaseNotKeptError
from phaen.endpoint.front.client import CLIENT
from phaen.endpoint.settings import Settings
from phaen.loaders.locking import try_lock
from phaen.loaders.snapshot import current_snapshot
from tests.endpoint.conftest import BASE
from tests.endpoint.memento.conftest import FIRST, SECOND, Past
from tests.patience import until

NOTES = f"SELECT ?note {{ ?note <{BASE}says> ?x }} ORDER BY ?note"
SEARCH = "PREFIX text: <http://jena.apache.org/text#> SELECT ?s { ?s text:query 'การศึกษา' }"
GRAPH = f"{BASE}graph/note/1"
GONE = "20200101T000000Z"
BOTH = pytest.mark.parametrize(("release", "notes"), [(FIRST, []), (SECOND, ["1"]), ("latest", ["1"])])


def rows(response: TestResponse) -> list[str]:
    assert response.status_code == 200, response.text
    found = parse_query_results(response.data, QueryResultsFormat.JSON)
    assert isinstance(found, QuerySolutions)
    return [row[0].value.rpartition("/")[2] for row in found]


def address(query: str, release: str) -> str:
    return f"/sparql?format=json&query={quote(query)}&release={release}"


@BOTH
def test_a_query_sees_its_release_by_each_way_of_asking(
    traveller: FlaskClient, past: Past, release: str, notes: list[str]
) -> None:
    form = {"query": NOTES, "release": release, "format": "json"}
    body = {"data": NOTES, "headers": {"Content-Type": "application/sparql-query"}}
    for response in (
        traveller.get(address(NOTES, release)),
        traveller.post("/sparql", data=form),
        traveller.post(f"/sparql?format=json&release={release}", **body),
    ):
        assert rows(response) == notes
        assert response.headers["Phaen-Snapshot"] == (past.second if notes else past.first)
        assert response.headers["Phaen-Release"] == (SECOND if notes else FIRST)


def test_without_a_release_the_present_is_asked(traveller: FlaskClient, past: Past) -> None:
    for end in ("", FIRST, ""):  # and an empty field, as forms send it, is none
        found = traveller.get(address(NOTES, end))
        assert len(rows(found)) == (0 if end else 5)
        assert ("Phaen-Release" in found.headers) == bool(end)
    assert found.headers["Phaen-Snapshot"] == current_snapshot(past.store).name


def test_the_dataset_of_a_request_is_taken_from_the_release(traveller: FlaskClient) -> None:
    for release, found in ((FIRST, []), (SECOND, ["1"])):
        assert rows(traveller.get(address(NOTES, release) + f"&default-graph-uri={quote(GRAPH)}")) == found


def test_a_full_text_search_goes_through_the_index_of_the_release(traveller: FlaskClient) -> None:
    assert rows(traveller.get(address(SEARCH, FIRST)))
    for without in (address(SEARCH, SECOND), address(SEARCH, "")):
        response = traveller.get(without)
        assert (response.status_code, response.json["type"].rpartition("/")[2]) == (503, "no-index")  # type: ignore[index]


def test_an_answer_has_the_tag_of_its_own_state(traveller: FlaskClient) -> None:
    tags = {}
    for release in (FIRST, SECOND, ""):
        response = traveller.get(address(NOTES, release))
        tags[release] = response.headers["ETag"]
        again = traveller.get(address(NOTES, release), headers={"If-None-Match": tags[release]})
        assert (again.status_code, again.headers.get("Phaen-Release", "")) == (304, release)
    assert len(set(tags.values())) == 3
    assert traveller.get(address(NOTES, FIRST), headers={"If-None-Match": tags[""]}).status_code == 200


def test_only_what_is_the_same_for_ever_is_kept_for_long(traveller: FlaskClient) -> None:
    assert traveller.get(address(NOTES, FIRST)).headers["Cache-Control"] == "public, max-age=86400"
    for other in (address(NOTES, "latest"), address(NOTES, "")):
        assert traveller.get(other).headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert "Cache-Control" not in traveller.get(address("SELECT (NOW() AS ?now) {}", FIRST)).headers


def test_graphs_things_and_saved_queries_are_those_of_the_release(traveller: FlaskClient) -> None:
    for path in (f"/graphs?format=ttl&graph={quote(GRAPH)}&", "/doc/note/1.ttl?"):
        assert traveller.get(f"{path}release={FIRST}").status_code == 404
        assert traveller.get(f"{path}release={SECOND}").status_code == 200
    assert traveller.get(f"/graphs?format=nquads&release={FIRST}").text.count(f"<{BASE}says>") == 0
    assert traveller.get(f"/graphs?format=nquads&release={SECOND}").text.count(f"<{BASE}says>") == 1
    saved = traveller.get(f"/queries/organisations.csv?release={FIRST}")
    assert (saved.status_code, saved.headers["Phaen-Release"]) == (200, FIRST)
    assert traveller.get(f"/id/note/1?release={SECOND}").headers["Location"] == f"/doc/note/1.ttl?release={SECOND}"


def test_pages_say_which_state_they_show_and_lead_on_in_it(traveller: FlaskClient) -> None:
    html = {"Accept": "text/html"}
    for path in (
        "/doc/plan/pao-52/undated?lang=en&",
        "/queries/organisations?lang=en&",
        f"/sparql?lang=en&query={quote('SELECT * { ?s ?p ?o } LIMIT 3')}&",
        "/graphs?lang=en&",
    ):
        page = traveller.get(f"{path}release={FIRST}", headers=html)
        assert "as it was in release 2026-01-01" in page.text
        present = path.rstrip("&").replace("&", "&amp;")
        assert f'href="http://localhost{present}">See the present state' in page.text
        assert f"release={FIRST}" in page.text.split("See the present state")[1]
        assert "See the present state" not in traveller.get(path, headers=html).text
    sparql = traveller.get(f"/sparql?release={FIRST}", headers=html).text
    assert f'<input type="hidden" name="release" value="{FIRST}">' in sparql


def test_programs_ask_the_release_of_their_page(traveller: FlaskClient) -> None:
    for suffix in ("sh", "py", "R", "js", "ipynb"):
        assert f"release={FIRST}" in traveller.get(f"/queries/statements-mentioning.{suffix}?release={FIRST}").text
        assert "release" not in traveller.get(f"/queries/statements-mentioning.{suffix}").text


@pytest.mark.parametrize(
    "release", ["2020-01-01", "..", "../snapshots", "2026-01-01/", "ล่าสุด", "2026-01-01-2", f"2026-01-01-{'1' * 300}"]
)
def test_what_is_not_kept_is_said_with_what_is(traveller: FlaskClient, release: str) -> None:
    response = traveller.get(address(NOTES, quote(release)))
    found = json.loads(response.data)
    assert (response.status_code, found["type"].rpartition("/")[2]) == (404, "release-not-kept")
    assert (found["kept"], "files" in found) == ([SECOND, FIRST], False)


def test_of_a_release_that_is_no_longer_kept_the_files_are_named(traveller: FlaskClient, past: Past) -> None:
    folder = past.store / "releases" / "2025-12-01"
    folder.mkdir(parents=True)
    (folder / "manifest.json").touch()
    found = json.loads(traveller.get(address(NOTES, "2025-12-01")).data)
    assert found["files"] == "http://localhost/releases/2025-12-01/"
    assert found["files"] in found["detail"]


def test_no_more_releases_are_asked_than_the_operator_keeps(
    dated_settings: Settings, dated_engine: EmbeddedEngine
) -> None:
    for most, statuses in ((1, (404, 200)), (0, (404, 404))):
        settings = Settings.from_environment({}, dated_settings.texts() | {"kept_releases": most})
        client = create_app(settings, dated_engine).test_client()
        assert tuple(client.get(address(NOTES, date)).status_code for date in (FIRST, SECOND)) == statuses


def test_a_release_given_twice_is_refused(traveller: FlaskClient) -> None:
    assert traveller.get(address(NOTES, FIRST) + f"&release={SECOND}").status_code == 400
    form = {"query": NOTES, "release": FIRST}
    assert traveller.post(f"/sparql?release={FIRST}", data=form).status_code == 400


def test_a_release_is_never_changed(traveller: FlaskClient) -> None:
    token = {"Authorization": "Bearer correct-horse-battery", "Content-Type": "text/turtle"}
    form = {"Authorization": token["Authorization"]}
    update = "CLEAR ALL"
    for response in (
        traveller.put(f"/graphs?graph={quote(GRAPH)}&release={FIRST}", data="", headers=token),
        traveller.post(f"/graphs?graph={quote(GRAPH)}&release={FIRST}", data="", headers=token),
        traveller.delete(f"/graphs?graph={quote(GRAPH)}&release={FIRST}", headers=token),
        traveller.post("/update", data={"update": update, "release": FIRST}, headers=form),
        traveller.post(f"/update?release={FIRST}", data={"update": update}, headers=form),
    ):
        assert response.status_code == 400
        assert json.loads(response.data)["parameter"] == "release"


def test_another_engine_has_no_releases() -> None:
    settings = Settings.from_environment({}, {"engine": "http://127.0.0.1:9/sparql"})
    client = create_app(settings).test_client()
    response = client.get(address(NOTES, FIRST))
    assert (response.status_code, json.loads(response.data)["parameter"]) == (400, "release")
    assert client.get("/timemap/link/sparql").status_code == 404


def test_the_list_of_what_runs_names_the_state_that_is_asked(dated_engine: EmbeddedEngine, past: Past) -> None:
    CLIENT.set("somebody")
    endless = Job("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", snapshot=past.first)
    with dated_engine.run(endless) as answer:
        next(iter(answer))
        assert [found.snapshot for found in dated_engine.running() if found.query == endless.query] == [past.first]


def test_a_release_that_goes_before_its_question_is_read_is_not_there(dated_engine: EmbeddedEngine) -> None:
    for job in (Job("ASK {}", snapshot=GONE), GraphJob("turtle", snapshot=GONE)):
        with pytest.raises(ReleaseNotKeptError):
            dated_engine.run(job)


def test_a_process_with_the_present_in_memory_reads_a_release_from_disk_and_lets_go_when_it_rests(
    dated_engine: EmbeddedEngine, past: Past
) -> None:
    until(lambda: dated_engine.statistics()["in_memory"])
    with dated_engine.run(Job(NOTES, snapshot=past.second)) as answer:
        assert b"note/1" in b"".join(answer)
        assert answer.snapshot == past.second
    held = os.open(past.store / "snapshots" / past.second, os.O_RDONLY)
    try:
        until(lambda: try_lock(held))
    finally:
        os.close(held)


def test_a_query_of_a_release_has_the_limits_of_all(dated_engine: EmbeddedEngine, past: Past) -> None:
    rows = " ".join(map(str, range(100)))
    heavy = "".join(f"VALUES ?{name} {{ {rows} }} " for name in "abcd")
    with pytest.raises(QueryTimeoutError):
        dated_engine.run(Job(f"SELECT (COUNT(*) AS ?n) {{ {heavy} }}", timeout=0.3, snapshot=past.first))

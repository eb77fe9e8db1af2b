"""Full-text search over another engine: what it is sent has no text:query in it."""

import io
import json
import shutil
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from click.testing import CliRunner
from pyoxigraph import Store

from phaen.endpoint.cli import phaen
from phaen.endpoint.engine import Job
from phaen.endpoint.errors import NoIndexError, TextSearchError
from phaen.endpoint.evaluation import evaluate
from phaen.endpoint.formats import Form
from phaen.endpoint.search.asking import ask
from phaen.endpoint.search.local import LocalIndex, local_index_folder
from phaen.endpoint.search.parameters import SearchRequest
from phaen.endpoint.settings import Settings
from phaen.loaders.search.index import build_index
from tests.endpoint.remote.fake import NO_ROWS, Fake, reply
from tests.endpoint.remote.services import Remote
from tests.sparql.textindex import PlainIndex

PREFIXES = "PREFIX text: <http://jena.apache.org/text#> PREFIX function: <https://w3id.org/phaen/function/> "
SEARCH = f'{PREFIXES} SELECT ?s {{ ?s text:query "ถนน" ; a <http://e/Road> }}'


@pytest.fixture
def indexed(monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store()
    store.update(
        "INSERT DATA { <http://e/a> <http://www.w3.org/2000/01/rdf-schema#label> 'ถนน' . "
        "<http://e/b> <http://www.w3.org/2000/01/rdf-schema#label> 'ถนนใหม่' }"
    )
    monkeypatch.setattr(LocalIndex, "get", lambda _: PlainIndex(store))


def sent(fake: Fake, query: str, **rest: object) -> list[str]:
    fake.says(*reply(NO_ROWS))
    with closing(fake.engine()) as engine, engine.run(Job(query, **rest)) as answer:  # type: ignore[arg-type]
        b"".join(answer)
    bodies = [request.partition(b"\r\n\r\n")[2].decode() for request in fake.requests]
    return [" ".join(parse_qs(body)["query"][0].split()) for body in bodies if "LIMIT+5" not in body]


@pytest.mark.usefixtures("indexed")
def test_what_was_found_is_sent_in_the_place_of_the_search(fake: Fake) -> None:
    assert sent(fake, SEARCH) == [
        f"{PREFIXES}SELECT ?s {{ VALUES ?s {{ <http://e/a> <http://e/b> }} ?s a <http://e/Road> }}"
    ]


@pytest.mark.usefixtures("indexed")
def test_the_limit_of_rows_is_set_beside_what_was_found(fake: Fake) -> None:
    longer, limited = sent(fake, SEARCH, rows=1)
    assert longer.endswith("VALUES ?s { <http://e/a> <http://e/b> } ?s a <http://e/Road> } LIMIT 1 OFFSET 1")
    assert limited.endswith("VALUES ?s { <http://e/a> <http://e/b> } ?s a <http://e/Road> } LIMIT 1")


def test_without_an_index_of_its_data_nothing_is_sent(fake: Fake, tmp_path: Path) -> None:
    fake.says(*reply(NO_ROWS))
    with closing(fake.engine(store=str(tmp_path))) as engine:
        with pytest.raises(NoIndexError, match="phaen index"):
            engine.run(Job(SEARCH))
        engine.run(Job("SELECT * { ?s ?p <http://jena.apache.org/text#query> }")).close()


def test_the_match_functions_are_refused(fake: Fake) -> None:
    fake.says(*reply(NO_ROWS))
    query = f"{PREFIXES} SELECT ?s {{ ?s ?p ?l FILTER(function:matches(?l, 'x')) }}"
    with closing(fake.engine()) as engine, pytest.raises(TextSearchError, match="function:matches is not known"):
        engine.run(Job(query))


def test_an_index_that_takes_the_place_of_another_is_opened(tmp_path: Path) -> None:
    settings = replace(Settings.from_environment({}), store=tmp_path, engine="http://127.0.0.1:1/")
    local, folder = LocalIndex(settings), local_index_folder(settings)
    for name in ("a", "b", "c"):  # the file system may give the third folder the number that the first had
        shutil.rmtree(folder, ignore_errors=True)
        store = Store()
        store.update(f"INSERT DATA {{ <http://e/{name}> <http://www.w3.org/2000/01/rdf-schema#label> 'ถนน' }}")
        build_index(store, folder)
        if name != "b":
            assert [hit.subject for hit in local.get().literals("ถนน", limit=5)] == [f"http://e/{name}"]


def test_the_data_of_a_service_is_indexed_here_and_found_there(oxigraph: Remote, local: Store, tmp_path: Path) -> None:
    address = oxigraph.settings["engine"]
    said = CliRunner().invoke(phaen, ["index", "--store", str(tmp_path), "--engine", address])
    assert said.exit_code == 0, said.output
    assert said.output == f"indexed {len(local):,} statements of {address}\n"
    settings = oxigraph.configured(store=str(tmp_path))
    query = f'{PREFIXES} SELECT ?s ?score ?l {{ (?s ?score ?l) text:query "สิ่งแวดล้อม" }} ORDER BY ?s ?l'
    expected = evaluate(local, Job(query), {}, lambda: LocalIndex(settings).get())
    with closing(oxigraph.engine(store=str(tmp_path))) as engine:
        with engine.run(Job(query, formats={Form.ROWS: "json"})) as answer:
            found = json.loads(b"".join(answer))["results"]["bindings"]
        hits = ask(engine, "search", SearchRequest("สิ่งแวดล้อม").arguments(()))
    written = io.BytesIO()
    expected.write(written)
    assert found
    assert found == json.loads(written.getvalue())["results"]["bindings"]
    assert hits["total"] >= len({row["s"]["value"] for row in found})

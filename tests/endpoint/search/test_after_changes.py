"""What is searched is what queries see: the index belongs to the snapshot, whoever changes the data and however."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.engine import SearchJob
from phaen.endpoint.errors import NoIndexError
from phaen.endpoint.search.asking import ask
from phaen.endpoint.settings import Settings
from phaen.endpoint.writing.jobs import DeleteJob, Payload, PostJob, PutJob, UpdateJob, WriteJob
from phaen.loaders.snapshot import current_snapshot
from tests.patience import until

LABEL = "<http://www.w3.org/2004/02/skos/core#prefLabel>"
CONCEPT = "a <http://www.w3.org/2004/02/skos/core#Concept>"


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedEngine]:
    store = tmp_path_factory.mktemp("searched") / "store"
    settings = replace(Settings.from_environment({}), store=store, query_workers=1, index="yes", validate_writes="off")
    made = EmbeddedEngine(settings)
    yield made
    made.close()


def found(engine: EmbeddedEngine, words: str) -> set[str]:
    hits = ask(engine, "search", {"query": words, "filters": {}, "offset": 0, "limit": 50})["hits"]
    return {hit["iri"].removeprefix("urn:x:") for hit in hits}


def stated(name: str, words: str, graph: str) -> str:
    return f'GRAPH <urn:g:{graph}> {{ <urn:x:{name}> {CONCEPT} ; {LABEL} "{words}"@th }}'


def turtle(name: str, words: str) -> tuple[Payload, ...]:
    return (Payload("turtle", "urn:x:", f'<urn:x:{name}> {CONCEPT} ; {LABEL} "{words}"@th .'.encode()),)


@pytest.mark.parametrize(
    ("change", "after"),
    [
        (PutJob("urn:g:2", turtle("c", "ตลาดนัด")), {"a", "c"}),
        (PostJob("urn:g:2", turtle("c", "ตลาดนัด")), {"a", "b", "c"}),
        (DeleteJob("urn:g:2"), {"a"}),
        (UpdateJob("DELETE WHERE { GRAPH <urn:g:1> { ?s ?p ?o } }"), {"b"}),
        (UpdateJob("DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o FILTER(ISLITERAL(?o)) } }"), set()),
        (UpdateJob("CLEAR GRAPH <urn:g:1>"), {"b"}),
        (UpdateJob("DROP NAMED"), set()),
        (UpdateJob("DROP ALL"), set()),
        (UpdateJob("MOVE <urn:g:1> TO <urn:g:2>"), {"a"}),
        (UpdateJob("COPY <urn:g:1> TO <urn:g:3> ; DROP GRAPH <urn:g:1>"), {"a", "b"}),
        (UpdateJob("CLEAR SILENT GRAPH <urn:g:2> ; INSERT DATA { " + stated("d", "ตลาดสด", "2") + " }"), {"a", "d"}),
    ],
    ids=lambda value: str(getattr(value, "update", type(value).__name__))[:40] if not isinstance(value, set) else "",
)
def test_a_change_is_searched_as_soon_as_it_is_answered(
    engine: EmbeddedEngine, change: WriteJob, after: set[str]
) -> None:
    engine.write(UpdateJob("DROP ALL"))
    engine.write(UpdateJob(f"INSERT DATA {{ {stated('a', 'ตลาดน้ำ', '1')} {stated('b', 'ตลาดกลาง', '2')} }}"))
    assert found(engine, "ตลาด") == {"a", "b"}
    engine.write(change)
    assert found(engine, "ตลาด") == after


def test_each_snapshot_holds_the_index_of_just_its_data(engine: EmbeddedEngine) -> None:
    store = engine._settings.store
    names = []
    for number in range(5):
        engine.write(UpdateJob(f"INSERT DATA {{ {stated(str(number), 'สะพาน', 'many')} }}"))
        names.append(current_snapshot(store).name)
        assert current_snapshot(store).index.is_dir()
    assert found(engine, "สะพาน") == set("01234")

    def removed() -> bool:
        """Tell whether the oldest is gone with its index; one that was just read goes with a later publication."""
        gone = not (store / "snapshots" / names[0]).exists()
        if not gone:
            engine.write(UpdateJob(f"INSERT DATA {{ {stated('more', 'ถนน', 'many')} }}"))
        return gone

    until(removed)


def test_data_without_an_index_says_how_to_make_one(sample_store: Path, settings: Settings) -> None:
    engine = EmbeddedEngine(replace(settings, store=sample_store, query_workers=1))
    try:
        with pytest.raises(NoIndexError, match="phaen index") as told:
            engine.run(SearchJob.of("search", {"query": "ตลาด"}))
        assert str(sample_store) not in str(told.value), "where the store is, is nothing for strangers"
    finally:
        engine.close()

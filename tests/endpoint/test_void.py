"""VoID: every number is the number of what is there, counted once for each state of the data."""

import json
import threading
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, cast

import pytest
from flask.testing import FlaskClient
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Store,
    parse,
)
from rdflib import DCTERMS, FOAF, RDF, VOID, Graph, URIRef
from rdflib import Literal as Value

from phaen.endpoint.app import create_app
from phaen.endpoint.description import counting
from phaen.endpoint.description.cache import PerSnapshot
from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.engine import Engine, Job
from phaen.endpoint.errors import OverloadedError, QueryTimeoutError
from phaen.endpoint.formats import GRAPH_FORMATS
from phaen.endpoint.language import Translations
from phaen.endpoint.settings import Settings
from phaen.loaders.snapshot import current_snapshot
from phaen.loaders.store import Writer
from phaen.ontology.assets import code_lists

ADDRESS = "/.well-known/void"
DATASET = URIRef("https://w3id.org/phaen/id/dataset")
SPACE = "https://w3id.org/phaen/id/"
TYPE = NamedNode(str(RDF.type))


def described(client: FlaskClient) -> Graph:
    response = client.get(ADDRESS, headers={"Accept": "text/turtle"})
    assert response.status_code == 200
    return Graph().parse(data=response.data, format="turtle")


def one(graph: Graph, subject: Any, predicate: URIRef) -> Any:  # noqa: ANN401 - terms of rdflib, and what they stand for
    (found,) = graph.objects(subject, predicate)
    return found.toPython() if isinstance(found, Value) else found


def languages(graph: Graph, subject: URIRef, predicate: URIRef) -> set[str | None]:
    return {text.language for text in graph.objects(subject, predicate) if isinstance(text, Value)}


@pytest.fixture(scope="module")
def quads(store: Path) -> list[Quad]:
    snapshot = current_snapshot(store)
    found = list(snapshot.open())
    snapshot.close()
    return found


def test_the_numbers_of_the_whole_are_those_of_the_store(client: FlaskClient, quads: list[Quad]) -> None:
    graph = described(client)
    subjects = {quad.subject for quad in quads}
    named = {subject.value for subject in subjects if isinstance(subject, NamedNode)}
    assert one(graph, DATASET, VOID.triples) == len(quads)
    assert one(graph, DATASET, VOID.distinctSubjects) == len(subjects)
    assert one(graph, DATASET, VOID.distinctObjects) == len({quad.object for quad in quads})
    assert one(graph, DATASET, VOID.properties) == len({quad.predicate for quad in quads})
    assert one(graph, DATASET, VOID.classes) == len({quad.object for quad in quads if quad.predicate == TYPE})
    assert one(graph, DATASET, VOID.entities) == sum(iri.startswith(SPACE) for iri in named) > 5


def test_every_property_has_a_partition_with_its_numbers(client: FlaskClient, quads: list[Quad]) -> None:
    graph = described(client)
    found = {
        str(one(graph, part, VOID.property)): (
            one(graph, part, VOID.triples),
            one(graph, part, VOID.distinctSubjects),
            one(graph, part, VOID.distinctObjects),
        )
        for part in graph.objects(DATASET, VOID.propertyPartition)
    }
    uses = defaultdict(list)
    for quad in quads:
        uses[quad.predicate.value].append(quad)
    assert found == {
        iri: (len(group), len({quad.subject for quad in group}), len({quad.object for quad in group}))
        for iri, group in uses.items()
    }


def test_every_class_has_a_partition_with_the_properties_of_its_members(client: FlaskClient, quads: list[Quad]) -> None:
    graph = described(client)
    members = defaultdict(set)
    for quad in quads:
        if quad.predicate == TYPE and isinstance(quad.object, NamedNode):
            members[quad.object.value].add(quad.subject)
    found = {str(one(graph, part, VOID["class"])): part for part in graph.objects(DATASET, VOID.classPartition)}
    assert found.keys() == members.keys()
    for iri, part in found.items():
        assert one(graph, part, VOID.entities) == len(members[iri])
        uses = Counter(quad.predicate.value for quad in quads if quad.subject in members[iri])
        assert uses == {
            str(one(graph, use, VOID.property)): one(graph, use, VOID.triples)
            for use in graph.objects(part, VOID.propertyPartition)
        }


def test_every_graph_is_a_subset_that_can_be_fetched(client: FlaskClient, quads: list[Quad]) -> None:
    graph = described(client)
    subsets = [part for part in graph.objects(DATASET, VOID.subset) if (part, RDF.type, VOID.Linkset) not in graph]
    found = {str(one(graph, part, DCTERMS.identifier)): one(graph, part, VOID.triples) for part in subsets}
    assert found == Counter(quad.graph_name.value for quad in quads if isinstance(quad.graph_name, NamedNode))
    for part in subsets:
        answer = client.get(str(part), headers={"Accept": "application/n-triples"})
        assert len(answer.data.splitlines()) == one(graph, part, VOID.triples)


def test_the_licence_is_stated_where_the_project_states_one(client: FlaskClient) -> None:
    graph = described(client)
    licensed = {one(graph, part, DCTERMS.identifier).rpartition("/graph/")[2] for part in subjects_with_licence(graph)}
    assert licensed == {"ontology", *(local for local, _ in code_lists())}
    assert languages(graph, DATASET, DCTERMS.rights) == {"th", "en"}


def subjects_with_licence(graph: Graph) -> Iterator[Any]:
    return graph.subjects(DCTERMS.license, URIRef("https://creativecommons.org/licenses/by/4.0/"))


def test_links_to_other_namespaces_are_linksets(client: FlaskClient, quads: list[Quad]) -> None:
    graph = described(client)
    found = {}
    for linkset in graph.subjects(RDF.type, VOID.Linkset):
        assert (DATASET, VOID.subset, linkset) in graph
        assert one(graph, linkset, VOID.subjectsTarget) == DATASET
        space = one(graph, one(graph, linkset, VOID.objectsTarget), VOID.uriSpace)
        found[str(one(graph, linkset, VOID.linkPredicate)), space] = one(graph, linkset, VOID.triples)
    match = "http://www.w3.org/2004/02/skos/core#"
    wikidata, geonames = "http://www.wikidata.org/entity/", "https://sws.geonames.org/"
    assert found[match + "exactMatch", wikidata] == leading(quads, match + "exactMatch", wikidata) > 70
    assert found[match + "closeMatch", geonames] == leading(quads, match + "closeMatch", geonames) == 77
    assert not [space for _, space in found if space.startswith("https://w3id.org/phaen/")]


def leading(quads: list[Quad], predicate: str, space: str) -> int:
    return sum(
        quad.predicate.value == predicate and isinstance(quad.object, NamedNode) and quad.object.value.startswith(space)
        for quad in quads
    )


def test_what_the_data_set_is_and_where_it_is_found_is_said_in_both_languages(client: FlaskClient) -> None:
    graph = described(client)
    document = URIRef(f"http://localhost{ADDRESS}")
    assert {VOID.DatasetDescription, FOAF.Document} <= set(graph.objects(document, RDF.type))
    assert one(graph, document, FOAF.primaryTopic) == DATASET
    for subject, predicate in ((document, DCTERMS.title), (DATASET, DCTERMS.title), (DATASET, DCTERMS.description)):
        assert languages(graph, subject, predicate) == {"th", "en"}
    assert one(graph, DATASET, VOID.sparqlEndpoint) == URIRef("http://localhost/sparql")
    assert one(graph, DATASET, VOID.uriSpace) == SPACE
    spaces = {str(space) for space in graph.objects(DATASET, VOID.vocabulary)}
    assert {"https://w3id.org/phaen/ontology#", "http://www.w3.org/2004/02/skos/core#"} <= spaces
    assert one(graph, DATASET, DCTERMS.modified).utcoffset() is not None


def test_what_it_leads_to_is_there(client: FlaskClient) -> None:
    graph = described(client)
    examples, roots = (set(graph.objects(DATASET, term)) for term in (VOID.exampleResource, VOID.rootResource))
    assert len(examples) == 4
    assert URIRef(f"{SPACE}organisation/pao-52") in examples & roots
    addresses = [*examples, *roots, DATASET, *graph.objects(DATASET, VOID.dataDump)]
    for iri in addresses:
        path = str(iri).removeprefix("https://w3id.org/phaen").removeprefix("http://localhost")
        assert path.startswith("/")
        answer = client.get(path, headers={"Accept": "*/*"}, follow_redirects=True)
        assert (answer.status_code, len(answer.data) > 0) == (200, True), iri


def test_every_term_of_void_exists(client: FlaskClient) -> None:
    space = "http://rdfs.org/ns/void#"
    used = {URIRef(str(iri)) for triple in described(client) for iri in triple if str(iri).startswith(space)}
    assert len(used) > 20
    assert [iri for iri in used if iri not in VOID] == []
    assert VOID["class"] in used


def test_every_format_of_graphs_gives_the_same_description(client: FlaskClient) -> None:
    found = []
    for format_ in GRAPH_FORMATS:
        response = client.get(ADDRESS, headers={"Accept": f"{format_.media_types[0]}, text/html;q=0.5"})
        assert response.content_type == format_.content_type
        assert "Accept" in response.headers["Vary"]
        assert isinstance(format_.engine, RdfFormat)
        found.append(Dataset(parse(response.data, format_.engine)))
        found[-1].canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    assert len(found[0]) > 500
    assert all(other == found[0] for other in found[1:])
    assert client.get(ADDRESS, headers={"Accept": "text/csv"}).status_code == 406
    assert client.get(f"{ADDRESS}?format=jsonld").mimetype == "application/ld+json"


def test_the_description_is_not_sent_again_to_who_has_it(client: FlaskClient) -> None:
    first = client.get(ADDRESS)
    tag = first.headers["ETag"]
    assert first.mimetype == "text/turtle"
    again = client.get(ADDRESS, headers={"If-None-Match": tag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    head = client.head(ADDRESS)
    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", tag)
    assert first.headers["Phaen-Snapshot"] == client.get("/sparql?query=ASK{}").headers["Phaen-Snapshot"]
    assert client.post(ADDRESS).status_code == 405


@pytest.mark.parametrize("path", ["/id/dataset", "/sparql/.well-known/void"])
def test_the_names_of_the_data_set_and_of_the_graph_about_it_lead_to_it(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.location) == (303, ADDRESS)


def test_every_page_leads_to_it(client: FlaskClient) -> None:
    for path in ("/", "/queries", "/sparql", "/ontology", ADDRESS):
        page = client.get(path, headers={"Accept": "text/html"})
        assert f'<{ADDRESS}>; rel="describedby"' in page.headers.getlist("Link")
        assert f'href="{ADDRESS}"' in page.text
    assert "Link" not in client.get("/health").headers


class Words(HTMLParser):
    """Collects the words of a page that are neither numbers, nor IRIs, nor names from the data."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._open: list[tuple[str, str]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in {"meta", "link", "input", "br", "wbr"}:
            self._open.append((tag, dict(attrs).get("class") or ""))

    def handle_endtag(self, tag: str) -> None:
        self._open.pop()

    def handle_data(self, data: str) -> None:
        data_of_the_store = any(
            tag in {"code", "script"} or cls in {"name", "number", "brand"} for tag, cls in self._open
        )
        count = bool(self._open) and self._open[-1][0] == "dd"
        if data.strip() and not (data_of_the_store or count):
            self.words.append(" ".join(data.split()))


@pytest.mark.parametrize("language", ["th", "en"])
def test_the_page_has_no_word_that_is_not_translated(
    settings: Settings, engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    real = Translations.load()
    marked = {lang: {key: f"⟦{text}⟧" for key, text in table.items()} for lang, table in real.tables.items()}
    monkeypatch.setattr(Translations, "load", classmethod(lambda _: Translations(marked)))
    client = create_app(settings, engine).test_client()
    page = client.get(ADDRESS, headers={"Accept": "text/html", "Accept-Language": language})
    words = Words(page.text).words
    untranslated = "".join("".join(part.split("⟧")[-1] for part in word.split("⟦")) for word in words)
    assert len(words) > 30
    assert set(untranslated) <= set(" .–·")
    other = "en" if language == "th" else "th"
    strange = set(real.tables[other].values()) - set(real.tables[language].values())
    shown = {word.strip("⟦⟧") for word in words}
    assert shown & strange <= {real.tables[other][f"lang.{other}"]}


def test_the_page_shows_classes_and_properties_by_name_with_their_numbers(client: FlaskClient) -> None:
    page = client.get(ADDRESS, headers={"Accept": "text/html", "Accept-Language": "th"}).text
    assert "ยุทธศาสตร์</a> <code>phaen:Strategy</code>" in page
    english = client.get(ADDRESS, headers={"Accept": "text/html", "Accept-Language": "en"}).text
    assert "Strategy</a> <code>phaen:Strategy</code>" in english
    assert "<dt>Triples</dt><dd>" in english
    for format_ in GRAPH_FORMATS:
        assert f'href="{ADDRESS}?format={format_.name}"' in english


def changed(store: Path, *quads: Quad) -> None:
    def add(database: Store) -> None:
        database.extend(quads)

    with Writer(store) as writer:
        writer.change(add)
        assert writer.publish() is not None


@pytest.fixture
def odd(settings: Settings, tmp_path: Path) -> Iterator[tuple[FlaskClient, Path]]:
    """Give a client of an empty store."""
    store = tmp_path / "store"
    changed(store)
    engine = EmbeddedEngine(replace(settings, store=store))
    yield create_app(replace(settings, store=store), engine).test_client(), store
    engine.close()


def test_an_empty_store_is_described(odd: tuple[FlaskClient, Path]) -> None:
    client, _ = odd
    graph = described(client)
    for term in (VOID.triples, VOID.entities, VOID.distinctSubjects, VOID.properties, VOID.classes):
        assert one(graph, DATASET, term) == 0
    assert not list(graph.objects(DATASET, VOID.subset))
    page = client.get(ADDRESS, headers={"Accept": "text/html", "Accept-Language": "en"})
    assert "The store is still empty." in page.text


def test_odd_data_is_described_and_a_new_snapshot_at_once(odd: tuple[FlaskClient, Path]) -> None:
    client, store = odd
    assert one(described(client), DATASET, VOID.triples) == 0
    blank, thing, name = BlankNode(), NamedNode("http://e.org/ก"), NamedNode("urn:x:graph")
    changed(
        store,
        Quad(blank, TYPE, BlankNode()),
        Quad(thing, TYPE, Literal("no class")),
        Quad(thing, TYPE, NamedNode("urn:x:class"), name),
        Quad(thing, NamedNode("http://www.w3.org/2002/07/owl#sameAs"), NamedNode("urn:isbn:1"), BlankNode()),
        Quad(thing, NamedNode("http://e.org/p"), NamedNode("javascript:alert(1)")),
    )
    graph = described(client)
    assert one(graph, DATASET, VOID.triples) == 5
    assert (one(graph, DATASET, VOID.classes), one(graph, DATASET, VOID.entities)) == (3, 0)
    assert [str(one(graph, part, VOID["class"])) for part in graph.objects(DATASET, VOID.classPartition)] == [
        "urn:x:class"
    ]
    spaces = [one(graph, target, VOID.uriSpace) for target in graph.objects(None, VOID.objectsTarget)]
    assert spaces == ["urn:isbn:"]
    page = client.get(ADDRESS, headers={"Accept": "text/html"})
    assert page.status_code == 200


def test_what_stands_in_two_graphs_counts_as_a_query_counts_it(odd: tuple[FlaskClient, Path]) -> None:
    client, store = odd
    thing, cls, part = NamedNode("http://e.org/a"), NamedNode("http://e.org/C"), NamedNode("http://e.org/p")
    one_graph, other = NamedNode("http://e.org/1"), NamedNode("http://e.org/2")
    changed(store, *(Quad(thing, TYPE, cls, graph) for graph in (one_graph, other)), Quad(thing, part, cls, other))
    graph = described(client)
    (found,) = graph.objects(DATASET, VOID.classPartition)
    assert one(graph, DATASET, VOID.triples) == 3
    assert one(graph, found, VOID.entities) == 1
    uses = {
        one(graph, use, VOID.property): one(graph, use, VOID.triples)
        for use in graph.objects(found, VOID.propertyPartition)
    }
    assert uses == {RDF.type: 2, URIRef(part.value): 1}


class Fake:
    """An engine that only knows the name of its snapshot."""

    name = "one"

    def snapshot(self) -> str:
        return self.name


def test_it_is_computed_once_for_a_snapshot_however_many_ask_at_once() -> None:
    engine, calls = Fake(), []
    begun, go = threading.Event(), threading.Event()

    def compute(_: Engine) -> int:
        calls.append(engine.name)
        begun.set()
        assert go.wait(10)
        return len(calls)

    cache: PerSnapshot[int] = PerSnapshot(cast("Engine", engine), compute)
    found: list[tuple[str, int]] = []
    threads = [threading.Thread(target=lambda: found.append(cache.get())) for _ in range(8)]
    for thread in threads:
        thread.start()
    assert begun.wait(10)
    go.set()
    for thread in threads:
        thread.join(10)
    assert found == [("one", 1)] * 8
    assert cache.get() == ("one", 1)
    engine.name = "two"
    assert [cache.get(), cache.get()] == [("two", 2), ("two", 2)]
    assert calls == ["one", "two"]


def test_who_waits_gets_the_error_too_and_the_next_one_tries_again(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    begun, waited_for = threading.Event(), threading.Event()

    class Watched(Future[int]):
        def result(self, timeout: float | None = None) -> int:
            waited_for.set()
            return super().result(timeout)

    monkeypatch.setattr("phaen.endpoint.description.cache.Future", Watched)

    def compute(_: Engine) -> int:
        calls.append(1)
        begun.set()
        if len(calls) == 1:
            assert waited_for.wait(30)
            raise OverloadedError("all query processes are busy")
        return 7

    cache: PerSnapshot[int] = PerSnapshot(cast("Engine", Fake()), compute)
    outcomes: list[str] = []

    def ask() -> None:
        try:
            cache.get()
        except OverloadedError as error:
            outcomes.append(str(error))

    first = threading.Thread(target=ask)
    first.start()
    assert begun.wait(10)
    second = threading.Thread(target=ask)
    second.start()
    for thread in (first, second):
        thread.join(10)
    assert (len(outcomes), len(calls)) == (2, 1)
    assert cache.get() == ("one", 7)


def test_counts_over_a_change_of_snapshot_are_made_again() -> None:
    engine = Fake()

    def compute(_: Engine) -> str:
        seen, engine.name = engine.name, "two"
        return seen

    cache: PerSnapshot[str] = PerSnapshot(cast("Engine", engine), compute)
    assert cache.get() == ("two", "two")


def test_counts_that_saw_two_snapshots_are_not_kept_for_the_one_that_comes_back() -> None:
    engine, names = Fake(), iter(["two", "one"])

    def compute(_: Engine) -> str:
        seen, engine.name = engine.name, next(names, engine.name)
        return f"{seen} to {engine.name}"

    cache: PerSnapshot[str] = PerSnapshot(cast("Engine", engine), compute)
    assert cache.get() == ("one", "one to one")


def test_a_count_that_takes_too_long_is_left_out_and_the_rest_stays(
    settings: Settings, engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = engine.run

    def slow(job: Job) -> object:
        if job.query in (counting._SIZES, counting._USES, counting._OBJECTS, counting._CLASSES):
            raise QueryTimeoutError("this query took longer than 20 s")
        return run(job)

    monkeypatch.setattr(engine, "run", slow)
    client = create_app(replace(settings, cache=0), engine).test_client()
    graph = described(client)
    for term in (VOID.triples, VOID.distinctObjects, VOID.classes, VOID.classPartition):
        assert not list(graph.objects(DATASET, term))
    assert one(graph, DATASET, VOID.distinctSubjects) > 0
    assert len(list(graph.objects(DATASET, VOID.subset))) > 5
    page = client.get(ADDRESS, headers={"Accept": "text/html", "Accept-Language": "en"}).text
    assert "could not be counted" in page
    description = client.get("/sparql", headers={"Accept": "text/turtle"})
    assert description.status_code == 200
    assert "sd:namedGraph" in description.text


def test_without_a_store_it_is_not_ready(settings: Settings, tmp_path: Path) -> None:
    engine = EmbeddedEngine(replace(settings, store=tmp_path / "none"))
    try:
        client = create_app(replace(settings, store=tmp_path / "none"), engine).test_client()
        answer = client.get(ADDRESS, headers={"Accept": "text/turtle"})
        assert answer.status_code == 503
        assert json.loads(answer.data)["type"].endswith("not-ready")
    finally:
        engine.close()

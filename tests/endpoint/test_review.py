"""The page of reviews: everybody sees what is proposed, who has the token judges it."""

import re
import shutil
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode, Quad, Store

from phaen.endpoint.app import create_app
from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.review import change, named
from phaen.endpoint.settings import Settings
from phaen.endpoint.writing.jobs import UpdateJob
from phaen.loaders.load import LoadOptions, load
from phaen.loaders.mappings.model import Review, Verdict
from phaen.loaders.mappings.people import today
from phaen.loaders.mappings.rdf import read_reviews, review_node, review_triples
from phaen.loaders.mappings.relinking import relink_store
from phaen.loaders.mappings.vocabularies import REVIEWED, link_set_graph
from phaen.loaders.snapshot import current_snapshot
from phaen.loaders.sources import find_sources, sample_folder
from phaen.loaders.store import Writer
from phaen.ontology import terms as t
from phaen.ontology.assets import prefixes

BASE = "https://w3id.org/phaen/"
TOKEN = "correct-horse-battery"
FIELD = re.compile(r'name="(link|text)\.(\d+)" value="([^"]*)"')


@pytest.fixture(scope="module")
def store(sample_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    store: Path = tmp_path_factory.mktemp("review") / "store"
    shutil.copytree(sample_store, store)
    return store


@pytest.fixture(scope="module")
def client(store: Path) -> Iterator[FlaskClient]:
    values = {"store": store, "query_workers": 1, "timeout": 20, "memory": 512, "token": TOKEN, "in_memory": 0}
    settings = Settings.from_environment({}, values)
    engine = EmbeddedEngine(settings, dict(prefixes()))
    yield create_app(settings, engine).test_client()
    engine.close()


def opened(store: Path) -> Store:
    memory = Store()
    snapshot = current_snapshot(store)
    memory.extend(snapshot.open())
    snapshot.close()
    return memory


def shown(client: FlaskClient, address: str) -> dict[str, tuple[str, str]]:
    """Give link and words of each row of the page, by its number."""
    page = client.get(address).get_data(as_text=True)
    rows: dict[str, dict[str, str]] = {}
    for name, number, value in FIELD.findall(page):
        rows.setdefault(number, {})[name] = unescape(value)
    return {number: (row["link"], row["text"]) for number, row in rows.items()}


def form(rows: dict[str, tuple[str, str]], **fields: str) -> dict[str, str]:
    said = {"reviewer": "มะลิ ใจดี", "token": TOKEN}
    for number, (link, text) in rows.items():
        said |= {f"link.{number}": link, f"text.{number}": text}
    return said | {name.replace("_", "."): value for name, value in fields.items()}


def test_the_page_of_a_statement_tells_its_links_how_sure_they_are_and_by_which_words(client: FlaskClient) -> None:
    page = client.get("/doc/plan/pao-51/undated/strategy/6", headers={"Accept": "text/html", "Accept-Language": "en"})
    linked = page.text.partition('id="linked"')[2].partition("</section>")[0]
    assert ">Quality education</a></td><td>98 %</td>" in linked
    assert '<td lang="th">ด้านการศึกษา</td>' in linked
    assert linked.count('scope="rowgroup"') == 6
    assert "/link/sdg/4" not in page.text  # the nodes of the links are told in the table


def test_judgements_are_made_at_once_and_outlast_a_reload_and_a_relink(client: FlaskClient, store: Path) -> None:
    rows = shown(client, "/review?vocabulary=sdg")
    assert len(rows) == 25
    done = client.post(
        "/review?vocabulary=sdg",
        data=form(
            {n: rows[n] for n in ("1", "2", "3")},
            verdict_1="accept",
            verdict_2="reject",
            comment_2="ไม่ใช่",
            verdict_3="",
        ),
    )
    assert (done.status_code, done.headers["Location"]) == (303, "/review?vocabulary=sdg&judged=2")
    left = {link for link, _ in shown(client, "/review?vocabulary=sdg").values()}
    assert rows["3"][0] in left
    assert not {rows["1"][0], rows["2"][0]} & left
    first = opened(store)
    assert [
        str(r.verdict)
        for r in read_reviews(first.quads_for_pattern(None, None, None, link_set_graph(REVIEWED, BASE)), BASE)
    ]
    links = {
        quad.subject.value
        for quad in first.quads_for_pattern(None, t.OWL_ANNOTATED_TARGET, None, None)
        if isinstance(quad.subject, NamedNode)
    }
    assert rows["1"][0] in links
    assert rows["2"][0] not in links
    report = load(find_sources([str(sample_folder())]), store, LoadOptions(BASE, force=True))
    assert [outcome.error for outcome in report.outcomes] == [None, None]
    relink_store(store, BASE, lambda _: None)
    links_before = {q for q in first if "/graph/links/" in str(q.graph_name)}
    assert {q for q in opened(store) if "/graph/links/" in str(q.graph_name)} == links_before


def judged_now(store: Path) -> list[Review]:
    found = opened(store).quads_for_pattern(None, None, None, link_set_graph(REVIEWED, BASE))
    return read_reviews(found, BASE)


def test_a_link_whose_words_were_judged_before_they_changed_has_one_review_after_it_is_judged_anew(
    client: FlaskClient, store: Path
) -> None:
    link, text = shown(client, "/review?vocabulary=ns")["1"]
    element, _, notation = link.partition("/link/ns/")
    concept = f"{BASE}vocab/national-strategy/{notation}"
    former = Review(element, "ns", notation, concept, Verdict.ACCEPTED, "ก", "2026-01-02", "คำเดิม", "เหตุผลเดิม")
    with Writer(store, patience=5) as writer:
        quads = {Quad(*triple, link_set_graph(REVIEWED, BASE)) for triple in review_triples(former)}
        writer.change(lambda database: database.extend(quads))
        writer.publish()
    said = form({"1": (link, text)}, verdict_1="reject")
    assert client.post("/review", data=said).status_code == 303
    (found,) = (review for review in judged_now(store) if review.element == element and review.concept == concept)
    assert found == Review(element, "ns", notation, concept, Verdict.REJECTED, "มะลิ ใจดี", today(), text)
    quads_of_it = {q for q in opened(store) if q.subject == review_node(found)}
    assert len(quads_of_it) == len(list(review_triples(found)))


def test_of_two_who_judge_a_link_at_once_the_first_stays(client: FlaskClient, store: Path) -> None:
    values = {"store": store, "query_workers": 1, "timeout": 20, "memory": 512, "token": TOKEN}
    engine = EmbeddedEngine(Settings.from_environment({}, values), dict(prefixes()))
    (link,) = named(engine, BASE, [shown(client, "/review?vocabulary=cofog")["1"][0]]).values()
    for who, verdict in (("ก", Verdict.ACCEPTED), ("ข", Verdict.REJECTED)):
        engine.write(UpdateJob(change([(link, verdict, "")], who, "2026-11-01", BASE)))
    engine.close()
    (found,) = (r for r in judged_now(store) if (r.element, r.concept) == (link.element, link.concept))
    assert (found.reviewer, found.verdict) == ("ก", Verdict.ACCEPTED)
    database = opened(store)
    assert next(database.quads_for_pattern(NamedNode(link.link), t.SSSOM_CONFIDENCE, None, None), None)
    labels = database.quads_for_pattern(NamedNode(link.link), t.SSSOM_REVIEWER_LABEL, None, None)
    assert [quad.object for quad in labels] == [Literal("ก")]


def test_the_words_that_are_judged_are_the_thai_ones(client: FlaskClient, store: Path) -> None:
    (link, text), *_ = shown(client, "/review?vocabulary=milestone").values()
    element = NamedNode(link.partition("/link/")[0])
    graph = next(opened(store).quads_for_pattern(element, t.SKOS_PREF_LABEL, None, None)).graph_name
    with Writer(store, patience=5) as writer:
        label = Quad(element, t.SKOS_PREF_LABEL, Literal("A label", language="en"), graph)
        writer.change(lambda database: database.add(label))
        writer.publish()
    assert dict(shown(client, "/review?vocabulary=milestone").values())[link] == text


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        ({"token": "wrong-token"}, 401, "token is wrong"),
        ({"token": ""}, 401, "Authorization"),
        ({"reviewer": ""}, 400, "is no reviewer"),
        ({"reviewer": "0000-0002-1825-0098"}, 400, "wrong check digit"),
        ({"verdict_1": "perhaps"}, 400, "is no verdict"),
        ({"verdict_1": "", "verdict_2": ""}, 400, "no link is judged"),
        ({"link_1": "https://w3id.org/phaen/id/plan/pao-51/undated/x/link/sdg/1"}, 400, "is not there"),
        ({"link_1": "x> } ; DROP ALL"}, 400, "no IRI"),
        ({"text_1": "คำอื่น"}, 400, "has other words now"),
    ],
)
def test_a_wrong_judgement_is_refused_and_nothing_is_changed(
    client: FlaskClient, store: Path, fields: dict[str, str], status: int, said: str
) -> None:
    before = current_snapshot(store).name
    rows = shown(client, "/review?vocabulary=category")
    data = form({"1": rows["1"], "2": rows["2"]}, verdict_1="accept", verdict_2="reject")
    answer = client.post("/review", data=data | {name.replace("_", "."): value for name, value in fields.items()})
    assert (answer.status_code, said in answer.get_data(as_text=True)) == (status, True)
    assert current_snapshot(store).name == before


@pytest.mark.parametrize(
    "query",
    [
        "vocabulary=x",
        "below=2",
        "below=x",
        "plan=a%20b",
        "page=0",
        "page=x",
        "page=10001",
        f"page=1{'0' * 5000}",
        f"page=000000001{'9' * 5000}",
    ],
)
def test_a_wrong_choice_is_refused(client: FlaskClient, query: str) -> None:
    assert client.get(f"/review?{query}").status_code == 400


def test_the_choice_narrows_what_is_shown(client: FlaskClient) -> None:
    plan = f"{BASE}id/plan/pao-52/undated"
    rows = shown(client, f"/review?vocabulary=ns&plan={plan}")
    assert rows
    assert all(link.startswith(plan) and "/link/national-strategy/" not in link for link, _ in rows.values())
    assert shown(client, "/review?below=0.1") == {}
    assert not set(shown(client, "/review").values()) & set(shown(client, "/review?page=2").values())


def test_a_row_names_the_list_of_its_concept_since_concepts_of_two_lists_have_like_names(client: FlaskClient) -> None:
    page = client.get("/review?lang=en", headers={"Accept": "text/html"}).text
    rows = page[page.index("<tbody>") :]
    assert rows.count("<small>") == len(re.findall(r'name="link\.', rows))
    assert "<small>functions of government (COFOG)</small>" in rows


@pytest.mark.parametrize("language", ["th", "en"])
def test_without_a_token_the_page_only_shows(store: Path, language: str) -> None:
    settings = Settings.from_environment({}, {"store": store, "query_workers": 1, "timeout": 20, "memory": 512})
    engine = EmbeddedEngine(settings, dict(prefixes()))
    client = create_app(settings, engine).test_client()
    page = client.get(f"/review?lang={language}").get_data(as_text=True)
    assert "PHAEN_TOKEN" in page
    assert 'method="post"' not in page
    assert client.post("/review", data={"token": "x"}).status_code == 403
    engine.close()

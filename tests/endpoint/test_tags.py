"""Answers that may differ never share an entity tag: who holds one would be told that it is the other (304)."""

from dataclasses import dataclass, field, fields, replace
from itertools import combinations, product

from flask.testing import FlaskClient

from phaen.endpoint.app import create_app
from phaen.endpoint.cache.keys import Key
from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.engine import Answer, Job
from phaen.endpoint.formats import Form
from phaen.endpoint.settings import Settings

GRAPHS = "https://w3id.org/phaen/id/graph/"
REGION, ONTOLOGY = f"{GRAPHS}vocab/region", f"{GRAPHS}ontology"
QUERY = "SELECT * { ?s a ?class OPTIONAL { GRAPH ?g { ?s ?p <x> } } } LIMIT 9"


@dataclass(frozen=True)
class Asked:
    """A request for the result of a query, and the settings of the service that gets it."""

    settings: dict[str, str | int] = field(default_factory=dict)
    parameters: dict[str, str | list[str]] = field(default_factory=dict)
    host: str = "localhost"


VARIANTS = {
    "plain": Asked(),
    "another query": Asked(parameters={"query": f"{QUERY} OFFSET 1"}),
    "another format": Asked(parameters={"format": "csv"}),
    "a default graph": Asked(parameters={"default-graph-uri": REGION}),
    "another default graph": Asked(parameters={"default-graph-uri": ONTOLOGY}),
    "two default graphs": Asked(parameters={"default-graph-uri": [REGION, ONTOLOGY]}),
    "a named graph": Asked(parameters={"named-graph-uri": REGION}),
    "another named graph": Asked(parameters={"named-graph-uri": ONTOLOGY}),
    "a default and a named graph": Asked(parameters={"default-graph-uri": REGION, "named-graph-uri": ONTOLOGY}),
    "without the union": Asked(settings={"default_graph": "strict"}),
    "cut after 3 rows": Asked(settings={"max_rows": 3}),
    "cut after 4 rows": Asked(settings={"max_rows": 4}),
    "another base IRI": Asked(host="phaen.example"),
}


def test_results_that_may_differ_share_no_key_and_those_that_do_differ_no_tag(
    settings: Settings, engine: EmbeddedEngine
) -> None:
    answers = {name: ask(settings, engine, asked) for name, asked in VARIANTS.items()}
    known = {name: {answer.tag, ask(settings, engine, VARIANTS[name]).tag} for name, answer in answers.items()}
    assert [len(tags) for tags in known.values()] == [1] * len(VARIANTS)
    for one, other in combinations(answers.values(), 2):
        assert one.key != other.key
        assert (one.tag == other.tag) == (one.content == other.content)


@dataclass(frozen=True)
class Answered:
    """What came of a request: its tag, what is tagged, and the key that the result is kept under."""

    tag: str
    content: tuple[str, bytes]
    key: str


def ask(settings: Settings, engine: EmbeddedEngine, asked: Asked) -> Answered:
    app = create_app(replace(settings, **asked.settings), engine)  # type: ignore[arg-type]
    keys: list[str] = []
    caching = app.extensions["phaen.engine"]
    run = caching.run

    def noted(job: Job) -> Answer:
        keys.append(str(Key.of(job, "snapshot")))
        answer: Answer = run(job)
        return answer

    caching.run = noted
    parameters = {"query": QUERY, "format": "json", **asked.parameters}
    response = app.test_client().get("/sparql", query_string=parameters, base_url=f"http://{asked.host}", buffered=True)
    assert response.status_code == 200, response.text
    assert len(keys) == 1
    return Answered(response.headers["ETag"], (response.content_type, response.data), keys[0])


def test_every_field_of_a_job_is_in_its_key_or_known_not_to_matter() -> None:
    job = Job("ASK {}")
    others = {
        "query": "ASK { ?s ?p ?o }",
        "formats": {Form.BOOLEAN: "csv"},
        "default_graphs": ("urn:g",),
        "named_graphs": ("urn:g",),
        "union": False,
        "base_iri": "urn:b",
        "rows": 1,
        "about": "{}",
    }
    free = {"timeout": 1.0, "limit": 60.0, "allowed_services": ("http://service.example/",)}
    # The state that a job asks is handed over beside it, whether it names one or not.
    assert {field.name for field in fields(Job)} == others.keys() | free.keys() | {"snapshot"}
    for name, value in others.items():
        assert Key.of(replace(job, **{name: value}), "s") != Key.of(job, "s")  # type: ignore[arg-type]
    for name, value in free.items():
        assert Key.of(replace(job, **{name: value}), "s") == Key.of(job, "s")  # type: ignore[arg-type]
    assert Key.of(job, "s") != Key.of(job, "t")
    assert Key.of(job, "") is None


def test_graphs_never_share_a_tag_nor_do_their_formats(client: FlaskClient) -> None:
    names = ("default", f"graph={REGION}", f"graph={ONTOLOGY}")
    formats = ("turtle", "ntriples", "nquads", "trig", "rdfxml", "jsonld")
    addresses = [f"/graphs?{name}&format={form}" for name, form in product(names, formats)]
    tags = {address: client.get(address).headers["ETag"] for address in addresses}
    assert len(set(tags.values())) == len(tags)
    assert [client.get(address).headers["ETag"] for address in addresses] == list(tags.values())
    for address in addresses[1:]:
        answer = client.get(address, headers={"If-None-Match": tags[addresses[0]]})
        assert answer.status_code == 200

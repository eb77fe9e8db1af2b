"""Hold the service against its own description: Schemathesis makes requests of it, and checks each answer.

``python -m tests.endpoint.openapi.contract`` does so for everything that is described, on the sample plans.
"""

import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import schemathesis
from flask import Flask
from hypothesis import strategies as st
from schemathesis import Case, HookContext, Response, SerializationContext
from schemathesis.config import SchemathesisConfig
from schemathesis.core.parameters import ParameterLocation
from schemathesis.engine import events, from_schema

from phaen.endpoint.app import create_app
from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.settings import Settings
from phaen.loaders.indexing import complete_index
from phaen.loaders.load import LoadOptions, load
from phaen.loaders.snapshot import current_snapshot
from phaen.loaders.sources import find_sources, sample_folder
from phaen.ontology.assets import prefixes

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse

AnyCase: TypeAlias = Case[Any]
TOKEN: Final = "correct-horse-battery"
PHASES: Final = ("examples", "coverage", "fuzzing")
QUERIES: Final = (
    "ASK {}",
    "SELECT * { ?s ?p ?o } LIMIT 3",
    "CONSTRUCT WHERE { ?s ?p ?o } LIMIT 3",
    "DESCRIBE <https://w3id.org/phaen/vocab/region>",
)
UPDATES: Final = (
    "CLEAR SILENT GRAPH <http://example.org/g>",
    "INSERT DATA { <http://example.org/a> a <http://example.org/b> }",
)
IRIS: Final = ("http://example.org/ก", "https://w3id.org/phaen/vocab/sdg/6", "urn:x:1")
TRIPLE: Final = '<http://example.org/a> <http://example.org/b> "c" .\n'
XML: Final = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>'
DOCUMENTS: Final = {
    ("text/turtle", "application/x-turtle", "application/turtle", "application/n-triples"): TRIPLE,
    ("application/n-quads", "text/x-nquads", "application/trig", "application/x-trig"): "",
    ("application/ld+json",): "[]",
    ("application/rdf+xml",): XML,
}
"""Bodies that are what their media type says: no schema tells how to write them."""
NO_DOCUMENT: Final = b"\x00"
"""A body that is none, in any of these."""
MOMENT: Final = 1.0
"""Seconds below which a time limit is one that an answer may not keep."""
TEXTS: Final = ("application/sparql-query", "application/sparql-update")


@dataclass(frozen=True)
class Excuse:
    """A failure that is none: OpenAPI cannot say what would tell the checker so."""

    reason: str
    failure: str
    holds: Callable[[AnyCase, int], bool]


def _query(case: AnyCase) -> dict[str, Any]:
    return dict(case.query or {})


def _graphs_named(case: AnyCase) -> int:
    return len({"graph", "default"} & set(_query(case)))


def _is_json(text: object) -> bool:
    try:
        return isinstance(json.loads(str(text)), dict)
    except ValueError:
        return False


def _holds_no_json(case: AnyCase) -> bool:
    fields = case.body if isinstance(case.body, dict) else {}
    return not all(_is_json(fields[name]) for name in ("queries", "extend") if name in fields)


def _asked(case: AnyCase) -> set[str]:
    return {*_query(case), *(case.body if isinstance(case.body, dict) else ())}


def _is_moment(case: AnyCase) -> bool:
    return "timeout" in _query(case) and float(_query(case)["timeout"]) < MOMENT


EXCUSES: Final = (
    Excuse(
        "the method QUERY has no place in OpenAPI 3.1",
        "UnsupportedMethodResponse",
        lambda case, _: case.path == "/sparql",
    ),
    Excuse(
        "the method QUERY has no place in OpenAPI 3.1", "AllowHeaderMismatch", lambda case, _: case.path == "/sparql"
    ),
    Excuse(
        "which formats there are hangs on the query, or on what is asked of a graph or a link",
        "RejectedPositiveData",
        lambda case, status: status == HTTPStatus.NOT_ACCEPTABLE and case.path in ("/sparql", "/graphs", "/q/{name}"),
    ),
    Excuse(
        "shape=rows goes with JSON alone",
        "RejectedPositiveData",
        lambda case, _: "shape" in _query(case) and _query(case).get("format", "json") != "json",
    ),
    Excuse(
        "one graph is named, or the default graph is meant; to read, none may be",
        "RejectedPositiveData",
        lambda case, _: case.path == "/graphs" and _graphs_named(case) != 1,
    ),
    Excuse(
        "two editions are compared, or none",
        "RejectedPositiveData",
        lambda case, _: case.path == "/compare" and not (_query(case).get("a") and _query(case).get("b")),
    ),
    Excuse(
        "a link is cited with a snapshot that it was asked for on",
        "RejectedPositiveData",
        lambda case, _: case.path == "/q/{name}" and "snapshot" in _query(case),
    ),
    Excuse(
        "what is drawn for RDF/XML is written as any XML",
        "RejectedPositiveData",
        lambda case, _: case.media_type == "application/rdf+xml",
    ),
    Excuse(
        "an organisation or a theme is one that the store knows",
        "RejectedPositiveData",
        lambda case, _: case.path.startswith("/search") and not {"organisation", "theme"}.isdisjoint(_query(case)),
    ),
    Excuse(
        "candidates or data are asked for, not both at a time",
        "RejectedPositiveData",
        lambda case, _: case.path == "/reconcile" and {"queries", "extend"} <= _asked(case),
    ),
    Excuse(
        "a search has words, or a filter",
        "RejectedPositiveData",
        lambda case, _: case.path in ("/search", "/search.json", "/search.csv") and not _query(case).get("q"),
    ),
    Excuse(
        "words to search for are in a language of their own",
        "RejectedPositiveData",
        lambda case, status: status == HTTPStatus.BAD_REQUEST and "words" in _query(case),
    ),
    Excuse(
        "without a query the service is described, to those who take RDF",
        "RejectedPositiveData",
        lambda case, _: case.path == "/sparql" and "query" not in _query(case),
    ),
    Excuse(
        "without a query the service is described, whatever else is asked for",
        "AcceptedNegativeData",
        lambda case, _: case.path == "/sparql" and "query" not in _query(case),
    ),
    Excuse(
        "what is left empty counts as not given",
        "AcceptedNegativeData",
        lambda case, _: "" in _query(case).values(),
    ),
    Excuse(
        "who asks for an answer within a moment may get none",
        "ServerError",
        lambda case, status: status == HTTPStatus.GATEWAY_TIMEOUT and _is_moment(case),
    ),
    Excuse(
        "who asks for an answer within a moment may get none",
        "RejectedPositiveData",
        lambda case, status: status == HTTPStatus.GATEWAY_TIMEOUT and _is_moment(case),
    ),
    Excuse(
        "a text that holds JSON is drawn as any text",
        "RejectedPositiveData",
        lambda case, _: case.path == "/reconcile" and case.method == "POST" and _holds_no_json(case),
    ),
)


@dataclass
class Report:
    """What came of it: how many requests were made, and what was wrong, each kind of failure once."""

    requests: int = 0
    failures: dict[tuple[str, str], str] = field(default_factory=dict)


def teach() -> None:
    """Tell Schemathesis how to write what no schema can say, and how it is sent."""
    for name, texts in (("sparql-query", QUERIES), ("sparql-update", UPDATES), ("iri", IRIS)):
        schemathesis.openapi.format(name, st.sampled_from(texts))
    for media_types, document in DOCUMENTS.items():
        schemathesis.serializer(*media_types)(partial(_document, document))
    schemathesis.serializer(*TEXTS)(lambda _, value: str(value).encode())


def _document(document: str, context: SerializationContext, _: object) -> bytes:
    """Send a document of the type, whatever text was drawn; or none, where the body is to be wrong."""
    meta = context.case.meta
    return NO_DOCUMENT if meta is not None and meta.is_negative_at(ParameterLocation.BODY) else document.encode()


def _is_failure(_: HookContext, failure: Any, case: AnyCase, response: Response) -> bool:  # noqa: ANN401 - untyped there
    kind = type(failure).__name__
    return not any(excuse.failure == kind and excuse.holds(case, response.status_code) for excuse in EXCUSES)


def run(app: Flask, examples: int, phases: Iterable[str] = PHASES, paths: str = "") -> Report:
    """Check the operations whose paths match; some examples of each are drawn at random, always the same ones."""
    teach()
    schema = schemathesis.openapi.from_wsgi("/openapi.json", app, config=_config(examples, set(phases)))
    schema.hook("filter_failure")(_is_failure)
    chosen = schema.include(path_regex=paths) if paths else schema
    report = Report()
    for event in from_schema(chosen).execute():
        _note(report, event)
    return report


def _config(examples: int, phases: set[str]) -> SchemathesisConfig:
    every = (*PHASES, "stateful")
    return SchemathesisConfig.from_dict(
        {
            "headers": {"Authorization": f"Bearer {TOKEN}"},
            "generation": {"max-examples": examples, "deterministic": True, "database": "none"},
            "phases": {phase: {"enabled": phase in phases} for phase in every},
            "continue-on-failure": True,
            "checks": {
                # Its probes cannot be made of a WSGI application; test_update.py and test_graphs.py hold this.
                "ignored_auth": {"enabled": False},
                "positive_data_acceptance": {"expected-statuses": ["2xx", "3xx", 401, 403, 404, 409, 410]},
                "negative_data_rejection": {"expected-statuses": [*range(400, 430), "5xx"]},
            },
        }
    )


def _note(report: Report, event: events.EngineEvent) -> None:
    if isinstance(event, events.ScenarioFinished):
        report.requests += len(event.recorder.interactions)
        for name, failure, sample in _failures(event):
            report.failures.setdefault((f"{failure.operation}: {name}", failure.title), f"{failure.message}\n{sample}")
    elif isinstance(event, events.NonFatalError):
        report.failures.setdefault((event.label, type(event.value).__name__), str(event.value))
    elif isinstance(event, events.FatalError):
        raise event.exception


def _failures(event: events.ScenarioFinished) -> Iterator[tuple[str, Any, str]]:
    for nodes in event.recorder.checks.values():
        for node in nodes:
            if node.failure_info is not None:
                yield node.name, node.failure_info.failure, node.failure_info.code_sample


def plain(app: Flask) -> Flask:
    """Have the application send nothing compressed: Schemathesis asks for it, and does not unpack it in one process."""
    inner = app.wsgi_app

    def uncompressed(environ: dict[str, Any], start_response: "StartResponse") -> Iterable[bytes]:
        environ.pop("HTTP_ACCEPT_ENCODING", None)
        return inner(environ, start_response)

    app.wsgi_app = uncompressed  # type: ignore[method-assign]
    return app


def main() -> int:
    """Check everything that is described; return 1 if anything is wrong."""
    os.environ |= {"PHAEN_AREAS": "no", "PHAEN_INDEX": "no"}
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        load(find_sources([str(sample_folder())]), store, LoadOptions("https://w3id.org/phaen/"))
        snapshot = current_snapshot(store)
        complete_index(snapshot)
        snapshot.close()
        values = {"store": store, "token": TOKEN, "queue_timeout": 20, "short_link_rate": 1_000_000}
        settings = Settings.from_environment({}, values)
        engine = EmbeddedEngine(settings, dict(prefixes()))
        try:
            report = run(plain(create_app(settings, engine)), int(os.environ.get("EXAMPLES", "10")), paths=_paths())
        finally:
            engine.close()
    for (where, title), text in report.failures.items():
        sys.stdout.write(f"{where}: {title}\n{text}\n\n")
    sys.stdout.write(f"{report.requests} requests, {len(report.failures)} failures\n")
    return 1 if report.failures else 0


def _paths() -> str:
    return os.environ.get("PATHS_LIKE", "")


if __name__ == "__main__":
    sys.exit(main())

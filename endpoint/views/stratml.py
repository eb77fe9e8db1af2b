"""``/id/plan/ORG/EDITION.stratml``: a plan edition as StratML, as its file in a release has it."""

from typing import Final
from urllib.parse import quote

from flask import Blueprint, Response, request
from pyoxigraph import NamedNode, RdfFormat, parse

from phaen.endpoint.engine import Engine, Job
from phaen.endpoint.errors import EvaluationError, UnknownResourceError
from phaen.endpoint.formats import Form
from phaen.endpoint.knowledge import term_of
from phaen.endpoint.memento.dated import site_at
from phaen.endpoint.pages import Pages, redirect_to
from phaen.endpoint.protocol import read_release
from phaen.endpoint.sharing import shared, snapshot_before
from phaen.endpoint.website import Site
from phaen.loaders.graph.reading_back import PROPERTIES, reading_of
from phaen.loaders.graph.stratml import as_stratml
from phaen.ontology.errors import IdentifierError
from phaen.ontology.identifiers import Identifiers

MEDIA_TYPE: Final = "application/xml"
_PATH: Final = "plan/<organisation>/<edition>.stratml"
_SAFE: Final = ":@!$&'()*+,;=-._~"
_MOST_TRIPLES: Final = 300_000
"""Of one plan, since it is put together in the front: some ten times what the largest known plan has."""


def stratml_blueprint(site: Site, _: Pages) -> Blueprint:
    """Make the views of plans as StratML."""
    blueprint = Blueprint("stratml", __name__)

    @blueprint.get(f"/id/{_PATH}")
    def identifier(organisation: str, edition: str) -> Response:
        query = request.query_string.decode("ascii", "ignore")
        address = f"/doc/plan/{quote(organisation, safe=_SAFE)}/{quote(edition, safe=_SAFE)}.stratml"
        return redirect_to(f"{address}?{query}" if query else address, 303)

    @blueprint.get(f"/doc/{_PATH}")
    def document(organisation: str, edition: str) -> Response:
        found = site_at(site, read_release(request))
        snapshot = snapshot_before(found.engine)
        written = _written(found.engine, Identifiers(site.settings.base), organisation, edition)
        return shared(request, Response(written, content_type=MEDIA_TYPE), snapshot)

    return blueprint


def _written(engine: Engine, identifiers: Identifiers, owner: str, edition: str) -> bytes:
    try:
        plan = identifiers.plan(owner, edition)
    except IdentifierError as error:
        raise UnknownResourceError(f"there is no plan {owner[:100]}/{edition[:100]}") from error
    graphs = [identifiers.plan_graph(owner, edition, part) for part in ("plan", "links")]
    said = _triples(engine, [*graphs, identifiers.organisation_graph(owner)])
    reading = reading_of(plan, parse(said, RdfFormat.N_TRIPLES))
    if not reading.entities:
        raise UnknownResourceError(
            f"nothing is known of a plan {plan.value}; search from the home page, or see /queries"
        )
    return as_stratml(reading)


def _triples(engine: Engine, graphs: list[NamedNode]) -> bytes:
    """Return what the graphs say by the properties that count, as N-Triples; raises EvaluationError for too much."""
    named = " ".join(term_of(graph.value) for graph in graphs)
    properties = " ".join(map(str, PROPERTIES))
    query = (
        f"CONSTRUCT {{ ?s ?p ?o }} {{ VALUES ?g {{ {named} }} VALUES ?p {{ {properties} }} GRAPH ?g {{ ?s ?p ?o }} }}"
    )
    with engine.run(Job(query, formats={Form.GRAPH: "ntriples"}, rows=_MOST_TRIPLES)) as answer:
        triples = b"".join(answer)
        if answer.cut is not None:
            raise EvaluationError("this plan is too large to be written here; take it from a release, at /releases/")
    return triples

"""``/id/…`` and ``/doc/…``: every IRI of ours leads to a page or to data (Cool URIs, 303 redirect)."""

import re
from dataclasses import dataclass
from urllib.parse import quote

from flask import Blueprint, Response, request
from pyoxigraph import NamedNode

from phaen.endpoint.answering import respond
from phaen.endpoint.engine import Job
from phaen.endpoint.errors import UnknownResourceError
from phaen.endpoint.formats import GRAPH_FORMATS, Form
from phaen.endpoint.knowledge import (
    Description,
    Element,
    describe,
    description_query,
    document_pieces,
    evidence,
    graph_query,
    is_graph,
    known,
    labels,
    plan_tree,
)
from phaen.endpoint.language import language_of
from phaen.endpoint.linked import links
from phaen.endpoint.memento.dated import dated, in_release, site_at
from phaen.endpoint.negotiation import Wanted, split_suffix, wanted
from phaen.endpoint.pages import Pages, redirect_to
from phaen.endpoint.protocol import read_release
from phaen.endpoint.questions import question_of
from phaen.endpoint.sharing import shared, snapshot_before
from phaen.endpoint.similar import similar_statements
from phaen.endpoint.views.compare import Offer, offers
from phaen.endpoint.website import Site
from phaen.ontology.terms import NIF, OWL_ANNOTATED_SOURCE, PHAEN

_IS_STRING = NIF["isString"].value
_PLAN = re.compile("/doc/plan/[^/]+/[^/]+")
_SAFE = "/:@!$&'()*+,;=-._~"


@dataclass(frozen=True)
class Place:
    """Where a thing is described on this site."""

    iri: str
    address: str


def entity_blueprint(site: Site, pages: Pages) -> Blueprint:
    """Make the views of things."""
    blueprint = Blueprint("entity", __name__)

    @blueprint.get("/id/<path:path>")
    def identifier(path: str) -> Response:
        stem, suffix = split_suffix(path)
        if suffix is None:
            suffix = _suffix_wanted()
        address = "/doc/" + quote(stem, safe=_SAFE) + (f".{suffix}" if suffix else "")
        query = request.query_string.decode("ascii", "ignore")
        response = redirect_to(address + (f"?{query}" if query else ""), 303)
        response.vary.add("Accept")
        return response

    @blueprint.get("/doc/<path:path>")
    def document(path: str) -> Response:
        stem, suffix = split_suffix(path)
        place = Place(site.addresses.thing(stem), "/doc/" + quote(stem, safe=_SAFE))
        return answer_description(site_at(site, read_release(request)), pages, place, suffix)

    return blueprint


def answer_description(site: Site, pages: Pages, place: Place, suffix: str | None) -> Response:
    """Answer with the page or the data of a thing; 404 if nothing is known about it."""
    want = wanted(request.accept_mimetypes, request.args.get("format"), suffix)
    snapshot = snapshot_before(site.engine)
    if not known(site.engine, place.iri):
        raise UnknownResourceError(f"nothing is known about {place.iri}; search from the home page, or see /queries")
    if want.html:
        return shared(request, description_page(site, pages, place), snapshot)
    return description_data(site, place.iri, want)


def description_data(site: Site, iri: str, want: Wanted) -> Response:
    """Answer with the statements about a thing; a named graph answers with its content."""
    query = graph_query(iri) if is_graph(site.engine, iri) else description_query(iri)
    return respond(site.engine, request, Job(query), want)


def description_page(site: Site, pages: Pages, place: Place) -> Response:
    """Answer with the page of a thing: what it is, what is special to its kind, then all statements."""
    engine, found = site.engine, describe(site.engine, place.iri)
    tree = plan_tree(engine, place.iri) if PHAEN["Plan"].value in found.types else []
    text = found.text(_IS_STRING)
    pieces = document_pieces(engine, place.iri, text) if text is not None else []
    linked = links(engine, place.iri)
    seen = found.iris() | set(_types(tree)) | {iri for link in linked for iri in (link.concept, link.code_list)}
    return pages.render(
        "entity.html",
        place=place,
        description=found,
        labels=labels(engine, seen, language_of(request)),
        tree=tree,
        offers=[] if dated() else _offers(site, found),  # that page compares what there is now
        pieces=pieces,
        evidence=evidence(engine, place.iri),
        main_type=_main_type(found),
        question=question_of(found),
        linked=linked,
        similar=similar_statements(engine, place.iri) if PHAEN["PlanElement"].value in found.types else [],
        hidden={_IS_STRING, OWL_ANNOTATED_SOURCE.value} if linked else {_IS_STRING},
        downloads=_downloads(place, plan=bool(tree)),
        phaen=PHAEN.iri,
    )


def _downloads(place: Place, *, plan: bool) -> list[tuple[str, str]]:
    """Return the formats of the data of a thing with their addresses; a plan with statements is StratML too."""
    formats = [(format_.name, format_.suffix) for format_ in GRAPH_FORMATS[:4]]
    if plan and _PLAN.fullmatch(place.address):
        formats.append(("stratml", "stratml"))
    return [(name, in_release(f"{place.address}.{suffix}")) for name, suffix in formats]


def _offers(site: Site, found: Description) -> list[Offer]:
    """Return the other editions that the page of a plan offers to compare it with."""
    owners = [term.value for term in found.outgoing.get(PHAEN["planOf"].value, []) if isinstance(term, NamedNode)]
    return [offer for offer in offers(site, owners) if found.iri in {offer.former.iri, offer.later.iri}]


def _types(tree: list[Element]) -> list[str]:
    found: list[str] = []
    pending = list(tree)
    while pending:
        element = pending.pop()
        found.append(element.type)
        pending.extend(element.children)
    return found


def _main_type(found: Description) -> str | None:
    """Return the class of ours that says most: not one that another one already implies."""
    general = {PHAEN[name].value for name in ("PlanElement", "Approach")}
    if PHAEN["StrategicIssue"].value in found.types:
        general.add(PHAEN["Strategy"].value)
    ours = sorted(type_ for type_ in found.types - general if type_.startswith(PHAEN.iri))
    return ours[0] if ours else next(iter(sorted(found.types)), None)


def _suffix_wanted() -> str | None:
    want = wanted(request.accept_mimetypes, request.args.get("format"))
    choice = want.choice(Form.GRAPH)
    if want.html:
        return None
    # A client that accepts no graph format is told so where the data is.
    return choice.format.suffix if choice is not None else None

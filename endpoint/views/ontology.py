"""``/ontology…`` and ``/shapes``: the ontology as pages and data, each term, each version, the JSON-LD context."""

import json
from collections.abc import Callable, Iterable
from functools import cache
from typing import Final, TypeVar
from urllib.parse import urlencode

from flask import Blueprint, Response, request
from pyoxigraph import BlankNode, NamedNode, Triple

from phaen.endpoint.description.cache import PerSnapshot
from phaen.endpoint.description.document import document_response
from phaen.endpoint.description.rdf import Statements
from phaen.endpoint.errors import NotAcceptableError, UnknownResourceError
from phaen.endpoint.formats import GRAPH_FORMATS, Form, formats_of
from phaen.endpoint.iris import ONTOLOGY_IRI
from phaen.endpoint.knowledge import labels
from phaen.endpoint.language import language_of
from phaen.endpoint.negotiation import Choice, Wanted, split_suffix, wanted
from phaen.endpoint.pages import Pages, redirect_to
from phaen.endpoint.questions_of_lists import terms as terms_question
from phaen.endpoint.sharing import shared, snapshot_before
from phaen.endpoint.terminology import count_terms, example_of
from phaen.endpoint.website import Site
from phaen.ontology import assets
from phaen.ontology.publication.catalogue import THING, Term, classes_above, matches, ontology_facts, terms
from phaen.ontology.publication.context import CONTEXT_IRI, context
from phaen.ontology.publication.picture import picture
from phaen.ontology.publication.questions import ready_query
from phaen.ontology.publication.uses import Use, shapes_of_class, uses, uses_of_class, uses_of_property
from phaen.ontology.publication.versions import current, version_turtle, versions
from phaen.ontology.terms import DCT, ONTOLOGY, OWL

_CONTEXT: Final = "context.jsonld"
_DAY: Final = "public, max-age=86400"
Counts = dict[str, int] | None
N = TypeVar("N")


def ontology_blueprint(site: Site, pages: Pages) -> Blueprint:
    """Make the views of the ontology."""
    blueprint = Blueprint("ontology", __name__)
    counted = PerSnapshot(site.engine, count_terms)

    def counts() -> Counts:
        return counted.get()[1] if snapshot_before(site.engine) else count_terms(site.engine)

    add_document(blueprint, "ontology", lambda suffix: _ontology(site, pages, suffix, counts))
    add_document(blueprint, "shapes", lambda suffix: _shapes(site, suffix))

    @blueprint.get("/ontology/")
    def ontology_slash() -> Response:
        return redirect_to("/ontology", 308)

    @blueprint.get("/ontology/<name>")
    def part(name: str) -> Response:
        if name == _CONTEXT:
            return _context(site)
        stem, suffix = split_suffix(name)
        if stem in versions():
            return _version(site, pages, stem, suffix)
        if stem not in terms():
            raise UnknownResourceError(f"the ontology has no term and no version {stem!r}; see /ontology")
        return _term(site, pages, terms()[stem], suffix, counts)

    return blueprint


def add_document(blueprint: Blueprint, name: str, view: Callable[[str | None], Response]) -> None:
    """Add a document under its name, which negotiates, and with the suffix of each format."""

    def document(suffix: str | None = None) -> Response:
        if suffix is not None and split_suffix(f"{name}.{suffix}")[1] is None:
            raise UnknownResourceError(f"there is no format with the suffix {suffix!r}; see /{name}")
        return view(suffix)

    blueprint.add_url_rule(f"/{name}", name, document)
    blueprint.add_url_rule(f"/{name}.<suffix>", f"{name}_file", document)


def _wanted(suffix: str | None) -> Wanted:
    return wanted(request.accept_mimetypes, request.args.get("format"), suffix)


def _ontology(site: Site, pages: Pages, suffix: str | None, counts: Callable[[], Counts]) -> Response:
    want = _wanted(suffix)
    if not want.html:
        return _data(site, assets.ONTOLOGY_FILES, want)
    snapshot, facts = snapshot_before(site.engine), ontology_facts()
    page = pages.render(
        "ontology.html",
        iri=ONTOLOGY_IRI,
        head={"title": facts.texts(ONTOLOGY, DCT["title"]), "description": facts.texts(ONTOLOGY, DCT["description"])},
        licence=facts.text(ONTOLOGY, DCT["license"]),
        terms=terms(),
        groups=_groups(),
        picture=picture(),
        matches=matches(),
        versions=tuple(versions().values()),
        shapes=shapes_of_class(),
        counts=counts(),
        context_iri=CONTEXT_IRI,
        question=terms_question(),
        downloads=_downloads("/ontology"),
    )
    return shared(request, page, snapshot)


def _groups() -> dict[str, list[Term]]:
    """Return the terms for the list: classes, properties, other things."""
    kinds: dict[str, list[Term]] = {"classes": [], "properties": [], "things": []}
    for term in terms().values():
        kinds["classes" if term.is_class else "properties" if term.is_property else "things"].append(term)
    return kinds


def _term(site: Site, pages: Pages, term: Term, suffix: str | None, counts: Callable[[], Counts]) -> Response:
    want = _wanted(suffix)
    if not want.html:
        return document_response(site, request, _about(term), _choice(want), "")
    snapshot, example = snapshot_before(site.engine), example_of(site.engine, term)
    query = ready_query(term)
    page = pages.render(
        "ontology-term.html",
        term=term,
        terms=terms(),
        above=_path(term),
        uses=_uses(term),
        pointing=[use for use in uses() if term.is_class and term.iri in use.values and not use.inverse],
        shapes=shapes_of_class().get(term.iri, ()),
        count=(counts() or {}).get(term.name),
        countable=term.kind != THING,
        example=example,
        labels=labels(site.engine, example.iris(), language_of(request)) if example and example.iris() else {},
        query=query,
        query_address="/sparql?" + urlencode({"query": query}),
        downloads=_downloads(f"/ontology/{term.name}"),
    )
    return shared(request, page, snapshot)


def _path(term: Term) -> tuple[str, ...]:
    return classes_above(term.iri) if term.is_class else term.above


def _uses(term: Term) -> tuple[Use, ...]:
    return uses_of_class(term.iri) if term.is_class else uses_of_property(term.iri)


def _version(site: Site, pages: Pages, number: str, suffix: str | None) -> Response:
    want = _wanted(suffix)
    if not want.html:
        return document_response(site, request, _statements(version_turtle(number)), _choice(want), "")
    page = pages.render(
        "ontology-version.html",
        version=versions()[number],
        current=current(),
        terms=terms(),
        downloads=_downloads(f"/ontology/{number}"),
    )
    return shared(request, page, snapshot_before(site.engine))


def _shapes(site: Site, suffix: str | None) -> Response:
    want = _wanted(suffix)
    if want.html:
        return redirect_to("/ontology", 303)
    return document_response(site, request, _statements(assets.shapes_turtle()), _choice(want), "")


def _context(site: Site) -> Response:
    response = Response(_context_text(), content_type="application/ld+json")
    response.headers["Cache-Control"] = _DAY
    if not site.settings.cors_origin:
        # A processor in a web page reads it from elsewhere; there is nothing to protect in it.
        response.headers["Access-Control-Allow-Origin"] = "*"
    response.add_etag()
    response.make_conditional(request)
    return response


@cache
def _context_text() -> str:
    return json.dumps({"@context": context()}, ensure_ascii=False, indent=2) + "\n"


def _data(site: Site, names: Iterable[str], want: Wanted) -> Response:
    said = _statements(*map(assets.read_text, names))
    return document_response(site, request, said, _choice(want), "")


@cache
def _statements(*turtles: str) -> Statements:
    """Return what files say; their nodes without a name are numbered, so that every process says it in the same way."""
    numbers: dict[BlankNode, BlankNode] = {}

    def named(node: N) -> N | BlankNode:
        return numbers.setdefault(node, BlankNode(f"n{len(numbers)}")) if isinstance(node, BlankNode) else node

    quads = (quad for turtle in turtles for quad in assets.triples(turtle))
    return Statements([Triple(named(quad.subject), quad.predicate, named(quad.object)) for quad in quads])


def _about(term: Term) -> Statements:
    """Return what the ontology says about one term, its mappings with their reasons too."""
    node = NamedNode(term.iri)
    everything = _statements(*map(assets.read_text, assets.ONTOLOGY_FILES)).triples
    source = OWL["annotatedSource"]
    reasons = {triple.subject for triple in everything if triple.predicate == source and triple.object == node}
    return Statements([triple for triple in everything if triple.subject == node or triple.subject in reasons])


def _choice(want: Wanted) -> Choice:
    choice = want.choice(Form.GRAPH)
    if choice is None:
        available = tuple(format_.media_types[0] for format_ in formats_of(Form.GRAPH))
        raise NotAcceptableError(f"the ontology is RDF; ask for one of {', '.join(available)}", available)
    return choice


def _downloads(address: str) -> list[tuple[str, str]]:
    return [(format_.name, f"{address}.{format_.suffix}") for format_ in GRAPH_FORMATS[:4]]

"""``/search``: full-text search as a page, JSON, CSV and RDF; suggestions; what tells browsers that it is there."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Final, NamedTuple, Self
from urllib.parse import quote, urlencode, urljoin

from flask import Blueprint, Response, jsonify, make_response, render_template, request

from phaen.endpoint.description.rdf import serialised
from phaen.endpoint.errors import BadParameterError
from phaen.endpoint.formats import GRAPH_FORMATS, PLAIN, SPREADSHEET, by_name
from phaen.endpoint.knowledge import labels
from phaen.endpoint.language import language_of
from phaen.endpoint.negotiation import Choice, data_wanted
from phaen.endpoint.pages import Pages
from phaen.endpoint.problems import Problem, from_answer_error
from phaen.endpoint.protocol import url_fields
from phaen.endpoint.search.addresses import PAGE, address_of, fields_of, pages_of
from phaen.endpoint.search.asking import ask
from phaen.endpoint.search.document import document, spreadsheet, table
from phaen.endpoint.search.evidence import Sources, sources_of
from phaen.endpoint.search.graph import HYDRA, SEARCH, hits_as_graph, known_of
from phaen.endpoint.search.in_sparql import as_sparql
from phaen.endpoint.search.limits import MOST_HITS, MOST_REACHED
from phaen.endpoint.search.operations import read_places, read_results, read_suggestions
from phaen.endpoint.search.parameters import (
    MOST_SIZE,
    PAGE_SIZE,
    SearchRequest,
    organisation_types,
    read_query,
    read_search,
)
from phaen.endpoint.search.showing import FIRST_SHOWN, Reader, facets_of, filters_set, period, shown_hits, written_in
from phaen.endpoint.sharing import shared, snapshot_before
from phaen.endpoint.website import Site
from phaen.loaders.search.model import FACETS, KINDS, Results
from phaen.loaders.search.querying import MOST_CHARACTERS

SUGGESTIONS_TYPE: Final = "application/x-suggestions+json"
DESCRIPTION_TYPE: Final = "application/opensearchdescription+xml"
_CSV: Final = by_name("csv")
FORMATS: Final = (PLAIN, _CSV, *GRAPH_FORMATS)
"""What hits can be had as, beside the page and CSV for spreadsheets; the first without a wish."""
_TABLES: Final = {_CSV: table, SPREADSHEET: spreadsheet}
_LINKED: Final = ("turtle", "jsonld")
"""The formats of graphs that a page of hits leads to; the others are had in the same way."""
_FORMS: Final = [("json", PLAIN.media_types[0])] + [
    (name, by_name(name).media_types[0]) for name in (_CSV.name, *_LINKED)
]
"""What the head of a page of hits names, with the media types."""
_SUGGESTED: Final = 8
_LONGEST_TYPED: Final = 100
"""Characters; what is longer is no beginning of a name."""
_RELATIONS: Final = ("first", "prev", "next", "last")


def search_blueprint(site: Site, pages: Pages) -> Blueprint:
    """Make the views."""
    blueprint = Blueprint("search", __name__)

    @blueprint.get("/search")
    def search() -> Response:
        return _answer(site, pages, request.args.get("format"))

    for format_ in FORMATS:
        view = partial(_answer, site, pages, format_.suffix)
        blueprint.add_url_rule(f"/search.{format_.suffix}", f"search_{format_.name}", view)

    @blueprint.get("/search/suggest")
    def suggest() -> Response:
        return _suggestions(site)

    @blueprint.get("/opensearch.xml")
    def opensearch() -> Response:
        return _description(site)

    return blueprint


def _answer(site: Site, pages: Pages, named: str | None) -> Response:
    """Answer with the page or the data; ``named`` is the suffix or the format of the address, None for neither."""
    choice = data_wanted(FORMATS, request.accept_mimetypes, named)
    snapshot = snapshot_before(site.engine)
    if choice is None:
        return shared(request, _page(site, pages), snapshot)
    asked = read_search(url_fields(request), site.addresses, MOST_HITS if choice.format in _TABLES else MOST_SIZE)
    if not asked.query and not asked.filtered:
        raise BadParameterError("q is empty; say what to look for, such as q=ท่องเที่ยว, or set a filter")
    found = _Found.of(site, asked)
    links = _links(site, asked, found.results, request.path)
    response = _written(site, choice, asked, found, links, snapshot)
    response.vary.add("Accept")
    return shared(request, _linked(response, links), snapshot)


def _written(
    site: Site, choice: Choice, asked: SearchRequest, found: "_Found", links: dict[str, str], snapshot: str
) -> Response:
    results, sources = found.results, found.sources
    if choice.format in _TABLES:
        response = make_response(_TABLES[choice.format](results.hits, sources))
        response.headers["Content-Disposition"] = 'attachment; filename="search.csv"'
    else:
        absolute = {name: urljoin(request.host_url, address) for name, address in links.items()}
        if choice.format is PLAIN:
            return jsonify(document(asked, results, sources, absolute, snapshot))
        absolute[SEARCH] = urljoin(request.host_url, _whole(site, asked))
        plain = hits_as_graph(asked, results, sources, absolute, known_of(site.engine, results.hits))
        response = make_response(serialised(plain, choice.format, {**site.prefixes, "hydra": HYDRA.iri}))
    response.content_type = choice.content_type
    return response


def _whole(site: Site, asked: SearchRequest) -> str:
    """Return the address of a search, whatever page of it is asked for."""
    return address_of(replace(asked, page=1, size=PAGE_SIZE), site.addresses)


class _Found(NamedTuple):
    """What a search has found, and what the graph says of it."""

    results: Results
    sources: Sources

    @classmethod
    def of(cls, site: Site, asked: SearchRequest) -> Self:
        """Search; raises what the engine does."""
        content = ask(site.engine, "search", asked.arguments(FACETS))
        results = read_results(content)
        return cls(results, sources_of(site.engine, results.hits, read_places(content)))


def _page(site: Site, pages: Pages) -> Response:
    """Show the form, and what it finds; a mistake stands above it, so that it can be mended there."""
    try:
        asked = read_search(url_fields(request), site.addresses)
        found = _Found.of(site, asked) if asked.query or asked.filtered else None
    except BadParameterError as error:
        return _mistaken(pages, from_answer_error(error))
    return _found(site, pages, asked, found)


def _mistaken(pages: Pages, problem: Problem) -> Response:
    query = request.args.get("q", "")[:MOST_CHARACTERS]
    return pages.render(
        "search.html", problem.status, asked=SearchRequest(query), kinds=KINDS, results=None, problem=problem
    )


def _found(site: Site, pages: Pages, asked: SearchRequest, found: _Found | None) -> Response:
    reader = Reader(language_of(request), _say(site), site.addresses)
    results, sources = found or (None, Sources())
    links = _links(site, asked, results, PAGE, buddhist=reader.buddhist) if results is not None else {}
    page = pages.render(
        "search.html",
        asked=asked,
        results=results,
        kinds=KINDS,
        problem=None,
        hits=shown_hits(results, sources, reader.language) if results is not None else [],
        facets=facets_of(asked, results, reader) if results is not None else {},
        chosen=filters_set(asked, results, _labels(site, asked, reader), reader),
        first_shown=FIRST_SHOWN,
        kept=[(name, value) for name, value in _fields(site, asked, reader) if name not in {"q", "page"}],
        first=asked.offset + 1,
        written_in=written_in,
        years=lambda hit: period(hit.first_year, hit.last_year, reader),
        instead=_instead(results, asked, reader),
        unfiltered=reader.address(SearchRequest(asked.query)) if asked.filtered else None,
        links=links,
        forms=_FORMS,
    )
    return _linked(page, links)


def _instead(results: Results | None, asked: SearchRequest, reader: Reader) -> str | None:
    """Return the address of the search that was perhaps meant."""
    if results is None or not results.did_you_mean:
        return None
    return reader.address(replace(asked, query=results.did_you_mean, page=1))


def _labels(site: Site, asked: SearchRequest, reader: Reader) -> dict[str, str]:
    """Return the labels of the organisations, their types and the themes that are filtered by."""
    types = {organisation_types()[notation]: notation for notation in asked.filters.organisation_types}
    iris = {*types, *asked.filters.organisations, *asked.filters.themes}
    found = labels(site.engine, iris, reader.language) if iris else {}
    return {types.get(iri, iri): label for iri, label in found.items()}


def _fields(site: Site, asked: SearchRequest, reader: Reader) -> list[tuple[str, str]]:
    return fields_of(asked, site.addresses, buddhist=reader.buddhist)


def _links(site: Site, asked: SearchRequest, results: Results, path: str, *, buddhist: bool = True) -> dict[str, str]:
    """Return the addresses of this search, its other pages and its other forms, by their relations."""

    def address(other: SearchRequest, where: str) -> str:
        return address_of(other, site.addresses, where, buddhist=buddhist)

    others = pages_of(asked, results.total, MOST_REACHED)
    found = {"self": address(asked, path), "page": address(asked, PAGE), "json": address(asked, "/search.json")}
    found |= {name: address(asked, f"/search.{by_name(name).suffix}") for name in _LINKED}
    everything = replace(asked, page=1, size=MOST_HITS)
    found |= {"csv": address(everything, "/search.csv")}
    found |= {"spreadsheet": f"{address(everything, PAGE)}&{urlencode({'format': SPREADSHEET.name})}"}
    found |= {name: address(other, path) for name, other in others.items()}
    if (query := as_sparql(asked)) is not None:
        found["sparql"] = "/sparql?" + urlencode({"query": query, "format": "html"})
    return found


def _linked(response: Response, links: dict[str, str]) -> Response:
    """Name the other pages of the hits in the header (RFC 8288)."""
    for relation in _RELATIONS:
        if relation in links:
            response.headers.add("Link", f'<{links[relation]}>; rel="{relation}"')
    return response


def _say(site: Site) -> Callable[..., str]:
    language = language_of(request)

    def say(key: str, **values: object) -> str:
        return site.translations.say(language, key, **values)

    return say


def _suggestions(site: Site) -> Response:
    """Answer in the format of OpenSearch Suggestions: what was typed, names, what they are, where they are found."""
    given = url_fields(request)
    typed = [value for name, value in given if name == "q"]
    if len(typed) > 1:
        raise BadParameterError(f"the parameter q is given {len(typed)} times; give it once")
    text = read_query(typed[0] if typed else "")
    snapshot = snapshot_before(site.engine)
    language = language_of(request)
    arguments = {"text": text, "limit": _SUGGESTED, "language": language}
    found = read_suggestions(ask(site.engine, "suggest", arguments)) if 0 < len(text) <= _LONGEST_TYPED else []
    say = _say(site)
    response = jsonify(
        [
            text,
            [suggestion.text for suggestion in found],
            [say(f"search.kind.{suggestion.kind}") for suggestion in found],
            [urljoin(request.host_url, f"/search?q={quote(suggestion.text)}") for suggestion in found],
        ]
    )
    response.content_type = SUGGESTIONS_TYPE
    response.headers["Content-Language"] = language
    response.vary.update(("Accept-Language", "Cookie"))
    return shared(request, response, snapshot)


def _description(site: Site) -> Response:
    language = language_of(request)
    body = render_template("opensearch.xml", t=_say(site), lang=language, root=request.host_url.rstrip("/"))
    response = make_response(body)
    response.content_type = DESCRIPTION_TYPE
    response.vary.update(("Accept-Language", "Cookie"))
    return shared(request, response, snapshot_before(site.engine))

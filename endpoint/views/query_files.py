"""The saved queries for other tools: as RDF, as the files that they are, and as grlc reads them."""

from functools import lru_cache, partial
from typing import Final

from flask import Blueprint, Response, request
from pyoxigraph import Triple

from phaen.endpoint.answering import REVALIDATED
from phaen.endpoint.cache.keys import digest
from phaen.endpoint.description.document import document_response
from phaen.endpoint.description.rdf import Statements
from phaen.endpoint.formats import GRAPH_FORMATS
from phaen.endpoint.language import LANGUAGES
from phaen.endpoint.negotiation import Choice, choose_among, split_suffix
from phaen.endpoint.pages import Pages, redirect_to
from phaen.endpoint.saved.asking import read_values
from phaen.endpoint.saved.finding import filter_of
from phaen.endpoint.tags import LENGTH
from phaen.endpoint.website import Site
from phaen.queries.catalogue import Catalogue
from phaen.queries.grlc import grlc_list, grlc_query, is_understood
from phaen.queries.model import SavedQuery
from phaen.queries.shacl import describe_catalogue, describe_query
from phaen.queries.source import query_file

QUERY_TYPE: Final = "application/sparql-query; charset=utf-8"
LICENCE: Final = "https://www.apache.org/licenses/LICENSE-2.0"
"""That of the files of the saved queries."""
YAML_TYPE: Final = "application/yaml; charset=utf-8"
_SEE_OTHER: Final = 303


def query_files_blueprint(site: Site, _: Pages) -> Blueprint:
    """Make the views of the saved queries that no person reads."""
    blueprint = Blueprint("query_files", __name__)

    for format_ in GRAPH_FORMATS:
        choice = Choice(format_, format_.media_types[0])
        view = partial(catalogue_as_rdf, site, choice)
        blueprint.add_url_rule(f"/queries.{format_.suffix}", f"examples_{format_.name}", view)

    @blueprint.get("/queries/<name>.rq")
    def file(name: str) -> Response:
        return _text(query_file(site.catalogue.get(name), read_values(request)), QUERY_TYPE)

    @blueprint.get("/grlc/<name>.rq")
    def decorated(name: str) -> Response:
        return _text(_for_grlc(site, site.catalogue.get(name)), QUERY_TYPE)

    @blueprint.get("/grlc.yml")
    def listed() -> Response:
        return _text(_grlc_list(site), YAML_TYPE)

    @blueprint.get("/doc/query/<name>")
    def document(name: str) -> Response:
        return _document(site, name)

    _add_identifiers(blueprint, site)
    return blueprint


def _add_identifiers(blueprint: Blueprint, site: Site) -> None:
    """Lead from the IRIs of the queries, of their groups and of their graph to what describes them."""

    @blueprint.get("/id/query/<name>")
    def identifier(name: str) -> Response:
        return _lead(site, name)

    @blueprint.get("/id/query-group/<name>")
    @blueprint.get("/.well-known/sparql-examples")
    @blueprint.get("/sparql/.well-known/sparql-examples")
    def collection(name: str = "") -> Response:
        del name  # the page has all groups
        return redirect_to("/queries", _SEE_OTHER)


def catalogue_as_rdf(site: Site, choice: Choice) -> Response:
    """Answer with the saved queries, or those that the address looks for, as RDF."""
    looked_for = filter_of(request.args)
    if looked_for.given:
        found = describe_catalogue(site.catalogue, site.settings.base, looked_for.keep(site.catalogue))
    else:
        found = list(_described(site.catalogue, site.settings.base))
    return document_response(site, request, Statements(found), choice, "")


@lru_cache(maxsize=4)
def _described(catalogue: Catalogue, base: str) -> tuple[Triple, ...]:
    """Describe the saved queries once: they do not change while the service runs."""
    return tuple(describe_catalogue(catalogue, base))


# --- one query --------------------------------------------------------------------------------------------------------


def _lead(site: Site, name: str) -> Response:
    """Lead from the IRI of a query to its page, or to the statements about it (Cool URIs)."""
    stem, suffix = split_suffix(name)
    found = site.catalogue.get(stem).name
    choice = choose_among(GRAPH_FORMATS, request.accept_mimetypes, suffix or request.args.get("format"))
    address = f"/queries/{found}" if choice is None else f"/doc/query/{found}.{choice.format.suffix}"
    response = redirect_to(address, _SEE_OTHER)
    response.vary.add("Accept")
    return response


def _document(site: Site, name: str) -> Response:
    stem, suffix = split_suffix(name)
    saved = site.catalogue.get(stem)
    choice = choose_among(GRAPH_FORMATS, request.accept_mimetypes, suffix or request.args.get("format"))
    if choice is None:
        return _lead(site, name)
    said = Statements(describe_query(saved, site.settings.base))
    return document_response(site, request, said, choice, "")


def _for_grlc(site: Site, saved: SavedQuery) -> str:
    language = _language()
    groups = {group.name: group.title.get(language) for group in site.catalogue.groups}
    group = groups.get(saved.group, "")
    return grlc_query(saved, f"{request.url_root}sparql", language=language, group=group)


def _grlc_list(site: Site) -> str:
    language = _language()
    chosen = f"?lang={language}" if "lang" in request.args else ""
    understood = (saved.name for saved in site.catalogue if is_understood(saved))
    addresses = {name: f"{request.url_root}grlc/{name}.rq{chosen}" for name in understood}
    title, description = (site.translations.say(language, key) for key in ("queries.title", "queries.lead"))
    return grlc_list(addresses, title, description, ("phaen", request.url_root), LICENCE)


def _language() -> str:
    """Return the language that the address asks for, else English: a program's own language says nothing."""
    given = request.args.get("lang", "")
    return given if given in LANGUAGES else "en"


def _text(text: str, content_type: str) -> Response:
    """Answer with a text that is the same until the software changes; 304 if the client has it."""
    response = Response(text, content_type=content_type)
    response.set_etag(digest(text)[:LENGTH])
    response.headers["Cache-Control"] = REVALIDATED
    response.make_conditional(request)
    return response

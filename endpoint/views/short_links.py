"""``/q``: permanent short links to queries that somebody typed, listed nowhere."""

from http import HTTPStatus
from typing import Final
from urllib.parse import quote, urlencode

from flask import Blueprint, Response, jsonify, request

from phaen.endpoint.answering import respond
from phaen.endpoint.authorization import require_token
from phaen.endpoint.cache.keys import digest
from phaen.endpoint.description.document import document_response
from phaen.endpoint.embedding.addresses import Embedding, embedding, sparql_fields
from phaen.endpoint.errors import AnswerError, BadParameterError, NotAcceptableError, NotReadyError
from phaen.endpoint.formats import GRAPH_FORMATS, ROW_FORMATS, by_name
from phaen.endpoint.front.client import CLIENT
from phaen.endpoint.language import LANGUAGES, language_of
from phaen.endpoint.negotiation import Choice, wanted
from phaen.endpoint.pages import Pages, redirect_to
from phaen.endpoint.problems import from_answer_error
from phaen.endpoint.protocol import QUERY_TYPE, SparqlRequest, base_iri, job_for, read_timeout
from phaen.endpoint.saved.pictures.choosing import view_fields
from phaen.endpoint.saved.pictures.views import GRAPH, TABLE
from phaen.endpoint.sharing import shared, snapshot_before
from phaen.endpoint.short_links.citation import cite, day_of
from phaen.endpoint.short_links.content import Content
from phaen.endpoint.short_links.describing import Shown, as_json, as_statements
from phaen.endpoint.short_links.errors import ShortLinksOffError
from phaen.endpoint.short_links.kinds import AVAILABLE, accepted_kind, named_kind
from phaen.endpoint.short_links.link import Link
from phaen.endpoint.short_links.rates import Rates
from phaen.endpoint.short_links.reading import ACCEPTED, check_content, read_content, refuse_foreign_origin
from phaen.endpoint.short_links.store import LinkStore
from phaen.endpoint.tags import LENGTH
from phaen.endpoint.website import Site

PATH: Final = "/q"
_LONGEST_ADDRESS: Final = 16_000
"""Bytes of an address that every browser and every proxy takes."""

_KEPT: Final = "public, max-age=86400, immutable"
"""A day, although the query never changes: so long may a link that was removed live on in caches."""


def short_links_blueprint(site: Site, pages: Pages) -> Blueprint:
    """Make the views."""
    blueprint = Blueprint("short_links", __name__)
    store = LinkStore(site.settings.store, site.settings.short_links)
    rates = Rates(site.settings.short_link_rate)

    @blueprint.get(PATH)
    def nothing_is_listed() -> Response:
        language = request.args.get("lang")
        return redirect_to(f"/sparql?lang={language}" if language in LANGUAGES else "/sparql", HTTPStatus.SEE_OTHER)

    @blueprint.post(PATH)
    def make() -> Response:
        refuse_foreign_origin(request, site.settings.cors_origin)
        content = read_content(request, site.settings.short_link_size)
        try:
            return _made(site, *_make(site, store, rates, content))
        except AnswerError as error:
            return _editor(pages, content, error)

    @blueprint.get(f"{PATH}/<name>")
    def show(name: str) -> Response:
        stem, _, suffix = name.partition(".")
        return _show(site, pages, store.get(stem), suffix)

    @blueprint.delete(f"{PATH}/<name>")
    def remove(name: str) -> Response:
        require_token(request, site.settings, "removing a short link")
        store.remove(name)
        response = Response(status=HTTPStatus.NO_CONTENT)
        del response.headers["Content-Type"]  # there is no content
        response.headers["Cache-Control"] = "no-store"
        return response

    blueprint.after_request(_unlisted)
    return blueprint


def _unlisted(response: Response) -> Response:
    """Ask search engines not to list a link, and say what makes one."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    if request.path == PATH:
        response.headers["Accept-Post"] = ACCEPTED
    return response


def _make(site: Site, store: LinkStore, rates: Rates, content: Content) -> tuple[Link, str, HTTPStatus]:
    """Keep a content; return its link, the snapshot that it may be cited with, and what to answer."""
    if not site.settings.short_links:
        raise ShortLinksOffError("this service makes no short links; its operator can set short_links to allow them")
    rates.take(CLIENT.get())
    form = check_content(content, _endpoint(), site.settings)
    # Without a store there is nothing to cite. Another engine's data has no name, but the folder of the store is ours.
    snapshot = snapshot_before(site.engine)
    if not snapshot and not site.settings.engine:
        raise NotReadyError(f"{site.settings.store}: nothing is published there, so there is nothing to cite")
    link, new = store.put(content, form, snapshot)
    return link, snapshot, HTTPStatus.CREATED if new else HTTPStatus.OK


def _made(site: Site, link: Link, snapshot: str, status: HTTPStatus) -> Response:
    """Answer who has asked for a link: with its page, or with what it is as JSON (RFC 9110, section 9.3.3)."""
    address = f"{PATH}/{link.name}"
    if _wants_page():
        cited = f"?snapshot={quote(snapshot)}" if snapshot else ""
        response = redirect_to(address + cited, HTTPStatus.SEE_OTHER)
    else:
        response = jsonify(as_json(_described(site, link, snapshot, snapshot)))
        response.status_code = status
        response.headers["Location"] = address
    response.headers["Cache-Control"] = "no-store"
    response.vary.add("Accept")
    return response


def _editor(pages: Pages, content: Content, error: AnswerError) -> Response:
    """Show the editor again, with the query and what is wrong with it; raise the error for who wants no page."""
    if not _wants_page():
        raise error
    found = from_answer_error(error)
    asked = _asked(content)
    values = {"asked": asked, "shown": None, "problem": found, "samples": (), "view_fields": view_fields(content.view)}
    page = pages.render("sparql.html", found.status, **values)
    page.headers.extend(found.headers)
    page.headers["Cache-Control"] = "no-store"
    return page


def _shown(site: Site, link: Link) -> Shown:
    """Return a link as the request asks for it; raises BadParameterError for a snapshot that nobody asked for it on."""
    current, first = snapshot_before(site.engine), next(iter(link.snapshots), "")
    cited = request.args.get("snapshot") or first
    if cited not in {first, *link.snapshots}:
        known = ", ".join(link.snapshots[-3:]) or "none"
        raise BadParameterError(
            f"this link is not known to have been asked for on the snapshot {cited[:40]!a}; "
            f"the last ones that are: {known}",
            "snapshot",
        )
    return _described(site, link, current, cited)


def _described(site: Site, link: Link, current: str, cited: str) -> Shown:
    address = f"{request.url_root}{PATH.lstrip('/')}/{link.name}"
    return Shown(link, address, _endpoint(), current, cited, cite(link, address, cited, site.translations.say))


def _show(site: Site, pages: Pages, link: Link, suffix: str) -> Response:
    """Answer with the result of a link, with its page, or with one of the other ways to write it down."""
    if "run" in request.args:
        return _run(site, link)
    kind, shown = _kind(suffix or request.args.get("format")), _shown(site, link)
    if kind == "rq":
        return _text(link)
    if kind in {"html", "json"}:
        response = _page(site, pages, shown) if kind == "html" else jsonify(as_json(shown))
        response.vary.add("Accept")
        return shared(request, response, shown.current)
    format_ = by_name(kind)
    return document_response(site, request, as_statements(shown), Choice(format_, format_.media_types[0]), "")


def _page(site: Site, pages: Pages, shown: Shown) -> Response:
    content, graph = shown.link.content, shown.link.form in {"construct", "describe"}
    short = len(_result_address(content)) <= _LONGEST_ADDRESS
    return pages.render(
        "short-link.html",
        shown=shown,
        content=content,
        view_fields=view_fields(content.view),
        embedding=_embedding(site, shown.link),
        days={"cited": day_of(shown.cited), "current": day_of(shown.current)},
        formats=[format_.name for format_ in (GRAPH_FORMATS[:4] if graph else ROW_FORMATS)],
        method="get" if short else "post",
    )


def _embedding(site: Site, link: Link) -> Embedding:
    """Return how the result of a link is put into another page."""
    language, content = language_of(request), link.content
    title = content.title or site.translations.say(language, "file.drawing.untitled")
    view = content.view or (GRAPH if link.form in {"construct", "describe"} else TABLE)
    return embedding(request.url_root.rstrip("/"), f"{PATH}/{link.name}", [], view, title, language)


def _text(link: Link) -> Response:
    """Answer with the query itself, which is the same for ever."""
    tag = digest(link.digest)[:LENGTH]
    response = Response(link.content.query + "\n", content_type=f"{QUERY_TYPE}; charset=utf-8")
    response.set_etag(tag)
    response.headers["Cache-Control"] = _KEPT
    response.vary.add("Accept")
    response.make_conditional(request)
    return response


def _run(site: Site, link: Link) -> Response:
    """Answer with the result on the current snapshot: data as the endpoint sends it, or the editor for a browser."""
    content = link.content
    asked = _asked(content, request.args.get("format") or content.format)
    want = wanted(request.accept_mimetypes, asked.format)
    if not want.html:
        return respond(site.engine, request, job_for(site.settings, asked, _endpoint()), want)
    address = _result_address(content)
    return redirect_to(address if len(address) <= _LONGEST_ADDRESS else f"{PATH}/{link.name}", HTTPStatus.SEE_OTHER)


def _asked(content: Content, format_name: str = "") -> SparqlRequest:
    """Return the content as a request to the endpoint."""
    return SparqlRequest(
        content.query,
        content.default_graphs or None,
        content.named_graphs or None,
        read_timeout(request.args.get("timeout")),
        format_name or None,
    )


def _result_address(content: Content) -> str:
    """Return the address of the editor with the query and its result."""
    return "/sparql?" + urlencode([*sparql_fields(_asked(content), content.view), ("format", "html")])


def _endpoint() -> str:
    """Return the address of the endpoint, against which relative IRIs of a query are resolved."""
    return base_iri(request.scheme, request.host, request.root_path, "/sparql")


def _wants_page() -> bool:
    return accepted_kind(request) == "html"


def _kind(name: str | None) -> str:
    """Return what to show: by suffix or ``format``, else by Accept; raises NotAcceptableError."""
    found = named_kind(name) if name else accepted_kind(request)
    if found is None:
        raise NotAcceptableError(
            f"a link is shown as {', '.join(AVAILABLE)} or as a page; its result is at the same address with ?run",
            AVAILABLE,
        )
    return found

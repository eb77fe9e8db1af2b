"""``/embed/…``: results as small pages that may stand in the frames of other sites, and as drawings."""

from collections.abc import Callable
from typing import Final

from flask import Blueprint, Response, request

from phaen.endpoint.embedding.addresses import EMBED
from phaen.endpoint.embedding.drawing.canvas import Caption
from phaen.endpoint.embedding.drawing.svg import DRAWN, drawing
from phaen.endpoint.embedding.showing import TABLE_ROWS, Look, Source, about, drawn, look, namer_of
from phaen.endpoint.embedding.sources import of_link, of_saved, of_typed
from phaen.endpoint.errors import AnswerError, BadParameterError, UnknownResourceError
from phaen.endpoint.language import language_of
from phaen.endpoint.memento.dated import site_at
from phaen.endpoint.pages import Pages
from phaen.endpoint.problems import Problem, Telling, from_answer_error, from_foreign_error, problem
from phaen.endpoint.protocol import read_release
from phaen.endpoint.saved.pictures.choosing import VIEW
from phaen.endpoint.saved.pictures.series import Undrawn
from phaen.endpoint.sharing import shared, snapshot_before
from phaen.endpoint.short_links.citation import day_in_words, day_of
from phaen.endpoint.short_links.store import LinkStore
from phaen.endpoint.website import Site
from phaen.loaders.errors import StoreError
from phaen.queries.errors import ParameterError, UnknownQueryError

SVG_TYPE: Final = "image/svg+xml"
FRAMED: Final = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors *"
)
"""The policy of the pages here: no script, no form, and any site may show them in a frame."""
STILL: Final = "default-src 'none'; frame-ancestors *"
"""That of a drawing, which loads nothing."""

Find = Callable[[Site, str], Source]


def embed_blueprint(site: Site, pages: Pages) -> Blueprint:
    """Make the views: a page and a drawing for each kind of what can be embedded."""
    blueprint = Blueprint("embed", __name__, url_prefix=EMBED)
    links = LinkStore(site.settings.store, site.settings.short_links)
    kinds: tuple[tuple[str, Find], ...] = (
        ("/queries/<name>", lambda at, name: of_saved(at, request, at.catalogue.get(name))),
        ("/sparql", lambda at, _: of_typed(at, request)),
        ("/q/<name>", lambda at, name: of_link(at, request, links.get(name))),
    )
    for path, find in kinds:
        _add(blueprint, site, pages, path, find)

    @blueprint.get("/<path:path>")
    def nothing(path: str) -> Response:
        raise UnknownResourceError(
            f"nothing is embedded from {path[:80]!r}; take queries/NAME, sparql?query=… or q/NAME, of a short link"
        )

    _add_problems(blueprint, pages)
    blueprint.after_request(_unlisted)
    return blueprint


def _add(blueprint: Blueprint, site: Site, pages: Pages, path: str, find: Find) -> None:
    kind = path.split("/")[1]

    def page(name: str = "") -> Response:
        at = site_at(site, read_release(request))
        return _page(at, pages, find(at, name))

    def file(name: str = "phaen") -> Response:
        at = site_at(site, read_release(request))
        return _drawing(at, find(at, name), name)

    blueprint.add_url_rule(path, f"{kind}_page", page)
    blueprint.add_url_rule(f"{path}.svg", f"{kind}_drawing", file)


def _add_problems(blueprint: Blueprint, pages: Pages) -> None:
    """Answer errors with pages as small as the others, which may stand in a frame too."""

    def page(found: Problem) -> str:
        return pages.render("embed-problem.html", found.status, problem=found).get_data(as_text=True)

    telling = Telling(page, pages.localized)

    def answer_error(error: AnswerError) -> Response:
        return _framed(problem(from_answer_error(error), telling), FRAMED)

    def foreign_error(error: ParameterError | UnknownQueryError | StoreError) -> Response:
        return _framed(problem(from_foreign_error(error), telling), FRAMED)

    blueprint.register_error_handler(AnswerError, answer_error)
    for foreign in (ParameterError, UnknownQueryError, StoreError):
        blueprint.register_error_handler(foreign, foreign_error)


def _unlisted(response: Response) -> Response:
    """Ask search engines for the page that has all of it, rather than for its picture."""
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _framed(response: Response, policy: str) -> Response:
    """Let other sites show an answer in their pages, and leave nothing in the browser of who reads those."""
    response.headers["Content-Security-Policy"] = policy
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers.remove("Set-Cookie")
    return response


def _page(site: Site, pages: Pages, source: Source) -> Response:
    snapshot, language = snapshot_before(site.engine), language_of(request)
    found = look(site, source, language)
    page = pages.render(
        "embed.html",
        source=source,
        look=found,
        title=_title(site, source, language),
        day=_day(site, found, language),
        most=TABLE_ROWS,
        drawn=drawn(site, found.picture, found.names, language),
        names=found.names,
    )
    return _kept(_framed(page, FRAMED), source, snapshot)


def _drawing(site: Site, source: Source, name: str) -> Response:
    """Answer with a picture as a file; raises BadParameterError for a view that is text, or cannot be drawn."""
    snapshot, language = snapshot_before(site.engine), language_of(request)
    found = look(site, source, language)
    picture = found.picture
    if picture is None or picture.kind not in DRAWN:
        raise BadParameterError(_not_drawn(site, found), VIEW)
    caption = Caption(
        _title(site, source, language),
        about(found, site.translations, language),
        _origin(site, source, found, language),
        language,
    )
    response = Response(drawing(picture, namer_of(site, found.names, language), caption), mimetype=SVG_TYPE)
    response.headers["Content-Disposition"] = f'inline; filename="{name}.svg"'
    response.vary.update(("Accept-Language", "Cookie"))
    return _kept(_framed(response, STILL), source, snapshot)


def _kept(response: Response, source: Source, snapshot: str) -> Response:
    """Let an answer be kept until other data is published, unless the query says what time it is."""
    return response if source.changing else shared(request, response, snapshot)


def _not_drawn(site: Site, found: Look) -> str:
    """Say why there is no drawing of a result; in English, as all errors are raised."""
    if isinstance(found.picture, Undrawn):
        return site.translations.say("en", f"query.view.none.{found.picture.reason}")
    return f"the view {found.view.type} is no drawing; use {VIEW}={', '.join(DRAWN)}, or leave .svg out of the address"


def _title(site: Site, source: Source, language: str) -> str:
    return source.title or site.translations.say(language, "file.drawing.untitled")


def _day(site: Site, found: Look, language: str) -> str:
    """Return the day of the data that a result is of; "" where its state has no name."""
    day = day_of(found.shown.snapshot)
    return "" if day is None else day_in_words(day, language, site.translations.say)


def _origin(site: Site, source: Source, found: Look, language: str) -> str:
    """Return where a drawing is from: the site, the day of the data, and the address that has all of it."""
    day = _day(site, found, language)
    state = [site.translations.say(language, "embed.day", day=day)] if day else []
    full = request.url_root.rstrip("/") + source.full
    return " · ".join([site.translations.say(language, "site.name"), *state, full])

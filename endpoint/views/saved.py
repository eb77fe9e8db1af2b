"""``/queries``: the saved queries as a catalogue, as forms and as results."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, request

from phaen.endpoint.answering import respond
from phaen.endpoint.engine import DEFAULT_FORMATS, Job
from phaen.endpoint.errors import AnswerError, BadParameterError, UnknownResourceError
from phaen.endpoint.formats import GRAPH_FORMATS, ROW_FORMATS, Form
from phaen.endpoint.negotiation import split_suffix, wanted
from phaen.endpoint.pages import Pages
from phaen.endpoint.problems import Problem, from_answer_error, from_foreign_error
from phaen.endpoint.protocol import read_timeout, url_fields
from phaen.endpoint.sharing import shared, snapshot_before
from phaen.endpoint.sparql.changing import may_change
from phaen.endpoint.tables import Shown, show
from phaen.endpoint.website import Site
from phaen.ontology.provinces import Province, all_provinces
from phaen.queries.binding import bind
from phaen.queries.catalogue import Parameter, SavedQuery
from phaen.queries.errors import ParameterError

# Parameters of the address that belong to this site and never to a query.
RESERVED = frozenset({"lang", "format", "timeout"})


@dataclass(frozen=True)
class Attempt:
    """A saved query with the values of a request, and what came of it."""

    saved: SavedQuery
    values: dict[str, str]
    text: str
    shown: Shown | None = None
    problem: Problem | None = None


def saved_blueprint(site: Site, pages: Pages) -> Blueprint:
    """Make the views of the saved queries."""
    blueprint = Blueprint("saved", __name__)

    @blueprint.get("/queries")
    def catalogue() -> Response:
        want = wanted(request.accept_mimetypes, request.args.get("format"))
        if want.html:
            snapshot = snapshot_before(site.engine)
            return shared(request, pages.render("queries.html", queries=tuple(site.catalogue)), snapshot)
        return _catalogue_json(site)

    @blueprint.get("/queries.json")
    def catalogue_file() -> Response:
        return _catalogue_json(site)

    @blueprint.get("/queries/<name>")
    def result(name: str) -> Response:
        stem, suffix = split_suffix(name)
        saved = site.catalogue.get(stem)
        want = wanted(request.accept_mimetypes, request.args.get("format"), suffix)
        values = read_values()
        if want.html:
            return _page(site, pages, saved, values)
        return respond(site.engine, request, _asked(site, saved, bind(saved, values)), want)

    @blueprint.get("/queries/<path:path>")
    def deeper(path: str) -> Response:
        raise UnknownResourceError(f"no saved query is called {path!r}; see /queries for those that there are")

    return blueprint


def read_values() -> dict[str, str]:
    """Return the parameters of the request; raise BadParameterError for one that is given twice."""
    values: dict[str, str] = {}
    for name, value in url_fields(request):
        if name in RESERVED:
            continue
        if name in values:
            raise BadParameterError(f"the parameter {name} is given twice; give it once")
        values[name] = value
    return values


def describe_query(saved: SavedQuery) -> dict[str, object]:
    """Return the catalogue's entry of a query."""
    return {
        "name": saved.name,
        "title": saved.title.as_dict(),
        "description": saved.description.as_dict(),
        "keywords": list(saved.keywords),
        "form": saved.form,
        "parameters": [_describe_parameter(parameter) for parameter in saved.parameters],
        "text": saved.text,
    }


def _describe_parameter(parameter: Parameter) -> dict[str, object]:
    return {
        "name": parameter.name,
        "type": parameter.type,
        "example": parameter.example,
        "label": parameter.label.as_dict(),
        "required": parameter.required,
        "default": parameter.default,
        "choices": list(parameter.choices),
    }


def _catalogue_json(site: Site) -> Response:
    response = jsonify(queries=[describe_query(saved) for saved in site.catalogue])
    response.vary.add("Accept")
    return response


def _page(site: Site, pages: Pages, saved: SavedQuery, values: dict[str, str]) -> Response:
    """Show the form, the query and its result; a query opened without values runs with its examples."""
    values = values or {parameter.name: parameter.example for parameter in saved.parameters if parameter.required}
    snapshot = snapshot_before(site.engine)
    attempt = _attempt(site, saved, values)
    status = attempt.problem.status if attempt.problem is not None else 200
    response = pages.render(
        "query.html", status, attempt=attempt, downloads=_downloads(attempt), provinces=_provinces(saved)
    )
    if attempt.problem is not None:
        response.headers.extend(attempt.problem.headers)
    # A query that says what time it is gives another page each time.
    changing = may_change(attempt.text, services=bool(site.settings.services))
    return response if changing else shared(request, response, snapshot)


def _provinces(saved: SavedQuery) -> tuple[Province, ...]:
    """Return the provinces that a form offers, if it asks for one."""
    asks = any(parameter.type == "province" for parameter in saved.parameters)
    return tuple(all_provinces().values()) if asks else ()


def _attempt(site: Site, saved: SavedQuery, values: dict[str, str]) -> Attempt:
    try:
        text = bind(saved, values)
    except ParameterError as error:
        return Attempt(saved, values, saved.text, problem=from_foreign_error(error))
    try:
        shown = show(site.engine, _asked(site, saved, text), site.settings.page_rows)
    except AnswerError as error:
        return Attempt(saved, values, text, problem=from_answer_error(error))
    return Attempt(saved, values, text, shown=shown)


def job_of(site: Site, saved: SavedQuery, text: str, formats: Mapping[Form, str] = DEFAULT_FORMATS) -> Job:
    """Return the job of a saved query, with its parameters in the text."""
    return Job(text, formats=formats, limit=saved.timeout, rows=site.settings.max_rows or None)


def _asked(site: Site, saved: SavedQuery, text: str) -> Job:
    """Return the job of a saved query, with the time limit that the request asks for."""
    return replace(job_of(site, saved, text), timeout=read_timeout(request.args.get("timeout")))


def _downloads(attempt: Attempt) -> list[tuple[str, str]]:
    formats = GRAPH_FORMATS[:4] if attempt.saved.form in {"construct", "describe"} else ROW_FORMATS
    given = {name: value for name, value in attempt.values.items() if value}
    query = "?" + urlencode(given) if given else ""
    return [(format_.name, f"/queries/{attempt.saved.name}.{format_.suffix}{query}") for format_ in formats]

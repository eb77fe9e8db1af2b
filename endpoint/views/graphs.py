"""``/graphs``: the SPARQL 1.1 Graph Store HTTP Protocol; reading is open, writing needs the token."""

from urllib.parse import quote, urlencode
from uuid import uuid4

from flask import Blueprint, Response, request

from phaen.endpoint.answering import respond_graph
from phaen.endpoint.authorization import require_token
from phaen.endpoint.engine import GraphJob
from phaen.endpoint.errors import BadRequestError
from phaen.endpoint.formats import GRAPH_FORMATS
from phaen.endpoint.graphstore import DATASET_FORMATS, Target, condition_of, own_address, read_payloads, target_of
from phaen.endpoint.memento.dated import in_release, site_at
from phaen.endpoint.negotiation import choose_among
from phaen.endpoint.pages import Pages
from phaen.endpoint.protocol import read_release, refuse_release, url_fields
from phaen.endpoint.questions_of_lists import content_of, graphs
from phaen.endpoint.sharing import shared, snapshot_before
from phaen.endpoint.tables import select, show
from phaen.endpoint.views.update import written_response
from phaen.endpoint.website import Site
from phaen.endpoint.writing.jobs import DeleteJob, PostJob, PutJob

_MOST_LISTED = 20_000
_LIST = """
SELECT ?graph (COUNT(?s) AS ?triples) WHERE { GRAPH ?graph {} OPTIONAL { GRAPH ?graph { ?s ?p ?o } } }
GROUP BY ?graph ORDER BY ?graph
"""
_NO_GRAPH = "the request names no graph; name it by graph=IRI or default in the URL"


def graphs_blueprint(site: Site, pages: Pages) -> Blueprint:
    """Make the views of the graph store."""
    blueprint = Blueprint("graphs", __name__)

    def add(method: str, view: str) -> None:
        for rule in ("/graphs", "/graphs/<path:path>"):
            blueprint.add_url_rule(rule, view, views[view], methods=[method])

    views = {
        "read": lambda path=None: _read(site_at(site, read_release(request)), pages, target_of(request, path)),
        "put": lambda path=None: _put(site, path),
        "post": lambda path=None: _post(site, path),
        "delete": lambda path=None: _delete(site, path),
    }
    add("GET", "read")
    add("PUT", "put")
    add("POST", "post")
    add("DELETE", "delete")

    @blueprint.after_request
    def accepted(response: Response) -> Response:
        types = ", ".join(format_.media_types[0] for format_ in GRAPH_FORMATS)
        response.headers["Accept-Post"] = f"{types}, multipart/form-data"
        return response

    return blueprint


def _read(site: Site, pages: Pages, target: Target) -> Response:
    formats = DATASET_FORMATS if target.store else GRAPH_FORMATS
    choice = choose_among(formats, request.accept_mimetypes, request.args.get("format"))
    if choice is not None:
        job = GraphJob(choice.format.name, target.graph, dataset=target.store)
        return respond_graph(site.engine, request, job, choice)
    snapshot = snapshot_before(site.engine)
    if target.store:
        page = pages.render(
            "graphs.html",
            graphs=select(site.engine, _LIST, _MOST_LISTED),
            default=_shown(site, Target()),
            question=graphs(),
        )
    else:
        page = pages.render(
            "graph.html",
            target=target,
            shown=_shown(site, target),
            downloads=downloads(target),
            question=None if target.graph is None else content_of(target.graph),
        )
    return shared(request, page, snapshot)


def _shown(site: Site, target: Target) -> object:
    return show(site.engine, GraphJob("turtle", target.graph), site.settings.page_rows)


def downloads(target: Target) -> list[tuple[str, str]]:
    """Return name and address of a graph in each format."""
    named = [("graph", target.graph)] if target.graph is not None else [("default", "")]
    addresses = (
        (format_.name, "/graphs?" + urlencode([*named, ("format", format_.name)])) for format_ in GRAPH_FORMATS
    )
    return [(name, in_release(address)) for name, address in addresses]


def _may_write(site: Site) -> None:
    require_token(request, site.settings)
    refuse_release(url_fields(request))


def _put(site: Site, path: str | None) -> Response:
    _may_write(site)
    target = _one_graph(path)
    payloads = read_payloads(request, target.graph or request.base_url)
    job = PutJob(target.graph, payloads, condition_of(request))
    return written_response(site.engine.write(job), _address(target, path))


def _post(site: Site, path: str | None) -> Response:
    """Add to a graph; without one, quads go where they say, and triples into a new graph (section 5.5)."""
    _may_write(site)
    target = target_of(request, path)
    if not target.store:
        payloads = read_payloads(request, target.graph or request.base_url)
        changes = PostJob(target.graph, payloads, condition_of(request))
        return written_response(site.engine.write(changes), _address(target, path))
    new = f"{request.base_url.rstrip('/')}/{uuid4()}"
    payloads = read_payloads(request, new)
    dataset = all(payload.format in {"nquads", "trig"} for payload in payloads)
    job = PostJob(None if dataset else new, payloads, condition_of(request), dataset=dataset)
    return written_response(site.engine.write(job), new)


def _delete(site: Site, path: str | None) -> Response:
    _may_write(site)
    target = _one_graph(path)
    return written_response(site.engine.write(DeleteJob(target.graph, condition_of(request))))


def _address(target: Target, path: str | None) -> str:
    """Return where a graph is read: its own address, or the one that names it by a parameter."""
    if path is not None or target.graph is None:
        return own_address(request)
    return f"{request.base_url}?graph={quote(target.graph, safe='')}"


def _one_graph(path: str | None) -> Target:
    target = target_of(request, path)
    if target.store:
        raise BadRequestError(_NO_GRAPH)
    return target

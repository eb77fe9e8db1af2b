"""``/queries/NAME.ipynb`` and ``.sh .py .R .js``: programs that ask a saved query, with the values of the request."""

from collections.abc import Mapping
from typing import Final

from flask import Blueprint, Response, request

from phaen.endpoint.memento.dated import dated_by, site_at
from phaen.endpoint.pages import Pages
from phaen.endpoint.protocol import read_release
from phaen.endpoint.saved.asking import read_values
from phaen.endpoint.sharing import shared, snapshot_before
from phaen.endpoint.snippets.model import question
from phaen.endpoint.snippets.notebook import notebook
from phaen.endpoint.snippets.programs import snippets
from phaen.endpoint.website import Site
from phaen.queries.binding import bind
from phaen.queries.model import SavedQuery

PROGRAMS: Final = {"sh": "shell", "py": "python", "R": "r", "js": "javascript"}
NOTEBOOK_TYPE: Final = "application/x-ipynb+json"
# Never as a script: the program holds values of the address, and this site's pages may run the scripts of this site.
_TEXT: Final = "text/plain; charset=utf-8"


def snippets_blueprint(site: Site, _: Pages) -> Blueprint:
    """Make the views of the programs."""
    blueprint = Blueprint("snippets", __name__)

    @blueprint.get("/queries/<name>.ipynb")
    def as_notebook(name: str) -> Response:
        saved = site.catalogue.get(name)
        values = _values(saved)
        at = site_at(site, read_release(request))
        asked = question(request.url_root, saved, values, bind(saved, values), dated_by())
        snapshot = snapshot_before(at.engine)
        return _file(notebook(asked, snapshot, site.translations), NOTEBOOK_TYPE, f"{name}.ipynb", snapshot)

    def as_program(name: str, suffix: str) -> Response:
        saved = site.catalogue.get(name)
        values = _values(saved)
        at = site_at(site, read_release(request))
        found = snippets(request.url_root, saved, values, bind(saved, values), dated_by())
        text = next(snippet.text for snippet in found if snippet.language == PROGRAMS[suffix])
        return _file(text, _TEXT, f"{name}.{suffix}", snapshot_before(at.engine))

    for suffix in PROGRAMS:
        blueprint.add_url_rule(f"/queries/<name>.{suffix}", suffix, as_program, defaults={"suffix": suffix})
    return blueprint


def _values(saved: SavedQuery) -> Mapping[str, str]:
    """Return the values of the request; without any, the examples of those that the query cannot do without."""
    given = read_values(request)
    return given or {parameter.name: parameter.example for parameter in saved.parameters if parameter.required}


def _file(text: str, content_type: str, name: str, snapshot: str) -> Response:
    response = Response(text, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return shared(request, response, snapshot)

"""``/catalog/ckan.json``: the newest release as a record for the catalogue of Thai government data."""

import json
from typing import Final

from flask import Blueprint, Response, request

from phaen.endpoint.description import ckan
from phaen.endpoint.description.schemaorg import rebased
from phaen.endpoint.errors import UnknownResourceError
from phaen.endpoint.pages import Pages
from phaen.endpoint.releases.library import Library
from phaen.endpoint.sharing import revalidated
from phaen.endpoint.website import Site

ADDRESS: Final = "/catalog/ckan.json"


def ckan_blueprint(site: Site, _: Pages) -> Blueprint:
    """Make the view of the record."""
    blueprint = Blueprint("ckan", __name__)
    library = Library(site.settings.releases_folder)

    @blueprint.get(ADDRESS)
    def record() -> Response:
        release = library.newest()
        if release is None:
            raise UnknownResourceError(
                "there are no releases here yet, so there is nothing to catalogue; see /releases/"
            )
        path = site.settings.releases_folder / release.date / ckan.PATH
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError) as error:
            raise UnknownResourceError(
                f"the release {release.date} has no record for catalogues; write a newer one with phaen release"
            ) from error
        text = ckan.as_json(rebased(found, site.settings.base, request.url_root))
        return revalidated(request, Response(text, content_type="application/json"))

    return blueprint

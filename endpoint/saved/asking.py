"""From a request to the job of a saved query: the values in the address, and the limits that hold for it."""

from collections.abc import Mapping
from dataclasses import replace

from flask import Request

from phaen.endpoint.engine import DEFAULT_FORMATS, Job
from phaen.endpoint.errors import BadParameterError, BadRequestError
from phaen.endpoint.formats import Form
from phaen.endpoint.protocol import read_timeout, url_fields
from phaen.endpoint.saved.pictures.choosing import read_view
from phaen.endpoint.website import Site
from phaen.queries.model import SavedQuery
from phaen.queries.parameter_header import RESERVED


def read_values(request: Request) -> dict[str, str]:
    """Return the parameters of the request; raise BadParameterError for one given twice, or no such view."""
    found: dict[str, str] = {}
    fields = url_fields(request)
    read_view(fields)
    for name, value in fields:
        if name in found:
            raise BadParameterError(f"the parameter {name} is given twice; give it once", name)
        found[name] = value
    return {name: value for name, value in found.items() if name not in RESERVED}


def job_of(site: Site, saved: SavedQuery, text: str, formats: Mapping[Form, str] = DEFAULT_FORMATS) -> Job:
    """Return the job of a saved query, with its parameters in the text.

    It may call those of the services that its file names which the operator has listed.
    """
    services = tuple(service for service in saved.services if service in site.settings.services)
    rows = site.settings.max_rows or None
    return Job(text, formats=formats, limit=saved.timeout, rows=rows, allowed_services=services)


def asked(site: Site, request: Request, saved: SavedQuery, text: str) -> Job:
    """Return the job of a saved query, with the time limit that the request asks for."""
    try:
        timeout = read_timeout(request.args.get("timeout"))
    except BadRequestError as error:
        raise BadParameterError(str(error), "timeout") from error
    return replace(job_of(site, saved, text), timeout=timeout)

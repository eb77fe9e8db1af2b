"""A running service, as commands ask it."""

import http.client
import json
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import ProxyHandler, Request, build_opener

from phaen.endpoint.errors import ServiceError
from phaen.endpoint.settings import Settings

_SECONDS = 10.0
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - where to ask who listens everywhere


class Service:
    """The HTTP interface of a service, with the token of its operator."""

    def __init__(self, settings: Settings, url: str | None) -> None:
        """Take the address that is given, else that of the settings; raise ServiceError if it is none."""
        self._url = (url or _address(settings)).rstrip("/")
        if urlsplit(self._url).scheme not in {"http", "https"}:
            raise ServiceError(f"--url is {url!r}; give an address such as http://127.0.0.1:8000")
        if not settings.token:
            raise ServiceError("no token is set; give that of the service in the environment variable PHAEN_TOKEN")
        self._token = settings.token

    def running(self) -> list[dict[str, Any]]:
        """Return the queries that wait or run."""
        found: list[dict[str, Any]] = json.loads(self._ask("GET", "/running"))
        return found

    def cancel(self, query_id: str) -> None:
        """End a query; raise ServiceError if there is none of this id."""
        self._ask("DELETE", f"/running/{query_id}")

    def _ask(self, method: str, path: str) -> bytes:
        request = Request(self._url + path, method=method, headers={"Authorization": f"Bearer {self._token}"})  # noqa: S310 - http, as checked
        try:
            # Without a proxy of the environment, which would learn the token.
            with build_opener(ProxyHandler({})).open(request, timeout=_SECONDS) as answer:
                body: bytes = answer.read()
                return body
        except HTTPError as error:
            raise ServiceError(f"{self._url}: {_detail(error)}") from error
        except (URLError, OSError, http.client.HTTPException) as error:
            reason = getattr(error, "reason", error)
            raise ServiceError(f"{self._url} does not answer ({reason}); is the service running? see --url") from error


def _address(settings: Settings) -> str:
    host = _EVERYWHERE.get(settings.host, settings.host)
    return f"http://[{host}]:{settings.port}" if ":" in host else f"http://{host}:{settings.port}"


def _detail(error: HTTPError) -> str:
    with error:
        try:
            return str(json.loads(error.read())["detail"])
        except (ValueError, KeyError, TypeError):
            return f"{error.code} {error.reason}; is this a phaen service?"

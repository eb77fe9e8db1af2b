"""Refuse requests whose Host is none: it goes into IRIs of answers.

RFC 9110, section 7.2; RFC 9112, section 3.2; RFC 3986, section 3.2.2.
"""

import re
from functools import lru_cache
from ipaddress import IPv6Address

from flask import Flask, request

from phaen.endpoint.errors import BadRequestError

_HOST = re.compile(r"(?:[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,252})|\[[0-9A-Fa-f:.]{2,45}\])(?::(?P<port>[0-9]{1,5}))?")
_LAST_PORT = 65_535


def refuse_strange_hosts(app: Flask) -> None:
    """Answer 400 to whatever is no name and no address, before a view builds an IRI of it."""

    @app.before_request
    def check() -> None:
        host = request.headers.get("Host")
        if host is None and request.environ.get("SERVER_PROTOCOL") == "HTTP/1.1":
            raise BadRequestError(
                "the request has no header Host, which HTTP/1.1 asks for; send the name of this service"
            )
        if host is not None and not is_host(host):
            raise BadRequestError(f"the header Host is {host!r}, which is no host; send the name of this service")


@lru_cache(maxsize=1024)
def is_host(host: str) -> bool:
    """Tell whether a text is a name or an address, with a port or without one."""
    found = _HOST.fullmatch(host)
    return found is not None and int(found["port"] or 0) <= _LAST_PORT and _is_sound(host)


def _is_sound(host: str) -> bool:
    """Tell whether what stands in brackets is an address, and the labels of an international name can be decoded."""
    try:
        if host.startswith("["):
            IPv6Address(host[1:].partition("]")[0])
        else:
            host.partition(":")[0].encode("ascii").decode("idna")
    except ValueError:  # UnicodeError is one, too
        return False
    return True

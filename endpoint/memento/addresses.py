"""The addresses of one resource: in the present state, in a release, and of the list of these."""

from typing import Final
from urllib.parse import quote

from flask import Request

from phaen.endpoint.graphstore import own_address
from phaen.endpoint.protocol import RELEASE

TIMEMAP: Final = "/timemap/link"
LINK_FORMAT: Final = "application/link-format"
"""The type of a list of links (RFC 6690)."""
LONGEST: Final = 2000
"""Characters of an address up to which it stands in a header field: some readers take but 8 KB of those."""
_SAFE: Final = "!$%&'()*+,/:;=?@[]~"


def original(request: Request) -> str:
    """Return the address of what is asked, in the present state."""
    return _joined(own_address(request), _fields(request))


def memento(request: Request, date: str) -> str:
    """Return the address of what is asked, in a release."""
    return _joined(own_address(request), [*_fields(request), f"{RELEASE}={date}".encode()])


def timemap(request: Request) -> str:
    """Return the address of the list of the releases in which it can be asked."""
    root = request.root_url.rstrip("/")
    return original(request).replace(root, root + TIMEMAP, 1)


def _fields(request: Request) -> list[bytes]:
    """Return the fields of the address as they were sent, without that of a release."""
    sent = request.query_string.split(b"&")
    return [field for field in sent if field and field.partition(b"=")[0] != RELEASE.encode()]


def _joined(address: str, fields: list[bytes]) -> str:
    """Return an address with nothing in it that would end it within a list of links."""
    return quote(address.encode() + (b"?" + b"&".join(fields) if fields else b""), safe=_SAFE)

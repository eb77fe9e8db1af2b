"""Where the address of a service leads: its name is resolved here, once, and what it leads to is checked.

A public name may lead into the operator's own network, by mistake or because whoever holds the name wants to look in
(DNS rebinding). So a public name must lead to a public address. What can only be meant locally may lead to a private
one: an address written in figures, and a name that the public DNS cannot hold.
"""

import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from queue import Empty, SimpleQueue
from typing import Any
from urllib.parse import quote, urlsplit

from phaen.endpoint.federation.errors import RemoteError

_PORTS = {"http": 80, "https": 443}
# One label (a machine of this network, a container), or a name under a top that is reserved for local use:
# RFC 6761 (localhost), RFC 6762 (local), RFC 8375 (home.arpa), ICANN's resolution 2024.07.29.06 (internal).
_LOCAL_TOPS = (".localhost", ".local", ".internal", ".home.arpa")
_PRIVATE = tuple(
    ip_network(network)
    for network in ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "::1", "fc00::/7")
)
_GLOBAL_UNICAST = ip_network("2000::/3")  # all that is assigned of IPv6 so far (RFC 4291, section 2.4)
_TRANSLATED = ip_network("64:ff9b::/96")  # an IPv4 address seen from a network that has IPv6 only (RFC 6052)
_IN_PATH = "/%:@!$&'()*+,;=~"
_IN_QUERY = _IN_PATH + "?"

IPAddress = IPv4Address | IPv6Address
# A family of sockets and an address for one, as socket.getaddrinfo gives them.
Place = tuple[socket.AddressFamily, Any]


@dataclass(frozen=True)
class Target:
    """The parts of an address that a request needs; ``path`` holds the query as well, both as ASCII."""

    iri: str
    scheme: str
    host: str
    port: int
    path: str


def target_of(iri: str) -> Target:
    """Take the address of a service apart; raises RemoteError if no request can be made of it."""
    try:
        parts = urlsplit(iri)
        host = parts.hostname or ""
        port = parts.port or _PORTS[parts.scheme]
        host = host if host.isascii() else host.encode("idna").decode("ascii")
    except (ValueError, KeyError) as error:
        raise RemoteError(f"{iri} is no http or https address that can be called") from error
    path = quote(parts.path or "/", safe=_IN_PATH) + ("?" + quote(parts.query, safe=_IN_QUERY) if parts.query else "")
    return Target(iri, parts.scheme, host, port, path)


def places(target: Target, deadline: float) -> list[Place]:
    """Resolve the host of a target, once, and return the addresses that may be connected to.

    Raises RemoteError if there is none, or if the answer does not come before the deadline on the monotonic clock.
    """
    found = _resolve(target, deadline)
    allowed = [place for place in found if _may_lead(target.host, str(place[1][0]))]
    if not allowed:
        raise RemoteError(
            f"{target.iri} is not called: the name {target.host} leads into a private network; whoever runs this "
            "service can list it by an address in figures or by a local name instead"
        )
    return allowed


def is_public(address: IPAddress) -> bool:
    """Tell whether an address belongs to the public internet, and does not carry a private one within."""
    if isinstance(address, IPv4Address):
        return address.is_global and not address.is_multicast
    if address in _TRANSLATED:
        return is_public(IPv4Address(int(address) & 0xFFFF_FFFF))
    carried = address.sixtofour
    return address in _GLOBAL_UNICAST and address.is_global and (carried is None or is_public(carried))


def is_local_name(host: str) -> bool:
    """Tell whether the public DNS cannot hold this name.

    >>> is_local_name("fuseki"), is_local_name("db.internal"), is_local_name("example.org")
    (True, True, False)
    """
    name = host.rstrip(".").lower()
    return "." not in name or name.endswith(_LOCAL_TOPS)


def _may_lead(host: str, address: str) -> bool:
    """Tell whether a request for this host may go to this address."""
    if _is_address(host):
        return True  # the operator wrote this very address
    place = ip_address(address)
    return is_public(place) or (is_local_name(host) and any(place in network for network in _PRIVATE))


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _resolve(target: Target, deadline: float) -> list[Place]:
    """Ask the system's resolver, which knows no time limit, in a thread that can be left behind."""
    answers: SimpleQueue[list[Place] | OSError] = SimpleQueue()
    threading.Thread(target=lambda: answers.put(_look_up(target)), daemon=True).start()
    try:
        found = answers.get(timeout=max(0.0, deadline - time.monotonic()))
    except Empty:
        raise RemoteError(f"{target.iri} was not found in time: nobody answers for the name {target.host}") from None
    if isinstance(found, OSError):
        raise RemoteError(f"{target.iri} cannot be called: the name {target.host} is not known") from found
    return found


def _look_up(target: Target) -> list[Place] | OSError:
    try:
        return list(_distinct(target))
    except UnicodeError as error:  # a label of the name is empty or too long
        return OSError(str(error))
    except OSError as error:
        return error


def _distinct(target: Target) -> Iterator[Place]:
    rows = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    yield from dict.fromkeys((family, place) for family, _, _, _, place in rows)

"""Who asks, and how its work is given up when it goes away.

The identity serves fairness alone: it is an address, is never stored and never logged.
"""

import contextlib
import threading
from collections.abc import Callable, Iterable, Sequence
from contextvars import ContextVar
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

CLIENT: ContextVar[str] = ContextVar("CLIENT", default="")
"""Who asks in this context; "" is nobody in particular."""

_SITE_BITS = 64
Network = Sequence[IPv4Address] | Sequence[IPv6Address]


class Cancellation:
    """What is to be done if the client goes away before its answer has begun; safe to use from any thread."""

    def __init__(self) -> None:
        """Begin with nothing to do."""
        self._lock = threading.Lock()
        self._callbacks: list[Callable[[], None]] = []
        self.cancelled = False

    def add(self, callback: Callable[[], None]) -> None:
        """Call a function, which must not wait, when the client goes away; at once if it has gone already."""
        with self._lock:
            if not self.cancelled:
                self._callbacks.append(callback)
                return
        callback()

    def discard(self, callback: Callable[[], None]) -> None:
        """Forget a function whose work has ended."""
        with self._lock, contextlib.suppress(ValueError):
            self._callbacks.remove(callback)

    def cancel(self) -> None:
        """Call all functions, once."""
        with self._lock:
            self.cancelled = True
            callbacks, self._callbacks = self._callbacks, []
        for callback in callbacks:
            callback()


CANCELLATION: ContextVar[Cancellation | None] = ContextVar("CANCELLATION", default=None)
"""The cancellation of the request in this context; None where nobody can go away, such as on the command line."""


class Identities:
    """Tells clients apart by their addresses: IPv4 whole, IPv6 by its /64, which is what one site is given."""

    def __init__(self, proxies: Iterable[str]) -> None:
        """Take the addresses and networks whose ``X-Forwarded-For`` is believed."""
        self._proxies = [ip_network(proxy) for proxy in proxies]
        self._trusted = lru_cache(maxsize=4096)(self._is_proxy)

    def trusts(self, peer: str) -> bool:
        """Tell whether a peer is a proxy of the operator."""
        return self._trusted(peer)

    def identify(self, peer: str, forwarded: Sequence[str]) -> str:
        """Return who asks: the peer, or what a chain of trusted proxies says, read from its trusted end.

        ``forwarded`` are the values of ``X-Forwarded-For`` in their order. A text that is no address ends the chain.
        """
        found = peer
        if forwarded and self._trusted(peer):
            for text in reversed(",".join(forwarded).split(",")):
                address = _bare(text)
                if _parsed(address) is None:
                    break
                found = address
                if not self._trusted(address):
                    break
        return _site(found)

    def _is_proxy(self, text: str) -> bool:
        address = _parsed(text)
        return address is not None and any(address in network for network in self._proxies)


def _bare(text: str) -> str:
    """Strip the port and the brackets that some proxies add (RFC 7239, section 6, has both)."""
    text = text.strip()
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0] if text.count(":") == 1 else text


def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


@lru_cache(maxsize=4096)
def _site(text: str) -> str:
    address = _parsed(text)
    if isinstance(address, IPv6Address):
        return str(IPv6Network((int(address), _SITE_BITS), strict=False))
    return str(address) if address is not None else text

"""Who phaen is for the service that holds the store: a bearer token, or a name with a password."""

import base64
import threading
import urllib.request
from collections.abc import Sequence
from typing import Final

_NOWHERE: Final = "http://localhost"
"""Stands for the service where only the path of a request counts."""


class Credentials:
    """A token, sent as it is (RFC 6750), or ``user:password``, sent as the service asks: Digest, else Basic.

    A password is first sent when the service asks for one: Virtuoso does not say that it wants Digest (RFC 7616) to who
    comes with Basic (RFC 7617).
    """

    def __init__(self, text: str = "") -> None:
        """Take ``TOKEN``, ``user:password``, or nothing."""
        self._user, self._has_password, self._password = text.partition(":")
        self._asked = False
        self._digest: dict[str, str] | None = None
        passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
        passwords.add_password(None, _NOWHERE, self._user, self._password)
        self._handler = urllib.request.AbstractDigestAuthHandler(passwords)
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        """Hide the text."""
        return "Credentials()"

    def header(self, method: str, path: str) -> dict[str, str]:
        """Return the header field for a request."""
        if self._user and not self._has_password:
            return {"Authorization": f"Bearer {self._user}"}
        if not self._asked:
            return {}
        if self._digest is None:
            pair = base64.b64encode(f"{self._user}:{self._password}".encode()).decode("ascii")
            return {"Authorization": f"Basic {pair}"}
        request = urllib.request.Request(_NOWHERE + path, method=method)  # noqa: S310 - it is never opened
        with self._lock:  # the handler counts the requests
            return {"Authorization": f"Digest {self._handler.get_authorization(request, self._digest)}"}

    def take(self, challenges: Sequence[str]) -> bool:
        """Take up the challenges of a 401; say whether it is worth to ask again."""
        if not (self._user and self._has_password):
            return False
        digest = next((text for text in challenges if text.lower().startswith("digest ")), None)
        if digest is None:
            first, self._asked = not self._asked, True
            return first
        told = urllib.request.parse_keqv_list(urllib.request.parse_http_list(digest.partition(" ")[2]))
        with self._lock:
            again = self._digest is None or told.get("nonce") != self._digest.get("nonce")
            self._asked, self._digest = True, told
        return again

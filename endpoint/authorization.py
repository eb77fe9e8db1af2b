"""Who may write: whoever brings the operator's token (RFC 6750, section 2.1)."""

import hmac

from flask import Request

from phaen.endpoint.errors import UnauthorizedError, WritingOffError
from phaen.endpoint.settings import Settings

_SCHEME = "bearer"


def require_token(request: Request, settings: Settings, purpose: str = "writing") -> None:
    """Return if the request may do what is meant for the operator; raise WritingOffError or UnauthorizedError."""
    if not settings.token:
        raise WritingOffError(f"this service answers queries only; its operator can set PHAEN_TOKEN to allow {purpose}")
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != _SCHEME or not given:
        raise UnauthorizedError(f"{purpose} needs the header 'Authorization: Bearer TOKEN', with this service's token")
    # Compared as bytes: hostile headers may hold any character.
    if not hmac.compare_digest(given.strip().encode("utf-8", "surrogateescape"), settings.token.encode()):
        raise UnauthorizedError("the token is wrong; ask the operator of this service", wrong=True)

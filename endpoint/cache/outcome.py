"""What the cache did for a request: noted where a query is answered, told to the server in the environ."""

from contextvars import ContextVar
from typing import Final

from flask import Flask, Response, request

ENVIRON_KEY: Final = "phaen.cache"
"""In the environ of a request that was answered: hit, shared, miss or off; absent where no query was asked."""

_OUTCOME: ContextVar[str] = ContextVar("_OUTCOME", default="")
_ORDER: Final = ("", "off", "hit", "shared", "miss")


def note(outcome: str) -> None:
    """Note what became of one query; of several of one request the costliest counts."""
    if _ORDER.index(outcome) > _ORDER.index(_OUTCOME.get()):
        _OUTCOME.set(outcome)


def note_outcomes(app: Flask) -> None:
    """Let an application tell what the cache did for each request."""

    @app.before_request
    def begin() -> None:
        _OUTCOME.set("")

    @app.after_request
    def tell(response: Response) -> Response:
        if _OUTCOME.get():
            request.environ[ENVIRON_KEY] = _OUTCOME.get()
        return response

"""Ask a reconciliation service of anybody's, as version 0.2 has it."""

import json
import urllib.error
import urllib.request
from collections.abc import Sequence
from http.client import HTTPException
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from phaen.endpoint.errors import ServiceError
from phaen.endpoint.reconciliation.queries import Query

_SECONDS: Final = 60.0
_MOST_BYTES: Final = 50_000_000


class Service:
    """A service at an address."""

    def __init__(self, address: str) -> None:
        """Keep the address; raises ServiceError unless it is one of the web."""
        if urlsplit(address).scheme not in ("http", "https"):
            raise ServiceError(
                f"'{address}' is no address of the web; give one such as http://127.0.0.1:8000/reconcile"
            )
        self._address = address

    def answer(self, queries: Sequence[Query]) -> list[list[dict[str, Any]]]:
        """Give the candidates of each query, best first; raises ServiceError."""
        batch = {f"q{number}": _members(query) for number, query in enumerate(queries)}
        answers = self._ask(json.dumps(batch, ensure_ascii=False))
        return [self._candidates(answers.get(name), name) for name in batch]

    def _ask(self, queries: str) -> dict[str, Any]:
        body = urlencode({"queries": queries}).encode()
        request = urllib.request.Request(self._address, body, {"Accept": "application/json"})  # noqa: S310 - checked
        try:
            with urllib.request.urlopen(request, timeout=_SECONDS) as response:  # noqa: S310 - checked
                found = json.loads(response.read(_MOST_BYTES))
        except urllib.error.HTTPError as error:
            detail = error.read(2000).decode("utf-8", "replace")
            raise ServiceError(
                f"{self._address} answers {error.code}: {detail}; is it a reconciliation service?"
            ) from error
        except (OSError, HTTPException, ValueError) as error:
            raise ServiceError(f"{self._address} cannot be asked ({error}); is the address right?") from error
        if not isinstance(found, dict):
            raise ServiceError(f"{self._address} answers with no JSON object; is it a reconciliation service?")
        return found

    def _candidates(self, answer: Any, name: str) -> list[dict[str, Any]]:  # noqa: ANN401 - JSON
        found = answer.get("result") if isinstance(answer, dict) else None
        if not isinstance(found, list):
            raise ServiceError(f"{self._address} gives no result for {name}; is it a reconciliation service?")
        if isinstance(answer, dict) and isinstance(answer.get("error"), str) and not found:
            raise ServiceError(f"{self._address} refuses a query: {answer['error']}")
        sound = [one for one in found if isinstance(one, dict) and {"id", "name"} <= set(one)]
        return sorted((one | {"score": _score(one)} for one in sound), key=lambda one: -one["score"])


def _score(candidate: dict[str, Any]) -> float:
    score = candidate.get("score")
    return float(score) if isinstance(score, int | float) else 0.0


def _members(query: Query) -> dict[str, Any]:
    members: dict[str, Any] = {"query": query.text, "limit": query.limit}
    if query.types:
        members["type"] = list(query.types) if len(query.types) > 1 else query.types[0]
    if query.conditions:
        members["properties"] = [{"pid": c.property, "v": c.values[0]} for c in query.conditions]
    return members

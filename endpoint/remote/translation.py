"""The errors of a service as errors of ours: what the client can do is told apart from what the operator must do."""

from http import HTTPStatus

from phaen.endpoint.errors import (
    AnswerError,
    BodyTooLargeError,
    EngineError,
    EvaluationError,
    NotReadyError,
    OverloadedError,
    QuerySyntaxError,
    QueryTimeoutError,
    UpdateError,
)
from phaen.loaders.remote.errors import BrokenError, DeadlineError, RefusedError, RemoteError, UnreachableError

_MOST_SHOWN = 500
# How products say that time was up, where they answer with a status that says less.
_LATE = ("s1t00", "s1tat", "timed out", "timeout", "time out", "has been cancelled", "estimated execution time")
_UNDECIDED = "the change may have been made or not; look before you repeat it"


def query_error(error: RemoteError, seconds: float) -> AnswerError:
    """Translate what happened to a query that might take so many seconds."""
    if isinstance(error, DeadlineError):
        return QueryTimeoutError.after(seconds)
    if isinstance(error, RefusedError):
        return _refused_query(error, seconds)
    if isinstance(error, UnreachableError):
        return NotReadyError(str(error))
    return EngineError(str(error)) if isinstance(error, BrokenError) else NotReadyError(str(error))


def write_error(error: RemoteError, seconds: float) -> AnswerError:
    """Translate what happened to a change; where it is not known whether it was made, that is said."""
    if isinstance(error, DeadlineError):
        return QueryTimeoutError(f"the engine did not answer within {seconds:g} s; {_UNDECIDED}")
    if isinstance(error, RefusedError):
        return _refused_change(error)
    if isinstance(error, UnreachableError | BrokenError):
        return EngineError(f"{error}; {_UNDECIDED}")
    return EngineError(str(error))


def _refused_query(error: RefusedError, seconds: float) -> AnswerError:
    said = _said(error)
    if error.status in {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.GATEWAY_TIMEOUT} or _is_late(error):
        return QueryTimeoutError.after(seconds)
    if error.status in {HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY}:
        return QuerySyntaxError(f"the engine does not take this query{said}")
    return _refused(error) or EvaluationError(f"the engine failed at this query{said}")


def _refused_change(error: RefusedError) -> AnswerError:
    said = _said(error)
    if error.status in {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.GATEWAY_TIMEOUT} or _is_late(error):
        return QueryTimeoutError(f"the engine stopped the change{said}; {_UNDECIDED}")
    if error.status in {HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY}:
        return QuerySyntaxError(f"the engine does not take this change{said}")
    return _refused(error) or UpdateError(f"the engine failed at this change{said}")


def _refused(error: RefusedError) -> AnswerError | None:
    """Translate what is the same for queries and changes; None for the rest."""
    if error.status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        return EngineError(str(error))
    if error.status in {HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.REQUEST_URI_TOO_LONG}:
        return BodyTooLargeError(f"the engine takes nothing so large{_said(error)}")
    if error.status in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.BAD_GATEWAY}:
        found = OverloadedError(f"the engine cannot answer now{_said(error)}; try again")
        found.retry_after = error.retry_after or found.retry_after
        return found
    if error.status // 100 in {3, 4}:
        return EngineError(
            f"{error}; whoever runs this service must correct the address of the engine, or configure it"
        )
    return None


def _is_late(error: RefusedError) -> bool:
    said = error.said.lower()
    return error.status >= HTTPStatus.INTERNAL_SERVER_ERROR and any(words in said for words in _LATE)


def _said(error: RefusedError) -> str:
    """Return the words of the service, after a colon, or its status where it has none."""
    return f": {error.said[:_MOST_SHOWN]}" if error.said else f" (status {error.status})"

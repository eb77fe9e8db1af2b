"""What can go wrong between a request and its answer, with the HTTP status of each.

PhaenEndpointError
├── SettingError               a flag or environment variable has a bad value (exit code 2)
├── ServeError                 the service cannot start (exit code 3)
│   └── PortInUseError         another process listens on the port
├── ServiceError               a running service cannot be asked, or refuses (exit code 3)
└── AnswerError                one request fails; each class has an HTTP status
    ├── BadRequestError        400  the request breaks the protocol
    │   ├── QuerySyntaxError   400  the query does not parse; has line, column and that line's text
    │   │   └── TextSearchError 400  a full-text search in the query is not understood, or finds too much
    │   ├── DatasetError       400  a graph named in the request is no absolute IRI
    │   ├── BadParameterError  400  a parameter of a saved query is missing, unknown or wrong
    │   └── RdfSyntaxError     400  a document that is sent to be stored is not sound
    ├── UnauthorizedError      401  the token is missing or wrong; has ``WWW-Authenticate``
    ├── ForbiddenQueryError    403  the query would call another service
    ├── WritingOffError        403  the service has no token, so nobody may write
    ├── UnknownResourceError   404  nothing is known under this address
    │   └── ReleaseNotKeptError 404  the release cannot be asked: there is none of this date, or it is no longer kept
    ├── NotAcceptableError     406  none of the wanted formats can be made; lists those that can
    ├── PreconditionError      412  If-Match or If-None-Match does not hold
    ├── BodyTooLargeError      413  the body is over the limit
    ├── ResultTooLargeError    413  the result has too many rows, and cannot be cut
    ├── MediaTypeError         415  the body is of an unknown type
    ├── ShapeViolationError    422  the graphs would violate the shapes; nothing was changed
    ├── EvaluationError        500  the engine failed on this query
    ├── NotInstalledError      501  a part of phaen that is not installed would be needed
    ├── UpdateError            500  the engine failed on this update; nothing was changed
    ├── RemoteServiceError     502  a service that SERVICE or LOAD names could not be read
    ├── EngineError            503  try again later; has ``retry_after``
    │   ├── OverloadedError    503  all query processes are busy
    │   ├── CancelledError     503  the operator has ended the query
    │   ├── WriterBusyError    503  another writer holds the store
    │   ├── WriteFailedError   503  the disk refused the change; nothing was changed
    │   ├── QueryMemoryError   503  the query hit the memory limit
    │   ├── WorkerDiedError    503  the query process ended unexpectedly
    │   ├── NotReadyError      503  there is no store to answer from
    │   └── NoIndexError       503  the data has no full-text index that this version can read
    └── QueryTimeoutError      504  the query hit the time limit
"""

from collections.abc import Mapping
from typing import Any, Self

TYPE_PREFIX = "https://w3id.org/phaen/problem/"
"""Begins the IRI of every kind of problem; its code follows."""


class PhaenEndpointError(Exception):
    """Base of all errors of this package; its message names the value and the remedy."""

    code = "endpoint"
    exit_code = 1


class SettingError(PhaenEndpointError):
    """A setting has a bad value."""

    code = "setting"
    exit_code = 2


class ServeError(PhaenEndpointError):
    """The service cannot start."""

    code = "serve"
    exit_code = 3


class PortInUseError(ServeError):
    """Another process listens on the port."""

    code = "port-in-use"


class ServiceError(PhaenEndpointError):
    """A running service cannot be asked, or refuses."""

    code = "service"
    exit_code = 3


class AnswerError(PhaenEndpointError):
    """One request cannot be answered; ``title`` is the same for all occurrences, the message is this one's detail.

    ``queued`` are the seconds that it has waited for its turn, ``ran`` those that it has run, None if it never did or
    nobody knows.
    """

    queued = 0.0
    ran: float | None = None
    status = 500
    code = "answer"
    title = "The request could not be answered"
    retry_after: int | None = None

    def extras(self) -> dict[str, object]:
        """Return further members of the problem document (RFC 9457, section 3.2)."""
        return {}

    def as_json(self) -> dict[str, object]:
        """Return the error as JSON, for another process to raise it."""
        return {"code": self.code, "message": str(self), "fields": vars(self)}

    def headers(self) -> dict[str, str]:
        """Return the header fields that belong to this error."""
        return {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}


class BadRequestError(AnswerError):
    """The request breaks the protocol."""

    status = 400
    code = "bad-request"
    title = "The request is not understood"


class QuerySyntaxError(BadRequestError):
    """The query does not parse; line and column count from 1 where they are known."""

    code = "query-syntax"
    title = "The query has a syntax error"

    def __init__(
        self, message: str, line: int | None = None, column: int | None = None, text: str | None = None
    ) -> None:
        """Keep the place of the error beside its message, and the text of that line."""
        super().__init__(message)
        self.line = line
        self.column = column
        self.text = text

    def extras(self) -> dict[str, object]:
        """Return the line, the column and the text of that line, a long one cut round the column."""
        if self.line is None:
            return {}
        place: dict[str, object] = {"line": self.line, "column": self.column}
        return place if self.text is None else place | {"text": self.text}


class TextSearchError(QuerySyntaxError):
    """A full-text search inside the query is not understood, stands where none can be, or finds too much."""

    code = "text-search"
    title = "The full-text search in the query is wrong"


class DatasetError(BadRequestError):
    """A graph named in the request is no absolute IRI."""

    code = "dataset"
    title = "The dataset of the query is wrong"


class BadParameterError(BadRequestError):
    """A parameter of a saved query is missing, unknown or has a bad value."""

    code = "bad-parameter"
    title = "A parameter is wrong"

    def __init__(self, message: str, parameter: str | None = None) -> None:
        """Keep the name of the parameter, where it is one."""
        super().__init__(message)
        self.parameter = parameter

    def extras(self) -> dict[str, object]:
        """Return the name of the parameter."""
        return {} if self.parameter is None else {"parameter": self.parameter}


class RdfSyntaxError(BadRequestError):
    """A document that is sent to be stored is not sound."""

    code = "rdf-syntax"
    title = "The RDF document has a syntax error"


class UnauthorizedError(AnswerError):
    """The token is missing or wrong (RFC 6750, section 3)."""

    status = 401
    code = "unauthorized"
    title = "A token is needed to write"

    def __init__(self, message: str, *, wrong: bool = False) -> None:
        """Keep whether a token was given, but a wrong one."""
        super().__init__(message)
        self.wrong = wrong

    def headers(self) -> dict[str, str]:
        """Return the challenge."""
        return {"WWW-Authenticate": 'Bearer realm="phaen"' + (', error="invalid_token"' if self.wrong else "")}


class WritingOffError(AnswerError):
    """The service has no token, so nobody may write."""

    status = 403
    code = "writing-off"
    title = "Writing is switched off"


class ForbiddenQueryError(AnswerError):
    """The query would call another service."""

    status = 403
    code = "service-refused"
    title = "Calls to other services are refused"


class UnknownResourceError(AnswerError):
    """Nothing is known under this address."""

    status = 404
    code = "not-found"
    title = "Nothing is known under this address"


class ReleaseNotKeptError(UnknownResourceError):
    """A release cannot be asked: there is none of this date, or its state is no longer kept."""

    code = "release-not-kept"
    title = "This release cannot be asked"

    def __init__(self, message: str, kept: tuple[str, ...] = (), files: str | None = None) -> None:
        """Keep the dates that can be asked, and the address of the files of this release, where there are such."""
        super().__init__(message)
        self.kept = kept
        self.files = files

    def extras(self) -> dict[str, object]:
        """Return the dates that can be asked, and where the files of the release are."""
        return {"kept": list(self.kept)} | ({} if self.files is None else {"files": self.files})


class NotAcceptableError(AnswerError):
    """None of the formats that the client accepts can be made."""

    status = 406
    code = "not-acceptable"
    title = "None of the accepted formats is available"

    def __init__(self, message: str, available: tuple[str, ...] = ()) -> None:
        """Keep the media types that can be made."""
        super().__init__(message)
        self.available = available

    def extras(self) -> dict[str, object]:
        """Return the media types that can be made."""
        return {"available": list(self.available)}


class PreconditionError(AnswerError):
    """If-Match or If-None-Match does not hold."""

    status = 412
    code = "precondition"
    title = "The condition of the request does not hold"


class BodyTooLargeError(AnswerError):
    """The body of the request is over the limit."""

    status = 413
    code = "body-too-large"
    title = "The request body is too large"


class ResultTooLargeError(AnswerError):
    """The result has more rows than the operator allows, and the query cannot be cut."""

    status = 413
    code = "result-too-large"
    title = "The result is too large"


class MediaTypeError(AnswerError):
    """The body of the request is of a type that is not understood here."""

    status = 415
    code = "media-type"
    title = "The media type of the body is not understood"


class ShapeViolationError(AnswerError):
    """What is sent to be stored violates the shapes of the ontology; nothing was changed."""

    status = 422
    code = "shape-violation"
    title = "The data does not conform to the shapes"

    def __init__(self, message: str, count: int = 0, violations: tuple[Mapping[str, str | None], ...] = ()) -> None:
        """Keep how many violations there are, and the first ones: focus, path, value and message of each."""
        super().__init__(message)
        self.count = count
        self.violations = violations

    def extras(self) -> dict[str, object]:
        """Return how many violations there are, and the first ones."""
        return {"count": self.count, "violations": [dict(violation) for violation in self.violations]}


class EvaluationError(AnswerError):
    """The engine failed on this query."""

    status = 500
    code = "evaluation"
    title = "The query could not be evaluated"


class UpdateError(AnswerError):
    """The engine failed on this update; nothing was changed (500: SPARQL 1.1 Protocol, section 2.2.4)."""

    status = 500
    code = "update"
    title = "The update could not be executed"


class NotInstalledError(AnswerError):
    """A part of phaen that is not installed would be needed."""

    status = 501
    code = "not-installed"
    title = "A part of the service is not installed"


class RemoteServiceError(AnswerError):
    """A service that SERVICE or LOAD names could not be read."""

    status = 502
    code = "service-failed"
    title = "Another service could not be read"


class EngineError(AnswerError):
    """The engine cannot answer now."""

    status = 503
    code = "engine"
    title = "The query engine cannot answer now"
    retry_after = 5


class OverloadedError(EngineError):
    """All query processes are busy."""

    code = "overloaded"
    title = "Too many queries are running"


class CancelledError(EngineError):
    """The operator has ended the query."""

    code = "cancelled"
    title = "The query was ended by the operator"
    retry_after = 60


class WriterBusyError(EngineError):
    """Another writer holds the store."""

    code = "writer-busy"
    title = "The store is being written by another process"


class WriteFailedError(EngineError):
    """The disk refused the change; nothing was changed."""

    code = "write-failed"
    title = "The change could not be stored"
    retry_after = 60


class QueryMemoryError(EngineError):
    """The query hit the memory limit."""

    code = "query-memory"
    title = "The query needs too much memory"


class WorkerDiedError(EngineError):
    """The query process ended unexpectedly."""

    code = "worker-died"
    title = "The query process ended unexpectedly"
    retry_after = 1


class NotReadyError(EngineError):
    """There is no store to answer from."""

    code = "not-ready"
    title = "The store is not ready"


class NoIndexError(EngineError):
    """The data has no full-text index that this version can read."""

    code = "no-index"
    title = "There is no full-text index"


class QueryTimeoutError(AnswerError):
    """The query hit the time limit."""

    status = 504
    code = "query-timeout"
    title = "The query took too long"

    @classmethod
    def after(cls, seconds: float) -> Self:
        """Return the error of a query whose time limit was that many seconds."""
        return cls(
            f"the query was stopped after {seconds:g} s, its time limit; add a LIMIT, narrow it, or download the data"
        )


def answer_error(content: Mapping[str, Any]) -> AnswerError:
    """Rebuild an error from its JSON (``AnswerError.as_json``); EvaluationError if its kind is not known."""
    kind = _kinds().get(content["code"], EvaluationError)
    error = kind.__new__(kind, content["message"])
    error.args = (content["message"],)
    vars(error).update(
        {key: tuple(value) if isinstance(value, list) else value for key, value in content["fields"].items()}
    )
    return error


def _kinds() -> dict[str, type[AnswerError]]:
    found: dict[str, type[AnswerError]] = {}
    pending: list[type[AnswerError]] = [AnswerError]
    while pending:
        kind = pending.pop()
        found[kind.code] = kind
        pending.extend(kind.__subclasses__())
    return found

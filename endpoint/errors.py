"""What can go wrong between a request and its answer, with the HTTP status of each.

PhaenEndpointError
├── SettingError               a flag or environment variable has a bad value (exit code 2)
├── ServeError                 the service cannot start (exit code 3)
│   └── PortInUseError         another process listens on the port
└── AnswerError                one request fails; each class has an HTTP status
    ├── BadRequestError        400  the request breaks the protocol
    │   ├── QuerySyntaxError   400  the query does not parse; has line and column
    │   ├── DatasetError       400  a graph named in the request is no absolute IRI
    │   └── BadParameterError  400  a parameter of a saved query is missing, unknown or wrong
    ├── ForbiddenQueryError    403  the query would call another service
    ├── UnknownResourceError   404  nothing is known under this address
    ├── NotAcceptableError     406  none of the wanted formats can be made; lists those that can
    ├── BodyTooLargeError      413  the body is over the limit
    ├── MediaTypeError         415  the body is of an unknown type
    ├── EvaluationError        500  the engine failed on this query
    ├── EngineError            503  try again later; has ``retry_after``
    │   ├── OverloadedError    503  all query processes are busy
    │   ├── QueryMemoryError   503  the query hit the memory limit
    │   ├── WorkerDiedError    503  the query process ended unexpectedly
    │   └── NotReadyError      503  there is no store to answer from
    └── QueryTimeoutError      504  the query hit the time limit
"""


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


class AnswerError(PhaenEndpointError):
    """One request cannot be answered; ``title`` is the same for all occurrences, the message is this one's detail."""

    status = 500
    code = "answer"
    title = "The request could not be answered"
    retry_after: int | None = None

    def extras(self) -> dict[str, object]:
        """Return further members of the problem document (RFC 9457, section 3.2)."""
        return {}


class BadRequestError(AnswerError):
    """The request breaks the protocol."""

    status = 400
    code = "bad-request"
    title = "The request is not understood"


class QuerySyntaxError(BadRequestError):
    """The query does not parse; line and column count from 1 where they are known."""

    code = "query-syntax"
    title = "The query has a syntax error"

    def __init__(self, message: str, line: int | None = None, column: int | None = None) -> None:
        """Keep the place of the error beside its message."""
        super().__init__(message)
        self.line = line
        self.column = column

    def extras(self) -> dict[str, object]:
        """Return the line and the column."""
        return {} if self.line is None else {"line": self.line, "column": self.column}


class DatasetError(BadRequestError):
    """A graph named in the request is no absolute IRI."""

    code = "dataset"
    title = "The dataset of the query is wrong"


class BadParameterError(BadRequestError):
    """A parameter of a saved query is missing, unknown or has a bad value."""

    code = "bad-parameter"
    title = "A parameter is wrong"


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


class BodyTooLargeError(AnswerError):
    """The body of the request is over the limit."""

    status = 413
    code = "body-too-large"
    title = "The request body is too large"


class MediaTypeError(AnswerError):
    """The body of the request is of a type that is not understood here."""

    status = 415
    code = "media-type"
    title = "The media type of the body is not understood"


class EvaluationError(AnswerError):
    """The engine failed on this query."""

    status = 500
    code = "evaluation"
    title = "The query could not be evaluated"


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


class QueryTimeoutError(AnswerError):
    """The query hit the time limit."""

    status = 504
    code = "query-timeout"
    title = "The query took too long"

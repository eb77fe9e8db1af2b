"""The port: what every query engine does, whatever runs behind it.

A view hands over a Job and gets an Answer back, or a WriteJob and gets a Written back, or one of the errors in
errors.py. Adapters: ``embedded.py``, ``remote/engine.py``.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, Self, TypeAlias

from phaen.endpoint.formats import Form, Format
from phaen.endpoint.writing.jobs import WriteJob, Written


@dataclass(frozen=True)
class Job:
    """A query with all that its evaluation depends on.

    ``formats`` names the format wanted for each form, since the form is known only when the query is parsed;
    a form that is absent means that the client accepts no format that could hold it.
    ``default_graphs`` and ``named_graphs`` are the dataset of the protocol (SPARQL 1.1 Protocol, section 2.1.4);
    None means that the request names none. ``allowed_services`` are the addresses that SERVICE may name; ``rows`` is
    the most rows, or triples, that a result may have. ``timeout`` is the seconds that the request allows, ``limit``
    those that the query may take in place of what the service allows. ``about`` is what a file of the result says of
    itself (``saved/about.py``). ``snapshot`` names the kept state of the data to ask, "" for the present one; this is
    so for all jobs.
    """

    query: str
    formats: Mapping[Form, str] = field(default_factory=lambda: dict(DEFAULT_FORMATS))
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    union: bool = True
    timeout: float | None = None
    limit: float | None = None
    base_iri: str | None = None
    allowed_services: tuple[str, ...] = ()
    rows: int | None = None
    about: str = ""
    snapshot: str = ""

    def seconds(self, allowed: float) -> float:
        """Return the time limit, where the service allows that many seconds."""
        longest = self.limit or allowed
        return min(self.timeout or longest, longest)


@dataclass(frozen=True)
class SearchJob:
    """Something to be done with the full-text index; ``arguments`` are JSON, the same for the same question."""

    operation: str
    arguments: str
    timeout: float | None = None
    snapshot: str = ""

    @classmethod
    def of(cls, operation: str, arguments: Mapping[str, Any], timeout: float | None = None) -> Self:
        """Return the job with these arguments."""
        return cls(operation, json.dumps(arguments, ensure_ascii=False, sort_keys=True), timeout)

    def seconds(self, allowed: float) -> float:
        """Return the time limit, where the service allows that many seconds."""
        return min(self.timeout or allowed, allowed)


@dataclass(frozen=True)
class GraphJob:
    """The content of a graph; ``graph`` is None for the default graph, ``dataset`` asks for all graphs."""

    format: str
    graph: str | None = None
    dataset: bool = False
    timeout: float | None = None
    snapshot: str = ""

    def seconds(self, allowed: float) -> float:
        """Return the time limit, where the service allows that many seconds."""
        return min(self.timeout or allowed, allowed)


AnyJob: TypeAlias = Job | GraphJob | SearchJob
"""All that an engine can be asked for that changes nothing."""


def described(job: AnyJob) -> str:
    """Return a job in words, for the list of what runs: of a query its text."""
    if isinstance(job, GraphJob):
        return f"graph {job.graph}"
    return f"{job.operation} {job.arguments}" if isinstance(job, SearchJob) else job.query


DEFAULT_FORMATS: Mapping[Form, str] = {Form.ROWS: "json", Form.BOOLEAN: "json", Form.GRAPH: "turtle"}


@dataclass(frozen=True)
class Running:
    """A query that waits or runs: ``state`` is queued, running or slow; ``client`` tells clients apart."""

    id: str
    client: str
    query: str
    state: str
    seconds: float
    snapshot: str


class Answer(Protocol):
    """A result on its way: iterate over its bytes, then close it.

    Iteration raises an AnswerError if the result breaks off: what was sent before is then not a whole result.
    ``length`` is the size in bytes where it is already known; ``cut`` the number of rows, or triples, after which the
    result was cut, None for a whole one. ``queued`` and ``started`` are the seconds that the query has waited, and that
    it has run before its result began. An answer that can be read without a thread has ``pieces``, an asynchronous
    iterator over its bytes, as well.
    """

    form: Form
    format: Format
    snapshot: str
    length: int | None
    cut: int | None
    queued: float
    started: float

    def __iter__(self) -> Iterator[bytes]:
        """Yield the serialised result in pieces."""
        ...

    def close(self) -> None:
        """Give up what is still to come; safe to call more than once."""
        ...

    def __enter__(self) -> Self:
        """Return the answer itself."""
        ...

    def __exit__(self, *_: object) -> None:
        """Close the answer."""
        ...


class Engine(Protocol):
    """Something that answers queries."""

    def run(self, job: AnyJob) -> Answer:
        """Start a query and return once its result begins; raise an AnswerError before that."""
        ...

    def at_once(self, job: AnyJob) -> "WholeAnswer | None":
        """Return the result of a query that takes no longer to run than to find among those kept; None for others."""
        ...

    def write(self, job: WriteJob) -> Written:
        """Make a change; return when it is durable and seen by queries that start from now on."""
        ...

    def snapshot(self) -> str:
        """Return the name of the state that new queries see; raise NotReadyError if there is none."""
        ...

    def ready(self) -> None:
        """Return if queries can be answered; raise NotReadyError saying why not."""
        ...

    def running(self) -> list[Running]:
        """Return the queries that wait or run."""
        ...

    def cancel(self, query: str) -> bool:
        """End a query by its id; return False if there is none."""
        ...

    def statistics(self) -> Mapping[str, float]:
        """Return what has been counted, by name."""
        ...

    def close(self) -> None:
        """Stop everything that the engine has started."""
        ...


@dataclass(slots=True)
class WholeAnswer:
    """A result that is there as a whole, in memory."""

    form: Form
    format: Format
    snapshot: str
    body: bytes
    started: float = 0.0
    queued: float = 0.0
    cut: int | None = None
    length: int | None = field(init=False)

    def __post_init__(self) -> None:
        """Measure it."""
        self.length = len(self.body)

    def __iter__(self) -> Iterator[bytes]:
        """Yield the result in one piece."""
        yield self.body

    def close(self) -> None:
        """Do nothing: all is there."""

    def __enter__(self) -> Self:
        """Return the answer itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Do nothing: all is there."""

"""Why a query was refused or ended, in the words that its client reads."""

import signal
from collections import OrderedDict

from phaen.endpoint.broker.scheduler import Limits
from phaen.endpoint.errors import (
    AnswerError,
    CancelledError,
    EngineError,
    EvaluationError,
    OverloadedError,
    QueryMemoryError,
    QueryTimeoutError,
    WorkerDiedError,
)

_MEGABYTE = 1024 * 1024
_MOST_KEPT = 1000


class Verdicts:
    """Why queries were ended, until their clients ask for it; the oldest are forgotten."""

    def __init__(self) -> None:
        """Begin with none."""
        self._kept: OrderedDict[str, dict[str, object]] = OrderedDict()

    def note(self, query: str, reason: AnswerError) -> None:
        """Keep the reason why a query was ended."""
        self._kept[query] = reason.as_json()
        while len(self._kept) > _MOST_KEPT:
            self._kept.popitem(last=False)

    def take(self, query: str) -> dict[str, object] | None:
        """Return the reason as JSON, once; None if there is none."""
        return self._kept.pop(query, None)


def overdue(seconds: float) -> AnswerError:
    """Return the error of a query that hit its time limit."""
    return QueryTimeoutError.after(seconds)


def impatient(limits: Limits, refused: str | None) -> AnswerError:
    """Return the error of a query that has waited too long; ``refused`` tells why no worker could be started."""
    if refused is not None:
        return EngineError(f"a query process could not be started ({refused}); try again soon")
    return OverloadedError(
        f"all {limits.places} query processes are busy, and none became free in {limits.patience:g} s; try again soon"
    )


def full(limits: Limits) -> AnswerError:
    """Return the error of a query that finds the queue full, as a whole or for its client."""
    return OverloadedError(
        f"{limits.queue} queries are waiting, or {limits.client_queue} of yours, and no more are let in; try again soon"
    )


def evicted(seconds: float) -> AnswerError:
    """Return the error of a query that had to make room."""
    return OverloadedError(
        f"the query was ended after {seconds:.1f} s, because others were waiting and all query processes were busy "
        "with long queries; try again later, narrow it, or download the data"
    )


def crowded(memory: int) -> AnswerError:
    """Return the error of a query that held most when all together had more than that many bytes."""
    return QueryMemoryError(
        f"the running queries need more than {memory // _MEGABYTE} MB together, the limit for all of them, "
        "and this one had most of it; narrow it, or download the data and run it locally"
    )


def cancelled() -> AnswerError:
    """Return the error of a query that the operator has ended."""
    return CancelledError("the operator of this service has ended the query")


def died(status: int | None = None, memory: int = 0) -> AnswerError:
    """Return the error of a query whose worker ended with that status; ``memory`` is its limit in bytes."""
    if status == -signal.SIGABRT:  # how the allocators of Rust and C++ end when the limit refuses them memory
        return QueryMemoryError(
            f"the query needs more than {memory // _MEGABYTE} MB, the limit for one query; "
            "narrow it, or download the data and run it locally"
        )
    if status == -signal.SIGSEGV:  # the stack is full: the parser follows the nesting of the query
        return EvaluationError("the query is nested too deeply for the engine; make it flatter")
    return WorkerDiedError("the process that ran this query ended unexpectedly; the query can be sent again")

"""What is done with the full-text index, by name: done where the index is open, which is in the query processes."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import IO, TYPE_CHECKING, Any, Final, TypeAlias

from pyoxigraph import Store

from phaen.endpoint.engine import SearchJob
from phaen.endpoint.formats import FINDINGS, Form, Format

if TYPE_CHECKING:  # it is large, and most query processes never search
    from phaen.loaders.search.index import SearchIndex

Operation: TypeAlias = Callable[[Mapping[str, Any], "SearchIndex"], Any]
"""Takes its arguments, as JSON has them, and the index; gives what JSON can hold."""

_OPERATIONS: Mapping[str, str] = {
    "search": "phaen.endpoint.search.operations:search",
    "suggest": "phaen.endpoint.search.operations:suggest",
    "reconcile": "phaen.endpoint.reconciliation.operations:reconcile",
    "reconcile-suggest": "phaen.endpoint.reconciliation.operations:suggest",
}
"""Where each operation is: imported when it is first used, for a query process that never searches needs none."""

_SHOWN: Final = "search"
"""The operation whose hits are shown with their evidence."""


def perform(operation: str, arguments: Mapping[str, Any], index: "SearchIndex") -> Any:  # noqa: ANN401 - JSON
    """Do an operation; raises KeyError for an unknown one, and the AnswerError that it finds."""
    return _operation(operation)(arguments, index)


@cache
def _operation(name: str) -> Operation:
    module, _, function = _OPERATIONS[name].partition(":")
    found: Operation = getattr(import_module(module), function)
    return found


@dataclass(frozen=True)
class Findings:
    """What an operation has found, ready to be written out."""

    content: bytes
    form: Form = Form.FINDINGS
    format: Format = FINDINGS
    cut: int | None = None

    def write(self, output: IO[bytes]) -> None:
        """Write the JSON."""
        output.write(self.content)


def find(job: SearchJob, index: "SearchIndex", store: Store | None = None) -> Findings:
    """Do what a job asks for; raises its AnswerError.

    Where the database of the index is open, the evidence of what is shown is looked for in it at once: two more
    queries to this process would take as long as many a search.
    """
    found = perform(job.operation, json.loads(job.arguments), index)
    if store is not None and job.operation == _SHOWN:
        from phaen.endpoint.search.operations import with_places

        found = with_places(found, store)
    return Findings(json.dumps(found, ensure_ascii=False).encode())

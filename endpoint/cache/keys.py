"""What identifies a result: the state of the data and all that shapes the answer.

A snapshot never changes, so its name stands for the data.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from typing import Self

from phaen.endpoint.engine import AnyJob, GraphJob, SearchJob
from phaen.endpoint.formats import FINDINGS, Form
from phaen.endpoint.sparql.changing import may_change

_VERSION = version("phaen")
_LENGTH = 40


@dataclass(frozen=True)
class Key:
    """A question on one state of the data; ``formats`` names the format wanted for each form that it may have.

    The format belongs to the name of an answer, not to the question: who asks for JSON alone, and who would take a
    graph as Turtle as well, share the same rows.
    """

    question: str
    snapshot: str
    formats: tuple[tuple[Form, str], ...]

    @classmethod
    def of(cls, job: AnyJob, snapshot: str) -> Self | None:
        """Return the key of a job; None for one whose answer may differ each time, or where nothing names the data."""
        if not snapshot:
            return None
        if isinstance(job, GraphJob):
            return cls(digest("graph", snapshot, job.graph, job.dataset), snapshot, ((Form.GRAPH, job.format),))
        if isinstance(job, SearchJob):
            found = ((Form.FINDINGS, FINDINGS.name),)
            return cls(digest("search", snapshot, job.operation, job.arguments), snapshot, found)
        if may_change(job.query, services=bool(job.allowed_services)):
            return None
        parts = (job.query, job.default_graphs, job.named_graphs, job.union, job.base_iri, job.rows)
        said = (job.about,) if job.about else ()
        return cls(digest("query", snapshot, *parts, *said), snapshot, _sorted(job.formats))

    @cached_property
    def flight(self) -> str:
        """Name what is asked with all the formats that would do: requests of one name get one and the same answer."""
        return self.question + "".join(f"-{form}.{name}" for form, name in self.formats)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Name the answers that would do, one for each form."""
        return tuple(self.name(form, format_name) for form, format_name in self.formats)

    def name(self, form: Form, format_name: str) -> str:
        """Name the answer of this form in this format."""
        return f"{self.question}-{form}.{format_name}"


def digest(*parts: object) -> str:
    """Return a digest of values that is of this version of phaen: another one may write results otherwise."""
    return hashlib.sha256(repr((_VERSION, *parts)).encode("utf-8", "surrogatepass")).hexdigest()[:_LENGTH]


def _sorted(formats: Mapping[Form, str]) -> tuple[tuple[Form, str], ...]:
    return tuple(sorted(formats.items()))

"""What can be asked of the write process, and what it answers.

A job travels as one frame of JSON, followed by one frame of bytes for each document that it brings.
"""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any, ClassVar

from phaen.endpoint import wire


@dataclass(frozen=True)
class Condition:
    """Under which a change is made (RFC 9110, section 13.1); each list holds entity tags, or ``*`` alone."""

    match: tuple[str, ...] = ()
    none_match: tuple[str, ...] = ()


@dataclass(frozen=True)
class Payload:
    """An RDF document: the name of its format, the IRI that its relative IRIs are resolved against, its bytes."""

    format: str
    base_iri: str
    data: bytes = b""


@dataclass(frozen=True)
class UpdateJob:
    """A SPARQL update; the graphs are those of the protocol (SPARQL 1.1 Protocol, section 2.2.3), None if not given.

    ``allowed_services`` are the addresses that SERVICE and LOAD may name; ``timeout``, in seconds, is what they all
    together may take.
    """

    kind: ClassVar[str] = "update"
    update: str
    base_iri: str | None = None
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    union: bool = True
    allowed_services: tuple[str, ...] = ()
    timeout: float = 30.0


@dataclass(frozen=True)
class PutJob:
    """Make a graph hold just these triples; ``graph`` is None for the default graph."""

    kind: ClassVar[str] = "put"
    graph: str | None
    payloads: tuple[Payload, ...]
    condition: Condition = Condition()


@dataclass(frozen=True)
class PostJob:
    """Add triples to a graph, or, with ``dataset``, quads to the graphs that they name."""

    kind: ClassVar[str] = "post"
    graph: str | None
    payloads: tuple[Payload, ...]
    condition: Condition = Condition()
    dataset: bool = False


@dataclass(frozen=True)
class DeleteJob:
    """Remove a graph, or empty the default graph."""

    kind: ClassVar[str] = "delete"
    graph: str | None
    condition: Condition = Condition()


WriteJob = UpdateJob | PutJob | PostJob | DeleteJob


@dataclass(frozen=True)
class Written:
    """What a change came to: the snapshot that shows it, and whether a graph is new."""

    snapshot: str
    created: bool = False


def frames(job: WriteJob) -> bytes:
    """Return a job as the frames that the write process reads."""
    payloads: tuple[Payload, ...] = ()
    if isinstance(job, PutJob | PostJob):
        payloads = job.payloads
        job = replace(job, payloads=())
    content = {"kind": job.kind, **asdict(job)}
    if payloads:
        content["payloads"] = [{"format": payload.format, "base_iri": payload.base_iri} for payload in payloads]
    return b"".join(
        [wire.json_frame(wire.JOB, content), *(wire.frame(wire.DATA, payload.data) for payload in payloads)]
    )


def from_json(content: dict[str, Any], read_data: Callable[[], bytes]) -> WriteJob:
    """Rebuild a job from its JSON; ``read_data`` gives the bytes of the next document."""
    kind = content.pop("kind")
    if kind == UpdateJob.kind:
        return UpdateJob(**{key: _tuple(value) for key, value in content.items()})
    condition = Condition(**{key: _tuple(value) for key, value in content.pop("condition").items()})
    if kind == DeleteJob.kind:
        return DeleteJob(**content, condition=condition)
    payloads = tuple(Payload(**payload, data=read_data()) for payload in content.pop("payloads"))
    maker = PutJob if kind == PutJob.kind else PostJob
    return maker(**content, payloads=payloads, condition=condition)


def _tuple(value: object) -> Any:  # noqa: ANN401 - JSON knows no tuples
    return tuple(value) if isinstance(value, Iterable) and not isinstance(value, str) else value

"""What the things in a picture are called: labels stand for IRIs, as in the editor."""

from collections.abc import Iterator, Mapping
from dataclasses import is_dataclass

from pyoxigraph import NamedNode

from phaen.endpoint.engine import Engine
from phaen.endpoint.knowledge import labels


def names_of(engine: Engine, found: object, language: str) -> dict[str, str]:
    """Return the labels of the IRIs in a picture, or in rows; of those that have one."""
    iris = set(_iris(found))
    return labels(engine, iris, language) if iris else {}


def _iris(found: object) -> Iterator[str]:
    """Find the IRIs in dataclasses, mappings and tuples, however deep."""
    if isinstance(found, NamedNode):
        yield found.value
    elif isinstance(found, Mapping):
        yield from _iris((*found.keys(), *found.values()))
    elif isinstance(found, tuple | list):
        for part in found:
            yield from _iris(part)
    elif is_dataclass(found):
        yield from _iris(tuple(vars(found).values()))

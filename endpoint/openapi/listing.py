"""The operations of the description as a page lists them, by tag."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from phaen.endpoint.openapi.parts import Json

_METHODS: Final = ("get", "post", "put", "delete")


@dataclass(frozen=True, slots=True)
class Listed:
    """An operation on the page; ``link`` leads to a page of it that any browser can open, None where there is none."""

    method: str
    path: str
    summary: str
    parameters: tuple[str, ...]
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A tag with its operations."""

    name: str
    title: str
    description: str
    operations: tuple[Listed, ...]


def sections(described: Json) -> tuple[Section, ...]:
    """Return the operations of a description under their tags, in the order of the tags."""
    found: dict[str, list[Listed]] = {tag["name"]: [] for tag in described["tags"]}
    for path, members in described["paths"].items():
        for operation, listed in _operations(described, path, members):
            found[operation["tags"][0]].append(listed)
    return tuple(
        Section(tag["name"], tag["x-displayName"], tag["description"], tuple(found[tag["name"]]))
        for tag in described["tags"]
    )


def _operations(described: Json, path: str, members: Json) -> Iterator[tuple[Json, Listed]]:
    for method in _METHODS:
        if method in members:
            operation = members[method]
            given = [*members.get("parameters", []), *operation.get("parameters", [])]
            names = tuple(_resolved(described, parameter)["name"] for parameter in given)
            link = path if path.startswith("/queries") and "{" not in path and method == "get" else None
            yield operation, Listed(method.upper(), path, operation["summary"], names, link)


def _resolved(described: Json, parameter: Json) -> Json:
    """Return a parameter, looked up where it is a reference to one."""
    if "$ref" not in parameter:
        return parameter
    found: Json = described["components"]["parameters"][parameter["$ref"].rpartition("/")[2]]
    return found

"""Every saved query with its example values: what its programs must find."""

import json
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any
from urllib.parse import urlencode

from phaen.endpoint.snippets.model import Question, question
from phaen.endpoint.snippets.programs import snippets
from phaen.queries.binding import bind
from phaen.queries.catalogue import load_catalogue
from phaen.queries.model import SavedQuery

NUMBERS = {f"http://www.w3.org/2001/XMLSchema#{name}" for name in ("integer", "decimal", "double")}
GRAPHS = {"construct", "describe"}

Cell = dict[str, str]
Row = dict[str, Cell]


@dataclass(frozen=True)
class Case:
    """A saved query of a running service."""

    address: str
    saved: SavedQuery

    @cached_property
    def values(self) -> dict[str, str]:
        return {parameter.name: parameter.example for parameter in self.saved.parameters}

    @cached_property
    def question(self) -> Question:
        return question(self.address, self.saved, self.values, bind(self.saved, self.values))

    def program(self, name: str) -> str:
        found = snippets(self.address, self.saved, self.values, self.question.text)
        return next(snippet.text for snippet in found if snippet.name == name)

    def fetch(self, suffix: str) -> bytes:
        url = f"{self.address}/queries/{self.saved.name}.{suffix}?{urlencode(self.values)}"
        with urllib.request.urlopen(url, timeout=30) as answer:
            body: bytes = answer.read()
        return body

    @cached_property
    def json(self) -> Any:  # noqa: ANN401 - whatever JSON holds
        """The service's own answer."""
        return json.loads(self.fetch("json"))

    @property
    def columns(self) -> list[str]:
        found: list[str] = self.json["head"]["vars"]
        return found

    @property
    def rows(self) -> list[Row]:
        found: list[Row] = self.json["results"]["bindings"]
        return found


def cases(address: str, *forms: str) -> Iterator[Case]:
    """Give the queries of these forms that need no other service."""
    return (case for case in _all(address) if case.saved.form in forms)


@cache
def _all(address: str) -> tuple[Case, ...]:
    """Keep what the service answers: all programs are held to it."""
    return tuple(Case(address, saved) for saved in load_catalogue() if not saved.services)


def is_number(cell: Cell) -> bool:
    return cell.get("datatype") in NUMBERS


def agrees(cell: Cell | None, written: str) -> bool:
    """Tell whether a program found what the service says; nothing tells an empty text from none in CSV."""
    if cell is None or not cell["value"]:
        return not written
    if is_number(cell):
        return written != "" and float(written) == float(cell["value"])
    if cell.get("datatype", "").endswith("#boolean"):
        return written.lower() == cell["value"]
    return written == cell["value"]

"""Give the engine's JSON-LD our context: it writes whole IRIs, which nobody likes to read.

The engine's array of node objects is read one object at a time, those of a named graph too, so that memory stays
bounded by the largest node. IRIs are shortened by the prefixes of the context, the terms of the ontology by their
names, and values whose type the context knows are written plainly; nothing else is changed (JSON-LD 1.1, sections 3.1,
4.1, 4.2, 4.4 and 4.9). The context is that of ``/ontology/context.jsonld``, written out, so that a file needs no
network.
"""

import json
import re
from collections.abc import Iterator, Mapping
from enum import Enum, auto
from typing import Any, Protocol

from phaen.ontology.publication.context import ID, context, names
from phaen.ontology.terms import PHAEN, XSD

_RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_ENDS = re.compile(r"[:/?#\[\]@]\Z")
_INTEGER = re.compile(r"(?:0|-?[1-9][0-9]{0,14})\Z")
"""The form of whole numbers that JSON and every reader of it keep as they are (RFC 8259, section 6)."""
_RUN = re.compile(rb'(?:[^"{}]++|"(?:[^"\\]++|\\.)*+")*+', re.DOTALL)
"""All up to the next brace: whole strings, and what stands between them."""
_QUOTED = re.compile(rb'["\\]')
_GRAPH = b'"@graph":['
_QUOTE, _BRACE = b'"{'


class Output(Protocol):
    """What is written to."""

    def write(self, data: bytes) -> object:
        """Take bytes."""
        ...

    def flush(self) -> object:
        """Pass on what was taken."""
        ...


class ContextWriter:
    """Takes what the engine writes, and passes it on with a context and shortened IRIs."""

    def __init__(self, output: Output, prefixes: Mapping[str, str]) -> None:
        """Write the context; longer namespaces win where several fit."""
        self._output = output
        usable = {name: space for name, space in prefixes.items() if name and space}
        self._prefixes = {space: name for name, space in sorted(usable.items(), reverse=True)}
        # What comes first wins: the longest namespace. "//" after a prefix would make it the scheme of an IRI.
        self._spaces = re.compile(
            "(" + "|".join(map(re.escape, sorted(self._prefixes, reverse=True))) + ")(?!//)" if usable else "(?!)"
        )
        self._terms = names() if _fit(usable) else {}
        self._ambiguous = re.compile(b'"(?:' + b"|".join(re.escape(name).encode() for name in usable) + b"):")
        self._array = _Array()
        self._first = True
        self._plain = False
        known: dict[str, object] = {name: _definition(space) for name, space in usable.items()}
        if self._terms:
            known = {**context(), **known}
        self._output.write(b'{"@context":' + _dump(known) + b',"@graph":[')

    def write(self, data: bytes) -> int:
        """Take bytes from the engine."""
        for part, found in self._array.feed(bytes(data)):
            if part is _Part.GRAPH_END:
                self._output.write(found)
                self._first = self._plain = False
                continue
            self._output.write((b"" if self._first else b",") + self._written(part, found))
            self._first = part is _Part.GRAPH
        return len(data)

    def flush(self) -> None:
        """Pass on what was taken."""
        self._output.flush()

    def finish(self) -> None:
        """Write the end, after all that the engine wrote."""
        self._output.write(b"]}")

    def _written(self, part: "_Part", found: bytes) -> bytes:
        if part is _Part.GRAPH:
            head = self._compact(found + b"]}")
            # Where the context does not count for the name of a graph, it does not count for its nodes.
            self._plain = "@context" in head
            return _dump(head).removesuffix(b"]}")
        return found if self._plain else _dump(self._compact(found))

    def _compact(self, found: bytes) -> dict[str, Any]:
        node: dict[str, Any] = json.loads(found)
        if self._ambiguous.search(found):
            # An IRI such as <schema:x> looks like a shortened one: here the context must not count.
            return {"@context": None, **node}
        return self._node(node)

    def _node(self, node: dict[str, Any]) -> dict[str, Any]:
        """Shorten the IRIs of a node object: its own, its properties, their values."""
        result: dict[str, Any] = {}
        for key, value in node.items():
            if key == "@id":
                result[key] = self._short(value)
            elif key == "@graph":
                result[key] = [self._node(inner) for inner in value]
            elif key == "@type":
                result[key] = [self._name(iri) for iri in value]
            elif key == _RDF_TYPE and all("@id" in item for item in value):
                result["@type"] = [self._name(item["@id"]) for item in value]
            else:
                name, type_ = self._terms.get(key) or (self._short(key), None)
                result[name] = [self._value(item, type_) for item in value]
        return result

    def _value(self, value: dict[str, Any], expected: str | None) -> object:
        """Write a value; plainly where the context gives it the type that it has."""
        if "@value" not in value:
            return self._short(value[ID]) if expected == ID and value.keys() == {ID} else self._node(value)
        if expected is not None and value.get("@type") == expected and isinstance(value["@value"], str):
            return _plain(value["@value"], expected)
        return {key: self._short(item) if key == "@type" else item for key, item in value.items()}

    def _name(self, iri: str) -> str:
        """Return the name of a class: its own if it is ours, else the shortened IRI."""
        term = self._terms.get(iri)
        return term[0] if term else self._short(iri)

    def _short(self, iri: str) -> str:
        found = self._spaces.match(iri)
        return f"{self._prefixes[found[1]]}:{iri[found.end() :]}" if found else iri


class _Part(Enum):
    """What an array of node objects is cut into."""

    NODE = auto()
    GRAPH = auto()
    """The beginning of a named graph, up to its first node."""
    GRAPH_END = auto()


class _Array:
    """Cuts the engine's array of node objects into these, as its bytes come; a named graph into its nodes."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._place = 0
        self._depth = 0
        self._around = 0
        """How many braces are open round a node: one in a named graph."""
        self._start = 0
        self._quoted = False

    def feed(self, data: bytes) -> Iterator[tuple[_Part, bytes]]:
        """Take bytes; yield the parts that are whole now."""
        self._buffer += data
        while not self._quoted or self._leave_string():
            run = _RUN.match(self._buffer, self._place)
            self._place = run.end() if run else self._place
            if self._place == len(self._buffer):
                return
            at, sign = self._place, self._buffer[self._place]
            self._place += 1
            if sign == _QUOTE:  # of a string whose end is still to come
                self._quoted = True
            elif (part := self._opened(at) if sign == _BRACE else self._closed(at)) is not None:
                yield part

    def _leave_string(self) -> bool:
        """Go to the end of a string that began in earlier bytes; return False if it is not there yet."""
        while (match := _QUOTED.search(self._buffer, self._place)) is not None:
            at = match.start()
            if self._buffer[at] == _QUOTE:
                self._place, self._quoted = at + 1, False
                return True
            if at + 1 == len(self._buffer):  # what the backslash escapes is still to come
                self._place = at
                return False
            self._place = at + 2
        self._place = len(self._buffer)
        return False

    def _opened(self, at: int) -> tuple[_Part, bytes] | None:
        self._depth += 1
        if self._depth == 2 and not self._around and self._buffer.endswith(_GRAPH, self._start, at):  # noqa: PLR2004
            self._around = 1
            return _Part.GRAPH, self._cut(at)
        if self._depth == self._around + 1:
            self._start = at
        return None

    def _closed(self, at: int) -> tuple[_Part, bytes] | None:
        self._depth -= 1
        if self._depth == self._around:
            return _Part.NODE, self._cut(at + 1)
        if self._depth < self._around:
            self._around = 0
            self._cut(at + 1)
            return _Part.GRAPH_END, b"]}"
        return None

    def _cut(self, end: int) -> bytes:
        """Take what lies between the start of a part and this place out of the buffer."""
        part = bytes(self._buffer[self._start : end])
        del self._buffer[:end]
        self._place -= end
        self._start = 0
        return part


def _fit(table: Mapping[str, str]) -> bool:
    """Tell whether a prefix table has our prefix, and none that means another thing in our context."""
    known = context()
    return table.get("phaen") == PHAEN.iri and all(known.get(name, space) == space for name, space in table.items())


def _plain(text: str, datatype: str) -> object:
    """Return a whole number or a truth value as JSON has it, if its form comes back the same; else the text."""
    if datatype == XSD["integer"].value and _INTEGER.match(text):
        return int(text)
    if datatype == XSD["boolean"].value and text in {"true", "false"}:
        return text == "true"
    return text


def _definition(space: str) -> object:
    return space if _ENDS.search(space) else {"@id": space, "@prefix": True}


def _dump(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")

"""Say in the head of a result that it was cut, in the formats whose head has a place for it.

SPARQL 1.1 Query Results JSON Format, section 3.1.2, and XML Format, section 2.3.1: ``link``. CSV, TSV and the formats
of graphs have no such place; there the header field ``Phaen-Result-Cut`` says it.
"""

from typing import Protocol

from phaen.endpoint.errors import TYPE_PREFIX

_CUT = TYPE_PREFIX + "result-cut"


class Output(Protocol):
    """What the serialisers of the engine write to."""

    def write(self, data: bytes) -> int:
        """Take bytes."""
        ...

    def flush(self) -> None:
        """Pass on what was taken."""
        ...


def cut_note(format_name: str, rows: int) -> tuple[bytes, bytes] | None:
    """Return what to look for in the head of a result, and what to put before it."""
    link = f"{_CUT}?rows={rows}".encode()
    if format_name == "json":
        return b'"vars":', b'"link":["' + link + b'"],'
    if format_name == "xml":
        return b"</head>", b'<link href="' + link + b'"/>'
    return None


class HeadWriter:
    """Puts a note before the first occurrence of a mark in what a serialiser writes."""

    def __init__(self, output: Output, note: tuple[bytes, bytes]) -> None:
        """Wait for the mark."""
        self._output = output
        self._mark, self._note = note
        self._head = bytearray()
        self._done = False

    def write(self, data: bytes) -> int:
        """Take bytes; those before the mark are held back until it comes."""
        if self._done:
            self._output.write(data)
            return len(data)
        self._head += data
        place = self._head.find(self._mark)
        if place >= 0:
            self._output.write(bytes(self._head[:place]) + self._note + bytes(self._head[place:]))
            self._done = True
        return len(data)

    def flush(self) -> None:
        """Pass on what was taken."""
        self._output.flush()

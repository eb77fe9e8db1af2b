"""Turtle and TriG that people can read: our prefixes, those that are used, in the order of their names.

The engine writes the statements, in the order in which it gets them. Its own header holds all prefixes in an order that
differs each time; ours takes its place.
"""

import re
import shutil
from collections.abc import Iterable
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Final, cast

from pyoxigraph import Quad, RdfFormat, serialize

from phaen.ontology.assets import prefixes

_IN_MEMORY: Final = 1 << 22
_BLOCK: Final = 1 << 20

_TOKEN: Final = re.compile(rb'"(?:[^"\\]|\\.)*+"|<[^>]*>|(?<![\w:])([A-Za-z][\w-]*+):\S*')
"""A string, an IRI, or a prefixed name with its prefix: what the first two hold is no prefix."""
_HEADER: Final = b"@prefix "
_GAP: Final = re.compile(rb"(?:(?<= \.\n)|(?<=}\n))(?=[^}])")
"""Where a subject or a graph begins after another: line feeds inside of strings are escaped."""
_SEEN: Final = 3
"""Bytes before a line that tell whether there is a gap."""


def write_turtle(statements: Iterable[Quad], path: Path, work: Path, format_: RdfFormat) -> None:
    """Write statements, in the order given, as Turtle or TriG; Turtle takes those of the default graph only."""
    with SpooledTemporaryFile(_IN_MEMORY, dir=str(work)) as spool:
        body = _Body(spool)
        serialize(statements, cast("IO[bytes]", body), format_, prefixes=dict(prefixes()))
        body.finish()
        spool.seek(0)
        with path.open("wb") as file:
            file.write(_header(body.used))
            shutil.copyfileobj(spool, file, _BLOCK)


def _header(used: set[str]) -> bytes:
    table = prefixes()
    lines = [f"@prefix {name}: <{table[name]}> .\n" for name in sorted(used & table.keys())]
    return "".join([*lines, "\n" if lines else ""]).encode()


class _Body:
    """Takes what the engine writes; passes it on without the header, and notes which prefixes it uses."""

    def __init__(self, output: IO[bytes]) -> None:
        self._output = output
        self._rest = self._before = b""
        self._in_header = True
        self.used: set[str] = set()

    def write(self, data: bytes) -> int:
        """Take bytes, which may end anywhere in a line."""
        whole, end, self._rest = (self._rest + data).rpartition(b"\n")
        if end:
            self._pass_on(whole + end)
        return len(data)

    def flush(self) -> None:
        """Pass on nothing: lines go on when they are whole."""

    def finish(self) -> None:
        """Pass on what is left."""
        self._pass_on(self._rest)

    def _pass_on(self, lines: bytes) -> None:
        while self._in_header and lines:
            line, _, rest = lines.partition(b"\n")
            self._in_header = line.startswith(_HEADER)
            if self._in_header:
                lines = rest
        self._note(lines)
        seen = self._before + lines
        self._output.write(_GAP.sub(b"\n", seen)[len(self._before) :])
        self._before = seen[-_SEEN:]

    def _note(self, lines: bytes) -> None:
        names = {found[1] for found in _TOKEN.finditer(lines) if found[1]}
        self.used.update(name.decode() for name in names)

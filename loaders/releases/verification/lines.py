"""Lines of N-Quads, each of which two parsers must read alike, and which must be written in the one canonical way."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import IO, Final

from pyoxigraph import Quad, RdfFormat, parse

from phaen.loaders.releases.lines import LONGEST_LINE
from phaen.loaders.releases.verification.findings import Finding
from phaen.loaders.releases.verification.second import LineReader, beyond

_BATCH: Final = 1 << 20
"""Bytes that are parsed at once."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line that could be read: its number from 1, its text without its end, its statement."""

    number: int
    text: str
    quad: Quad


def _some(file: IO[bytes]) -> list[bytes]:
    """Read about as many lines as are parsed at once; the last may be the beginning of one that is too long."""
    lines, size = list[bytes](), 0
    while size < _BATCH and (line := file.readline(LONGEST_LINE)):
        lines.append(line)
        size += len(line)
    return lines


def read_lines(path: str, file: IO[bytes]) -> Iterator[Line | Finding]:
    """Read sorted N-Quads; give each statement, and what is wrong with a line before it."""
    reader, start, before = LineReader(), 1, b""
    while lines := _some(file):
        if len(lines[-1]) >= LONGEST_LINE:
            yield Finding(path, f"it is longer than {LONGEST_LINE:,} bytes", start + len(lines) - 1)
            return
        yield from _disorder(path, start, [before, *lines])
        quads = _parsed(lines)
        seconds = _seconds(reader, lines, quads)
        for number, (line, quad, second) in enumerate(zip(lines, quads, seconds, strict=True), start):
            if isinstance(quad, str):
                yield Finding(path, quad, number)
                continue
            text = str(quad)
            if line != f"{text} .\n".encode():
                yield Finding(path, f"it is not written as canonical N-Quads: {text} .", number)
            if second is not None and second != quad:
                yield Finding(path, f"rdflib reads it otherwise: {second}", number)
            yield Line(number, text, quad)
        start, before = start + len(lines), lines[-1]


def _disorder(path: str, start: int, lines: Sequence[bytes]) -> Iterator[Finding]:
    if all(map(bytes.__lt__, lines, lines[1:])):  # quick, for all is well nearly always
        return
    for number, (before, line) in enumerate(pairwise(lines), start):
        if before == line:
            yield Finding(path, "it is the line before once more", number)
        elif before > line:
            yield Finding(path, "it is not in the order of code points", number)


def _parsed(lines: list[bytes]) -> list[Quad | str]:
    """Parse lines; give for each its statement, or what is wrong with it."""
    try:
        quads = list(parse(b"".join(lines), RdfFormat.N_QUADS))
    except SyntaxError:
        quads = []
    return [*quads] if len(quads) == len(lines) else [_parsed_alone(line) for line in lines]


def _parsed_alone(line: bytes) -> Quad | str:
    try:
        quads = list(parse(line, RdfFormat.N_QUADS))
    except SyntaxError as error:
        return f"it is not N-Quads: {error.msg}"
    return quads[0] if len(quads) == 1 else f"it holds {len(quads)} statements"


def _seconds(reader: LineReader, lines: list[bytes], quads: list[Quad | str]) -> Iterator[Quad | str | None]:
    """Give what rdflib reads in each line, or its error; None where it need not, or cannot, be asked."""
    for line, quad in zip(lines, quads, strict=True):
        if isinstance(quad, str) or beyond(quad):
            yield None
            continue
        try:
            yield reader.quad(line.decode().rstrip("\n"))
        except ValueError as error:
            yield str(error)

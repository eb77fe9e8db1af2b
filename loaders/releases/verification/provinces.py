"""What the files of provinces hold: nothing that the whole data set does not say."""

import heapq
from collections.abc import Iterator
from contextlib import ExitStack
from typing import IO

from phaen.loaders.releases.layout import QUADS
from phaen.loaders.releases.lines import has_blank_node, terms_of
from phaen.loaders.releases.verification.findings import Examined, Finding
from phaen.loaders.releases.verification.packed import BROKEN

Said = tuple[bytes, str, int]
"""A triple, with the file and the line that it stands in."""


def check_provinces(release: Examined) -> Iterator[Finding]:
    """Find triples of provinces that stand in no graph of the whole, in one pass over all these files together."""
    paths = [
        file.path for file in release.contents() if file.path.startswith("provinces/") and file.path.endswith(".nt")
    ]
    if not paths or not release.has(QUADS):
        return
    with ExitStack() as files:
        said = heapq.merge(*(_said(path, files.enter_context(release.open(path))) for path in paths))
        whole = map(_triple, files.enter_context(release.open(QUADS)))
        try:
            yield from _unknown(said, whole)
        except (ValueError, *BROKEN):
            return  # told where the file is read for its own sake


def _unknown(said: Iterator[Said], whole: Iterator[bytes]) -> Iterator[Finding]:
    """Compare two sorted streams."""
    known = next(whole, None)
    for triple, path, number in said:
        while known is not None and known < triple:
            known = next(whole, None)
        if known != triple:
            yield Finding(path, f"{QUADS} does not say this, or it stands in another order", number)


def _said(path: str, file: IO[bytes]) -> Iterator[Said]:
    """Give the triples of a file; blank nodes may have other names in it than in the whole."""
    for number, line in enumerate(file, 1):
        if b"_:" not in line or not has_blank_node(line):
            yield _triple(line), path, number


def _triple(line: bytes) -> bytes:
    """Return a line without its graph; of any two, the order is that of the lines."""
    subject, predicate, value, _ = terms_of(line)
    return b"%b %b %b " % (subject, predicate, value)

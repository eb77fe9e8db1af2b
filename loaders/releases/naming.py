"""Names of files for things that anybody may have named, such that no two get the same and every system can hold them.

A name is kept where that is safe everywhere; else a digest of it stands in its place, so that names do not hang on
which others there are.
"""

import re
from hashlib import sha256
from typing import Final

from phaen.ontology.identifiers import is_segment

OTHER: Final = "_other"
DEFAULT: Final = "_default"
"""The name of the default graph, which no mirrored path has: none begins with an underscore."""

_MOST_BYTES: Final = 180
"""Of one segment, so that suffixes fit into the 255 bytes that a file system takes."""
_MOST_SEGMENTS: Final = 8
_UNSAFE: Final = re.compile(r"[%:*~'()&!$;=+@]|^[._-]|\.$|\.(?:ttl|nt|gz|zst)(?:$|\.)")
"""What means something to a shell, to Windows, in an address, or as the end of a name of a file of a release."""
_RESERVED: Final = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?")
_DIGITS: Final = 32


def is_safe(segment: str) -> bool:
    """Tell whether a name can stand in a path on every system; capitals cannot, where they are taken for small ones."""
    return (
        is_segment(segment)
        and segment == segment.casefold()
        and not _UNSAFE.search(segment)
        and not _RESERVED.fullmatch(segment)
        and len(segment.encode()) <= _MOST_BYTES
    )


def graph_path(graph: str, base: str) -> str:
    """Return the path of a graph's files, without suffix: that of its IRI below ``{base}id/graph/`` where it is safe.

    >>> graph_path("https://w3id.org/phaen/id/graph/vocab/province", "https://w3id.org/phaen/")
    'vocab/province'
    >>> graph_path("https://example.org/../x", "https://w3id.org/phaen/")
    '_other/27ad8846d7ce4dc0b6a86a29a23d5d73'
    """
    if not graph:
        return DEFAULT
    start = f"{base}id/graph/"
    segments = graph.removeprefix(start).split("/")
    if graph.startswith(start) and len(segments) <= _MOST_SEGMENTS and all(map(is_safe, segments)):
        return "/".join(segments)
    return f"{OTHER}/{_digest(graph)}"


def joined(*names: str) -> str:
    """Return one name for several, which stand in it with underscores between them where that is safe.

    >>> joined("pao-51", "undated")
    'pao-51_undated'
    """
    if all(is_safe(name) and "_" not in name for name in names) and len("_".join(names).encode()) <= _MOST_BYTES:
        return "_".join(names)
    return f"{OTHER}_{_digest('/'.join(names))}"


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]

"""CURIEs of link tables: IRIs made short by a table of prefixes, and whole again."""

import re
from collections.abc import Mapping
from typing import Final

_CURIE: Final = re.compile(r"(?P<prefix>[A-Za-z_][\w.-]*):(?P<local>(?!//).+)", re.DOTALL)


def compress(iri: str, prefixes: Mapping[str, str]) -> str:
    """Make an IRI short by the longest namespace that it begins with; one that begins with none stays as it is.

    >>> compress("http://metadata.un.org/sdg/3", {"sdg": "http://metadata.un.org/sdg/"})
    'sdg:3'
    """
    fitting = [(len(start), prefix, start) for prefix, start in prefixes.items() if iri.startswith(start)]
    _, prefix, start = max(fitting, default=(0, "", ""))
    local = iri[len(start) :]
    return f"{prefix}:{local}" if prefix and local else iri


def expand(text: str, prefixes: Mapping[str, str]) -> str:
    """Give the IRI of a CURIE, or of an IRI; raises ValueError that names what is wrong.

    >>> expand("sdg:3", {"sdg": "http://metadata.un.org/sdg/"})
    'http://metadata.un.org/sdg/3'
    """
    if text.startswith("<") and text.endswith(">"):
        text = text[1:-1]
    if text.startswith(("https://", "http://", "urn:")):
        return text
    match = _CURIE.fullmatch(text)
    if match is None:
        raise ValueError(f"'{text}' is no CURIE, such as sdg:3, nor an IRI")
    start = prefixes.get(match["prefix"])
    if start is None:
        raise ValueError(f"'{text}' has a prefix that nobody declares; use one of {', '.join(sorted(prefixes))}")
    return start + match["local"]

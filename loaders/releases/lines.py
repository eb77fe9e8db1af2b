"""The terms of a line of N-Quads as Oxigraph writes it: one space between them, and ``.`` at the end."""

from typing import Final

LONGEST_LINE: Final = 256 << 20
"""Bytes. A longer line states nothing that a plan could say: it was made to fill the memory of whoever reads it."""


def terms_of(line: bytes) -> tuple[bytes, bytes, bytes, bytes]:
    r"""Return subject, predicate, object and graph of a line as they are written; b"" for the default graph.

    >>> terms_of(b'<a:s> <a:p> "x <y> ."@th <a:g> .\n')
    (b'<a:s>', b'<a:p>', b'"x <y> ."@th', b'<a:g>')
    >>> terms_of(b"<a:s> <a:p> <a:o> .\n")
    (b'<a:s>', b'<a:p>', b'<a:o>', b'')
    """
    subject, predicate, rest = line.split(b" ", 2)
    rest = rest.rstrip(b"\n").removesuffix(b" .")
    # Neither an IRI nor what follows a literal or a triple term can hold their last characters.
    inside = max(rest.rfind(b'"'), rest.rfind(b")>>"), 0)
    space = rest.find(b" ", inside)
    return (subject, predicate, rest, b"") if space < 0 else (subject, predicate, rest[:space], rest[space + 1 :])


def graph_of(line: bytes) -> bytes:
    """Return the graph of a line as it is written, b"" for the default graph."""
    return terms_of(line)[3]


def has_blank_node(line: bytes) -> bool:
    """Tell whether a line names a blank node, whose label another release may have given to another node."""
    subject, _, value, graph = terms_of(line)
    return b"_:" in (subject[:2], value[:2], graph[:2]) or (value.startswith(b"<<(") and b" _:" in value)

"""RDF is no document to extract a plan from: it states one already, and passthrough.py takes it as it is."""

from typing import NoReturn

from phaen.loaders.errors import UnsupportedFormatError


def read(_data: bytes, path: str) -> NoReturn:
    """Refuse RDF where a text is asked for; raises UnsupportedFormatError."""
    raise UnsupportedFormatError(f"{path}: this is RDF, which 'phaen load' and 'phaen validate' take as it is")

"""RDF files as input: recognised by their suffix, read by the engine's parsers."""

from pathlib import Path

from pyoxigraph import Quad, RdfFormat, parse

from phaen.loaders.errors import UnreadableDocumentError, UnsupportedFormatError


def is_rdf(path: str) -> bool:
    """Tell by its suffix whether a file is RDF."""
    return RdfFormat.from_extension(Path(path).suffix.lstrip(".")) is not None and not path.endswith(
        (".txt", ".json", ".xml")
    )


def read_rdf(path: Path) -> list[Quad]:
    """Read a Turtle, TriG, N-Triples, N-Quads, RDF/XML or JSON-LD file; raises a DocumentError that names it."""
    try:
        return list(parse(path=str(path)))
    except SyntaxError as error:
        raise UnsupportedFormatError(f"{path}: is not well-formed ({error}); correct the file") from error
    except OSError as error:
        raise UnreadableDocumentError(
            f"{path}: cannot be read ({error.strerror}); check the path and its permissions"
        ) from error

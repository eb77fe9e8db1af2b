"""Have the engine's JSON-LD written with our context (see ``ontology/publication/compaction.py``)."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import IO

from pyoxigraph import RdfFormat

from phaen.endpoint.errors import NotAcceptableError
from phaen.endpoint.formats import Form, Format, formats_of
from phaen.ontology.publication.compaction import ContextWriter

_UNSUPPORTED = "JSON-LD does not support RDF 1.2"
"""What the engine's serialiser says of a triple term."""


@contextmanager
def contextual(format_: Format, output: IO[bytes], prefixes: Mapping[str, str]) -> Iterator[IO[bytes]]:
    """Give what a serialiser of this format writes to: on the way to ``output``, JSON-LD gets our context.

    Raises NotAcceptableError in place of the serialiser's error at a term that JSON-LD cannot hold.
    """
    if format_.engine != RdfFormat.JSON_LD:
        yield output
        return
    writer = ContextWriter(output, prefixes) if prefixes else None
    try:
        yield writer or output  # type: ignore[misc]  # the engine needs write and flush only
    except OSError as error:
        if _UNSUPPORTED in str(error):
            raise _not_in_json_ld() from error
        raise
    if writer is not None:
        writer.finish()


def _not_in_json_ld() -> NotAcceptableError:
    others = (format_ for format_ in formats_of(Form.GRAPH) if format_.engine != RdfFormat.JSON_LD)
    available = tuple(format_.media_types[0] for format_ in others)
    return NotAcceptableError(
        f"there are triple terms here, which JSON-LD cannot hold; ask for one of {', '.join(available)}", available
    )

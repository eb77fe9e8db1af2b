"""What the engine does not see of XML: whether a document that it reads, or writes, is well-formed."""

import re
from typing import IO
from xml.parsers import expat

from phaen.endpoint.errors import NotAcceptableError, RdfSyntaxError
from phaen.endpoint.heads import Output

_DEEPEST = 1000
# Characters that XML 1.0 cannot hold (section 2.2), and how the engine writes a property whose IRI ends in no XML name.
_UNSOUND = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]|<oxprefix:[ >/]")
_OVERLAP = 12


def check_xml(data: IO[bytes]) -> None:
    """Read XML to its end; raise RdfSyntaxError unless it is well-formed and not nested without end.

    The engine takes a document that was cut off for a whole one. expat refuses entities that multiply.
    """
    depth = 0

    def begin(_name: str, _attributes: object) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise RdfSyntaxError(f"the document is nested more than {_DEEPEST} elements deep; nothing was changed")

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = begin, end
    try:
        parser.ParseFile(data)
    except expat.ExpatError as error:
        raise RdfSyntaxError(f"the document is not well-formed XML: {error}; nothing was changed") from error


class XmlWriter:
    """Passes on XML that the engine writes, as long as it is XML; raises NotAcceptableError where it is not."""

    def __init__(self, output: Output) -> None:
        """Keep where to pass it on."""
        self._output = output
        self._end = b""

    def write(self, data: bytes) -> int:
        """Take bytes."""
        data = bytes(data)
        if _UNSOUND.search(self._end + data):
            raise NotAcceptableError(
                "the result holds characters, or a property, that XML cannot; ask for another format"
            )
        self._end = data[-_OVERLAP:]
        return self._output.write(data)

    def flush(self) -> None:
        """Pass on what was taken."""
        self._output.flush()

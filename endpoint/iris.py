"""Between IRIs of things and addresses on this site, so that a deployment resolves its own IRIs."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from pyoxigraph import NamedNode

from phaen.endpoint.errors import UnknownResourceError
from phaen.endpoint.passages import address_of_passage

VOCABULARY = "https://w3id.org/phaen/"
ONTOLOGY_IRI = VOCABULARY + "ontology"
SHAPES_IRI = VOCABULARY + "shapes"
_SAFE = "/:@!$&'()*+,;=-._~"
# RFC 3987, isegment: these characters stand for themselves in the path of an IRI, the slash between segments.
_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@/")
_FIRST_PLAIN_BEYOND_ASCII = "\u00a0"
_LINKABLE = frozenset({"http", "https"})
# Code lists of ours whose concepts are somebody else's: where their pages stand here, and where their IRIs begin.
_ADOPTED = {"sdg/": "http://metadata.un.org/sdg/"}


@dataclass(frozen=True)
class Addresses:
    """Knows which IRIs this site describes itself, and how IRIs are shortened for reading."""

    base: str
    prefixes: Mapping[str, str]

    def thing(self, path: str) -> str:
        """Return the IRI of the thing with this path; raise UnknownResourceError if no IRI can have it."""
        return _checked(f"{self.base}id/{_encoded(path)}")

    def vocabulary(self, path: str) -> str:
        """Return the IRI of the code list or concept with this path; that of a goal is the United Nations' own."""
        for start, foreign in _ADOPTED.items():
            if path.startswith(start):
                return _checked(foreign + _encoded(path.removeprefix(start)))
        return _checked(f"{VOCABULARY}vocab/{_encoded(path)}")

    def graph(self, path: str) -> str:
        """Return the IRI of a named graph of the store."""
        return _checked(f"{self.base}id/graph/{_encoded(path)}")

    def local(self, iri: str) -> str | None:
        """Return the address on this site of what an IRI names, or None if it is not ours."""
        if iri.startswith(self.base + "id/"):
            return address_of_passage(_address("/id/", iri.removeprefix(self.base + "id/")))
        if iri.startswith(VOCABULARY + "vocab/"):
            return _address("/vocab/", iri.removeprefix(VOCABULARY + "vocab/"))
        for start, foreign in _ADOPTED.items():
            if iri.startswith(foreign) and iri.removeprefix(foreign).isdigit():
                return _address("/vocab/" + start, iri.removeprefix(foreign))
        for document, address in ((ONTOLOGY_IRI, "/ontology"), (SHAPES_IRI, "/shapes")):
            if iri == document or iri.startswith((document + "#", document + "/")):
                return _address(address, iri.removeprefix(document))
        return None

    def href(self, iri: str) -> str | None:
        """Return where a link to this IRI leads; None for IRIs that a page must not link (javascript: and the like)."""
        return self.local(iri) or (iri if iri.partition(":")[0].lower() in _LINKABLE else None)

    def short(self, iri: str) -> str:
        """Return the IRI with its namespace shortened to a prefix where one fits, else unchanged."""
        fitting = [(space, prefix) for prefix, space in self.prefixes.items() if space and iri.startswith(space)]
        if not fitting:
            return iri
        space, prefix = max(fitting, key=lambda pair: len(pair[0]))
        rest = iri.removeprefix(space)
        return f"{prefix}:{rest}" if rest and "/" not in rest and "#" not in rest else iri


def _address(start: str, rest: str) -> str:
    path, mark, fragment = rest.partition("#")
    return start + quote(path, safe=_SAFE + "%") + (mark + quote(fragment, safe=_SAFE + "%") if mark else "")


def _encoded(path: str) -> str:
    """Percent-encode again what identifiers encode, after the server has decoded the path of the request."""
    return "".join(c if c in _PLAIN or c >= _FIRST_PLAIN_BEYOND_ASCII else quote(c, safe="") for c in path)


def _checked(iri: str) -> str:
    try:
        iri.encode("utf-8")  # lone surrogates, which a hostile path can hold, are no characters
        return NamedNode(iri).value
    except ValueError as error:
        raise UnknownResourceError(f"{iri!r} is no IRI, so nothing has this name") from error

"""The names of what is described, which a deployment resolves, and the addresses of files.

In documents that are sent, ``root`` is that of the site that was asked; in the files of a release it is the base.
"""

from typing import Final
from urllib.parse import quote

from pyoxigraph import NamedNode

VOID_FILE: Final = "metadata/void.ttl"
DCAT_TURTLE: Final = "metadata/dcat.ttl"
DCAT_JSON: Final = "metadata/dcat.jsonld"
"""Where a release says what it is."""

_SAFE: Final = "/:@!$&'()*+,;=-._~"


def dataset_iri(base: str) -> NamedNode:
    """Return the name of the data set as it is at any time."""
    return NamedNode(f"{base}id/dataset")


def release_iri(base: str, date: str) -> NamedNode:
    """Return the name of the data set as it was released."""
    return NamedNode(f"{base}id/dataset/{date}")


def series_iri(base: str) -> NamedNode:
    """Return the name of the series of all releases."""
    return NamedNode(f"{base}id/dataset/series")


def catalog_iri(base: str) -> NamedNode:
    """Return the name of the catalogue."""
    return NamedNode(f"{base}id/catalog")


def release_address(root: str, date: str, path: str = "") -> NamedNode:
    """Return the address of a file of a release; of its page without a path."""
    return NamedNode(f"{root}releases/{date}/{quote(path, safe=_SAFE)}")


def part_of(whole: NamedNode, path: str) -> NamedNode:
    """Return the name of something that is described together with the whole."""
    return NamedNode(f"{whole.value}#{quote(path, safe=_SAFE)}")

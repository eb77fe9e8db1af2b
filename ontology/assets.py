"""Read the files of the vocabulary: the ontology, the shapes, the code lists and the prefix table."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, parse

from phaen.ontology.errors import UnknownAssetError

_SH = "http://www.w3.org/ns/shacl#"
_PACKAGE = "phaen.ontology"
_CODE_LISTS = "codelists"
_VERSIONS = "versions"
ONTOLOGY_FILES = ("phaen.ttl", "alignments.ttl", "prefixes.ttl", f"{_VERSIONS}/changes.ttl")
"""What the graph ``ontology`` is made of."""


def read_text(name: str) -> str:
    """Return the text of a file of this package, such as ``phaen.ttl`` or ``codelists/province.ttl``.

    Raises UnknownAssetError when there is no such file.
    """
    asset = files(_PACKAGE).joinpath(name)
    if not asset.is_file():
        known = ", ".join(sorted(_turtle_names()))
        raise UnknownAssetError(f"no file {name!r} in the vocabulary; use one of {known}")
    return asset.read_text(encoding="utf-8")


def _turtle_files(folder: Traversable) -> Iterator[str]:
    return (entry.name for entry in folder.iterdir() if entry.name.endswith(".ttl"))


def _turtle_names() -> list[str]:
    root = files(_PACKAGE)
    folders = (_CODE_LISTS, _VERSIONS)
    return [*_turtle_files(root), *(f"{folder}/{name}" for folder in folders for name in _turtle_files(root / folder))]


def ontology_turtle() -> str:
    """Return the classes and properties as Turtle."""
    return read_text("phaen.ttl")


def shapes_turtle() -> str:
    """Return the SHACL shapes as Turtle, with the prefix table that their SPARQL constraints use."""
    return read_text("prefixes.ttl") + read_text("shapes.ttl")


def code_lists() -> list[tuple[str, str]]:
    """Return each code list as (path of its graph below ``id/graph/``, Turtle), in the order of the paths."""
    names = sorted(_turtle_files(files(_PACKAGE) / _CODE_LISTS))
    return [(f"vocab/{name.removesuffix('.ttl')}", read_text(f"{_CODE_LISTS}/{name}")) for name in names]


def ontology_graphs() -> list[tuple[str, str]]:
    """Return every graph of shared vocabulary as (path below ``id/graph/``, Turtle).

    The graph ``ontology`` holds the classes and properties, the alignments, the prefix table and the change log. The
    files may be loaded into it one after the other, so the path comes once for each file.
    """
    return [*(("ontology", read_text(name)) for name in ONTOLOGY_FILES), *code_lists()]


def triples(turtle: str) -> list[Quad]:
    """Parse Turtle of this package."""
    return list(parse(turtle, format=RdfFormat.TURTLE))


@cache
def prefixes() -> Mapping[str, str]:
    """Return the prefix table, prefix to namespace, in the order of ``prefixes.ttl``."""
    names: dict[BlankNode, str] = {}
    namespaces: dict[BlankNode, str] = {}
    tables = {NamedNode(_SH + "prefix"): names, NamedNode(_SH + "namespace"): namespaces}
    for quad in triples(read_text("prefixes.ttl")):
        table = tables.get(quad.predicate)
        if table is not None and isinstance(quad.subject, BlankNode) and isinstance(quad.object, Literal):
            table[quad.subject] = quad.object.value
    return MappingProxyType({prefix: namespaces[node] for node, prefix in names.items()})


@cache
def sparql_prologue() -> str:
    """Return a ``PREFIX`` line for every prefix of the table."""
    return "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in prefixes().items())

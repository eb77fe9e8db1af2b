"""What the documents about a release say of it: the counts of VoID, and the sizes and digests of every catalogue."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import unquote

from pyoxigraph import Literal, NamedNode, QuerySolutions, RdfFormat, Store

from phaen.loaders.releases.layout import QUADS
from phaen.loaders.releases.verification.findings import Examined, Finding
from phaen.loaders.releases.verification.packed import BROKEN
from phaen.loaders.statistics import MOST_LINKS

VOID: Final = "metadata/void.ttl"
DCAT: Final = "metadata/dcat.ttl"
CKAN: Final = "metadata/ckan.json"
SCHEMA: Final = "metadata/schema.jsonld"

_PROLOGUE: Final = """
PREFIX dcat: <http://www.w3.org/ns/dcat#> PREFIX dct: <http://purl.org/dc/terms/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/> PREFIX spdx: <http://spdx.org/rdf/terms#>
PREFIX void: <http://rdfs.org/ns/void#>
"""
_WHOLE: Final = """
SELECT ?triples ?entities ?distinctSubjects ?properties ?classes {
  ?document a void:DatasetDescription ; foaf:primaryTopic ?set . ?set void:triples ?triples
  OPTIONAL { ?set void:entities ?entities } OPTIONAL { ?set void:distinctSubjects ?distinctSubjects }
  OPTIONAL { ?set void:properties ?properties } OPTIONAL { ?set void:classes ?classes }
}"""
_PARTS: Final = "SELECT ?term ?number { ?document foaf:primaryTopic/void:%s [ void:%s ?term ; void:%s ?number ] }"
_GRAPHS: Final = "SELECT ?term ?number { ?part dct:identifier ?term ; void:triples ?number ; void:dataDump ?file }"
_LINKS: Final = """
SELECT ?property ?space ?number {
  ?set a void:Linkset ; void:linkPredicate ?property ; void:objectsTarget/void:uriSpace ?space ; void:triples ?number
}"""
_FILES: Final = """
SELECT ?url ?size ?digest {
  ?distribution dcat:downloadURL ?url
  OPTIONAL { ?distribution dcat:byteSize ?size } OPTIONAL { ?distribution spdx:checksum/spdx:checksumValue ?digest }
}"""

Row = dict[str, str]


def check_void(release: Examined) -> Iterator[Finding]:
    """Find counts of VoID that are not those of the whole data set."""
    counts = release.counts
    store = _loaded(release, VOID) if counts else None
    if counts is None or store is None:
        return
    quads = sum(digest.count for digest in release.graphs.values())
    found = {"triples": quads, "entities": counts.entities, "distinctSubjects": counts.subjects}
    found |= {"properties": len(counts.properties), "classes": len(counts.classes)}
    whole = next(_rows(store, _WHOLE), {})
    for name, number in found.items():
        if whole.get(name, "" if name == "triples" else str(number)) != str(number):
            yield Finding(VOID, f"void:{name} is {whole.get(name) or 'missing'}, there are {number}")
    graphs = {graph: digest.count for graph, digest in release.graphs.items() if graph}
    classes = {iri: number for iri, number in counts.classes.items() if not iri.startswith(("_:", '"', "<<"))}
    yield from _differing(
        "property", _numbers(store, _PARTS % ("propertyPartition", "property", "triples")), counts.properties
    )
    yield from _differing("class", _numbers(store, _PARTS % ("classPartition", "class", "entities")), classes)
    yield from _differing("graph", _numbers(store, _GRAPHS), graphs)
    links = {(row["property"], row["space"]): row["number"] for row in _rows(store, _LINKS)}
    if len(links) < MOST_LINKS:
        yield from _differing("links by", links, counts.links)


def _differing(kind: str, stated: Mapping[Any, str], counted: Mapping[Any, int]) -> Iterator[Finding]:
    for term in sorted(stated.keys() | counted.keys()):
        said, number = stated.get(term, "nothing"), str(counted.get(term, 0))
        if said != number:
            name = " to ".join(f"<{part}>" for part in ([term] if isinstance(term, str) else term))
            yield Finding(VOID, f"of {kind} {name} it counts {said}, there are {number} in {QUADS}")


def _numbers(store: Store, query: str) -> dict[str, str]:
    return {row["term"]: row["number"] for row in _rows(store, query)}


def check_catalogues(release: Examined) -> Iterator[Finding]:
    """Find sizes and digests in the catalogues' records that are not those of the manifest."""
    store = _loaded(release, DCAT)
    if store is not None:
        yield from _files(release, DCAT, _rows(store, _FILES))
    for path, rows in ((CKAN, _of_ckan), (SCHEMA, _of_schema)):
        if release.has(path):
            yield from _json(release, path, rows)


def _json(release: Examined, path: str, rows: Callable[[Any], Iterator[Row]]) -> Iterator[Finding]:
    try:
        with release.open(path) as file:
            stated = list(rows(json.load(file)))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, *BROKEN) as error:
        yield Finding(path, f"it cannot be understood ({error!r})")
        return
    yield from _files(release, path, iter(stated))


def _of_ckan(record: Any) -> Iterator[Row]:  # noqa: ANN401 - what the file holds
    for resource in record["resources"]:
        found = {"url": resource["url"], "size": resource.get("size"), "digest": resource.get("hash")}
        yield {name: str(value) for name, value in found.items() if value is not None}


def _of_schema(record: Any) -> Iterator[Row]:  # noqa: ANN401 - what the file holds
    for part in record["distribution"]:
        if "contentUrl" in part:
            size = part.get("contentSize", "").removesuffix(" B")
            found = {"url": part["contentUrl"], "size": size, "digest": part.get("sha256", "")}
            yield {name: value for name, value in found.items() if value}


def _files(release: Examined, path: str, rows: Iterator[Row]) -> Iterator[Finding]:
    """Compare what is said of files with the manifest."""
    start = f"{release.manifest.base}releases/{release.manifest.release}/"
    for row in rows:
        if not row["url"].startswith(start):
            continue
        name = unquote(row["url"].removeprefix(start))
        file = release.manifest.file(name)
        if file is None:
            yield Finding(path, f"it names {name}, which the manifest does not know")
            continue
        if row.get("size", str(file.bytes)) != str(file.bytes):
            yield Finding(path, f"it says that {name} has {row['size']} bytes, the manifest says {file.bytes}")
        if row.get("digest", file.sha256) != file.sha256:
            yield Finding(path, f"it has another SHA-256 of {name} than the manifest")


def _loaded(release: Examined, path: str) -> Store | None:
    """Load a document; None if it is not there or broken, which is told where it is read for its own sake."""
    if not release.has(path):
        return None
    store = Store()
    try:
        with release.open(path) as file:
            store.load(file, RdfFormat.TURTLE)
    except (SyntaxError, *BROKEN):
        return None
    return store


def _rows(store: Store, query: str) -> Iterator[Row]:
    found = store.query(_PROLOGUE + query)
    assert isinstance(found, QuerySolutions)  # noqa: S101 - they are all SELECT
    names = [variable.value for variable in found.variables]
    for solution in found:
        terms = {name: solution[name] for name in names}
        yield {name: term.value for name, term in terms.items() if isinstance(term, NamedNode | Literal)}

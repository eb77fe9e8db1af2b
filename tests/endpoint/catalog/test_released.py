"""What a release says of itself in VoID and DCAT: the truth about its own files, as DCAT-AP wants it."""

import hashlib
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pyshacl
import pytest
from pyoxigraph import parse
from rdflib import DCTERMS, FOAF, RDF, SH, VOID, Graph, Literal, Namespace, URIRef

from phaen.endpoint.description.dcat import Period
from phaen.endpoint.description.publication import publication
from phaen.endpoint.description.rdf import Statements
from phaen.endpoint.description.released import release_catalogue, release_place
from phaen.endpoint.description.void import Void
from phaen.endpoint.settings import Settings
from phaen.loaders.releases.manifest import Manifest, ReleaseFile, read_manifest
from phaen.loaders.statistics import Graph as Counted
from phaen.loaders.statistics import Graphs, Statistics
from tests.endpoint.catalog.dcat_ap import CONSTRAINTS, RECOMMENDED, shapes

BASE = "https://w3id.org/phaen/"
DCAT, SPDX = Namespace("http://www.w3.org/ns/dcat#"), Namespace("http://spdx.org/rdf/terms#")


@pytest.fixture(scope="module")
def manifest(sample_release: Path) -> Manifest:
    return read_manifest(sample_release)


@pytest.fixture(scope="module")
def dcat(sample_release: Path) -> Graph:
    return Graph().parse(sample_release / "metadata/dcat.ttl")


@pytest.fixture(scope="module")
def void(sample_release: Path) -> Graph:
    return Graph().parse(sample_release / "metadata/void.ttl")


def path_of(address: object, manifest: Manifest) -> str:
    start = f"{BASE}releases/{manifest.release}/"
    assert str(address).startswith(start)
    return unquote(str(address).removeprefix(start))


def as_graph(said: Statements) -> Graph:
    return Graph().parse(data=said.plain(), format="nt")


def faults(graph: Graph, table: dict[str, str]) -> set[str]:
    _, report, _ = pyshacl.validate(graph, shacl_graph=shapes(table), inference="none", advanced=False)
    assert isinstance(report, Graph)
    return {str(path) for path in report.objects(None, SH.resultPath)}


def test_each_distribution_is_a_file_of_the_size_and_digest_stated(
    sample_release: Path, dcat: Graph, manifest: Manifest
) -> None:
    release = URIRef(f"{BASE}id/dataset/{manifest.release}")
    nodes = list(dcat.objects(release, DCAT.distribution))
    paths = {path_of(dcat.value(node, DCAT.downloadURL), manifest): node for node in nodes}
    assert len(paths) == len(nodes) > 20
    for path, node in paths.items():
        content = (sample_release / path).read_bytes()
        checksum = dcat.value(node, SPDX.checksum)
        assert str(dcat.value(checksum, SPDX.checksumValue)) == hashlib.sha256(content).hexdigest()
        assert str(dcat.value(node, DCAT.byteSize)) == str(len(content))
        compressed = dcat.value(node, DCAT.compressFormat)
        assert str(compressed).rpartition("/")[2] == {"gz": "gzip", "zst": "zstd"}.get(path.rpartition(".")[2], "None")


def test_the_whole_tables_provinces_and_changes_have_distributions_and_graphs_do_not(
    dcat: Graph, manifest: Manifest
) -> None:
    paths = {path_of(address, manifest) for address in dcat.objects(None, DCAT.downloadURL)}
    assert {"phaen.nq", "phaen.nq.gz", "phaen.nq.zst", "provinces/51.ttl"} <= paths
    expected = {f.path for f in manifest.files if f.path.startswith(("tables/", "provinces/", "changes/", "phaen."))}
    assert expected <= paths
    assert not [path for path in paths if path.startswith(("graphs/", "plans/", "stratml/", "metadata/"))]


def test_it_conforms_to_dcat_ap(dcat: Graph) -> None:
    assert faults(dcat, CONSTRAINTS) == set()


def test_it_has_all_that_dcat_ap_recommends_once_the_operator_says_who_and_on_what_terms(manifest: Manifest) -> None:
    said = {"publisher": "กรมตัวอย่าง", "contact": "data@example.org", "licence": "https://example.org/licence"}
    settings = Settings.from_environment({}, said)
    period = Period("2022-10-01", "2027-09-30")
    graph = as_graph(release_catalogue(publication(settings, BASE), manifest, period))
    assert faults(graph, CONSTRAINTS) == faults(graph, RECOMMENDED) == set()


BREAKING: dict[str, Callable[[Graph, URIRef], object]] = {
    str(DCTERMS.title): lambda graph, release: graph.remove((release, DCTERMS.title, None)),
    str(DCTERMS.publisher): lambda graph, release: graph.add((release, DCTERMS.publisher, URIRef("urn:x:other"))),
    str(DCTERMS.spatial): lambda graph, release: graph.add((release, DCTERMS.spatial, Literal("Thailand"))),
    str(DCAT.accessURL): lambda graph, _: graph.remove((None, DCAT.accessURL, None)),
    str(SPDX.checksumValue): lambda graph, _: graph.add((URIRef("urn:x:c"), RDF.type, SPDX.Checksum)),
    str(FOAF.name): lambda graph, _: graph.remove((None, FOAF.name, None)),
}


@pytest.mark.parametrize("path", BREAKING)
def test_what_does_not_conform_is_found(path: str, dcat: Graph, manifest: Manifest) -> None:
    graph = Graph() + dcat
    BREAKING[path](graph, URIRef(f"{BASE}id/dataset/{manifest.release}"))
    assert path in faults(graph, CONSTRAINTS)


def test_json_ld_says_the_same_as_turtle(sample_release: Path) -> None:
    found = [set(parse(path=sample_release / f"metadata/dcat.{suffix}")) for suffix in ("ttl", "jsonld")]
    assert found[0] == found[1]


def test_void_counts_what_the_files_hold_and_names_them(sample_release: Path, void: Graph, manifest: Manifest) -> None:
    release = URIRef(f"{BASE}id/dataset/{manifest.release}")
    assert void.value(release, VOID.triples) == Literal(manifest.quads)
    dumps = {path_of(address, manifest) for address in void.objects(release, VOID.dataDump)}
    assert {"phaen.nq", "phaen.nq.gz", "phaen.nq.zst"} <= dumps
    assert all((sample_release / path).is_file() for path in dumps)
    assert void.value(release, DCTERMS.isVersionOf) == URIRef(f"{BASE}id/dataset")
    assert str(void.value(release, DCTERMS.modified)) == manifest.moment.strftime("%Y-%m-%dT%H:%M:%S+00:00")
    document = URIRef(f"{BASE}releases/{manifest.release}/metadata/void.ttl")
    assert void.value(document, FOAF.primaryTopic) == release


def test_void_leads_to_the_files_of_each_graph(sample_release: Path, void: Graph, manifest: Manifest) -> None:
    release = URIRef(f"{BASE}id/dataset/{manifest.release}")
    subsets = [node for node in void.objects(release, VOID.subset) if (node, RDF.type, VOID.Linkset) not in void]
    files = {file.graph for file in manifest.files if file.graph}
    assert {str(void.value(node, DCTERMS.identifier)) for node in subsets} >= files
    assert len(files) > 20
    for node in subsets:
        for address in void.objects(node, VOID.dataDump):
            path = path_of(address, manifest)
            if path.endswith(".nt"):
                lines = (sample_release / path).read_bytes().count(b"\n")
                assert void.value(node, VOID.triples) == Literal(lines)


def test_hostile_names_of_graphs_and_files_are_escaped(manifest: Manifest) -> None:
    iri, path = "http://e.org/a?b=../..", 'graphs/e.org/..%2F ก"<x>#?.ttl'
    files = (ReleaseFile(path, 1, "0" * 64, graph=iri),)
    place = release_place(publication(Settings.from_environment({}), BASE), replace(manifest, files=files))
    found = Statistics(Graphs((Counted(iri, 1), Counted("urn:x:no-file", 1)), 0, 2))
    graph = as_graph(Void(place).describe(found))
    (address,) = graph.objects(None, VOID.dataDump)
    assert path_of(address, manifest) == path
    assert {str(name) for name in graph.objects(None, DCTERMS.identifier)} == {iri, "urn:x:no-file"}


def test_the_same_release_is_described_by_the_same_bytes_in_any_process(sample_release: Path) -> None:
    code = (
        "import sys, pathlib;"
        "from phaen.endpoint.description.released import release_catalogue, written;"
        "from phaen.endpoint.description.publication import publication;"
        "from phaen.endpoint.settings import Settings;"
        "from phaen.loaders.releases.manifest import read_manifest;"
        f"said = publication(Settings.from_environment({{}}), {BASE!r});"
        "manifest = read_manifest(pathlib.Path(sys.argv[1]));"
        "found = release_catalogue(said, manifest, None);"
        "sys.stdout.write(written(found, 'turtle') + written(found, 'jsonld'))"
    )
    run = subprocess.run([sys.executable, "-c", code, sample_release], capture_output=True, check=True)
    assert run.stdout == b"".join(
        (sample_release / f"metadata/dcat.{suffix}").read_bytes() for suffix in ("ttl", "jsonld")
    )

"""``/catalog``: the data set, its releases and services in DCAT, whatever releases come, go or are broken."""

import shutil
from dataclasses import replace
from pathlib import Path

import pyshacl
import pytest
from flask.testing import FlaskClient
from pyoxigraph import Dataset, RdfFormat, parse
from rdflib import DCTERMS, RDF, Graph, Literal, Namespace, URIRef

from phaen.endpoint.app import create_app
from phaen.endpoint.description import editions
from phaen.endpoint.description.publication import publication
from phaen.endpoint.description.rdf import serialised
from phaen.endpoint.description.released import release_catalogue
from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.formats import GRAPH_FORMATS, by_name
from phaen.endpoint.settings import Settings
from phaen.loaders.releases.manifest import Manifest, as_json, read_manifest
from phaen.ontology.assets import prefixes
from tests.endpoint.catalog.dcat_ap import CONSTRAINTS, shapes

BASE = "https://w3id.org/phaen/"
DCAT = Namespace("http://www.w3.org/ns/dcat#")  # that of rdflib is of DCAT 2
CATALOG, LIVE, SERIES = (URIRef(f"{BASE}id/{name}") for name in ("catalog", "dataset", "dataset/series"))
TURTLE = {"Accept": "text/turtle"}


def release_of(date: str) -> URIRef:
    return URIRef(f"{BASE}id/dataset/{date}")


def described(client: FlaskClient) -> Graph:
    response = client.get("/catalog", headers=TURTLE)
    assert response.status_code == 200
    return Graph().parse(data=response.data, format="turtle")


def put(releases: Path, manifest: Manifest, settings: Settings) -> Path:
    """Write what a release says of itself, as far as the catalogue reads it."""
    folder = releases / manifest.release
    (folder / "metadata").mkdir(parents=True)
    (folder / "manifest.json").write_text(as_json(manifest), encoding="utf-8")
    said = release_catalogue(publication(settings, settings.base), manifest, None)
    (folder / "metadata/dcat.ttl").write_bytes(serialised(said.plain(), by_name("turtle"), prefixes()))
    return folder


Site = tuple[FlaskClient, Path]


@pytest.fixture
def site(settings: Settings, engine: EmbeddedEngine, tmp_path: Path) -> Site:
    """Give a client of a site, and the folder of its releases, which is not there yet."""
    releases = tmp_path / "releases"
    return create_app(replace(settings, releases=releases), engine).test_client(), releases


@pytest.fixture
def manifest(sample_release: Path) -> Manifest:
    return read_manifest(sample_release)


def test_there_is_a_catalogue_before_there_is_a_release(site: Site) -> None:
    client, _ = site
    graph = described(client)
    assert set(graph.objects(CATALOG, DCAT.dataset)) == {LIVE}
    assert (SERIES, RDF.type, DCAT.DatasetSeries) not in graph
    page = client.get("/catalog", headers={"Accept": "text/html", "Accept-Language": "en"})
    assert "There is no release yet." in page.text


def test_releases_are_versions_of_the_data_set_and_members_of_a_series(
    site: Site, settings: Settings, manifest: Manifest
) -> None:
    client, releases = site
    dates = ("2026-11-02", "2026-11-10", "2026-11-10-2")
    for date, previous in zip(dates, ("", *dates), strict=False):
        put(releases, replace(manifest, release=date, previous=previous), settings)
    graph, iris = described(client), [release_of(date) for date in dates]
    assert set(graph.objects(CATALOG, DCAT.dataset)) == {LIVE, *iris}
    assert set(graph.objects(LIVE, DCAT.hasVersion)) == set(iris)
    assert list(graph.objects(LIVE, DCAT.hasCurrentVersion)) == [iris[-1]]
    assert [graph.value(SERIES, term) for term in (DCAT["first"], DCAT["last"])] == [iris[0], iris[-1]]
    assert [graph.value(iri, DCAT["prev"]) for iri in iris] == [None, *iris[:-1]]
    assert {str(graph.value(iri, DCAT.version)) for iri in iris} == set(dates)
    assert all((iri, DCAT.inSeries, SERIES) in graph for iri in iris)
    assert len(list(graph.objects(SERIES, DCTERMS.title))) == 2
    assert list(graph.subjects(RDF.type, DCAT.Catalog)) == [CATALOG]


def test_the_newest_release_has_all_its_files_and_others_those_of_the_whole(
    site: Site, settings: Settings, manifest: Manifest
) -> None:
    client, releases = site
    for date in ("2026-11-02", "2026-11-10"):
        put(releases, replace(manifest, release=date), settings)
    graph = described(client)
    files = {
        date: {str(graph.value(node, DCAT.downloadURL)) for node in graph.objects(release_of(date), DCAT.distribution)}
        for date in ("2026-11-02", "2026-11-10")
    }
    assert all("/" not in url.removeprefix("http://localhost/releases/2026-11-02/") for url in files["2026-11-02"])
    assert "http://localhost/releases/2026-11-02/phaen.nq.gz" in files["2026-11-02"]
    assert "http://localhost/releases/2026-11-10/provinces/51.ttl" in files["2026-11-10"]
    assert not [term for term in graph.objects() if str(term).startswith(f"{BASE}releases/")]


def test_a_release_appears_changes_and_goes_without_a_restart(
    site: Site, settings: Settings, manifest: Manifest
) -> None:
    client, releases = site
    tags = [client.get("/catalog", headers=TURTLE).headers["ETag"]]
    folder = put(releases, replace(manifest, release="2026-11-02"), settings)
    tags.append(client.get("/catalog", headers=TURTLE).headers["ETag"])
    shutil.rmtree(folder)
    put(releases, replace(manifest, release="2026-11-02", quads=7), settings)
    tags.append(client.get("/catalog", headers=TURTLE).headers["ETag"])
    shutil.rmtree(folder)
    tags.append(client.get("/catalog", headers=TURTLE).headers["ETag"])
    assert len(set(tags)) == 3
    assert tags[0] == tags[3]


def test_a_broken_release_is_left_out_and_no_manifest_is_read(
    site: Site, settings: Settings, manifest: Manifest
) -> None:
    client, releases = site
    for day in range(1, 6):
        put(releases, replace(manifest, release=f"2026-11-0{day}"), settings)
    (releases / "2026-11-01/metadata/dcat.ttl").write_bytes(b"\xff<broken")
    (releases / "2026-11-02/metadata/dcat.ttl").unlink()
    (releases / "2026-11-03/metadata/dcat.ttl").write_bytes((releases / "2026-11-04/metadata/dcat.ttl").read_bytes())
    (releases / "2026-11-05/manifest.json").write_text("{", encoding="utf-8")
    graph = described(client)
    assert set(graph.objects(LIVE, DCAT.hasVersion)) == {release_of("2026-11-04"), release_of("2026-11-05")}


def test_of_very_old_releases_only_the_date_is_said(
    site: Site, settings: Settings, manifest: Manifest, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, releases = site
    monkeypatch.setattr(editions, "READ", 2)
    for day in range(1, 5):
        put(releases, replace(manifest, release=f"2026-11-0{day}"), settings)
    graph = described(client)
    assert set(graph.objects(LIVE, DCAT.hasVersion)) == {release_of(f"2026-11-0{day}") for day in range(1, 5)}
    files = [len(list(graph.objects(release_of(f"2026-11-0{day}"), DCAT.distribution))) for day in range(1, 5)]
    assert files[0] == files[1] == 0 < files[2] < files[3]
    assert graph.value(SERIES, DCAT["first"]) == release_of("2026-11-01")
    valid, _, report = pyshacl.validate(graph, shacl_graph=shapes(CONSTRAINTS), inference="none")
    assert valid, report
    assert 'href="/releases/2026-11-01/"' in client.get("/catalog", headers={"Accept": "text/html"}).text


def test_every_format_gives_the_same_catalogue_once(site: Site, settings: Settings, manifest: Manifest) -> None:
    client, releases = site
    put(releases, manifest, settings)
    found = []
    for format_ in GRAPH_FORMATS:
        response = client.get("/catalog", headers={"Accept": f"{format_.media_types[0]}, text/html;q=0.5"})
        assert response.content_type == format_.content_type
        assert isinstance(format_.engine, RdfFormat)
        found.append(Dataset(parse(response.data, format_.engine)))
        again = client.get(
            "/catalog", headers={"Accept": format_.media_types[0], "If-None-Match": response.headers["ETag"]}
        )
        assert (again.status_code, again.data) == (304, b"")
    assert all(other == found[0] for other in found[1:])
    assert client.get("/catalog", headers={"Accept": "image/png"}).status_code == 406
    head = client.head("/catalog", headers=TURTLE)
    assert (head.status_code, head.data) == (200, b"")


def test_it_conforms_to_dcat_ap_with_releases_and_without(site: Site, settings: Settings, manifest: Manifest) -> None:
    client, releases = site
    for previous, date in (("", "2026-11-02"), ("2026-11-02", "2026-11-10")):
        put(releases, replace(manifest, release=date, previous=previous), settings)
    valid, _, report = pyshacl.validate(described(client), shacl_graph=shapes(CONSTRAINTS), inference="none")
    assert valid, report


def test_every_name_leads_to_what_describes_it(site: Site, settings: Settings, manifest: Manifest) -> None:
    client, releases = site
    put(releases, replace(manifest, release="2026-11-02"), settings)
    assert leads(client, "/id/catalog", "text/turtle") == leads(client, "/id/dataset/series", "text/html") == "/catalog"
    assert leads(client, "/id/dataset/2026-11-02", "text/html") == "/releases/2026-11-02/"
    assert leads(client, "/id/dataset/2026-11-02", "text/turtle") == "/releases/2026-11-02/metadata/dcat.ttl"
    assert leads(client, "/id/dataset/2026-11-02", "application/ld+json") == "/releases/2026-11-02/metadata/dcat.jsonld"
    for path in ("/id/dataset/2026-11-03", "/id/dataset/..", "/id/dataset/latest"):
        assert client.get(path, headers=TURTLE).status_code == 404


def leads(client: FlaskClient, path: str, media_type: str) -> str:
    response = client.get(path, headers={"Accept": media_type})
    assert response.status_code == 303
    return response.headers["Location"]


def test_each_service_is_there_and_described(client: FlaskClient) -> None:
    graph = described(client)
    services = set(graph.objects(CATALOG, DCAT.service))
    assert {str(graph.value(service, DCAT.endpointURL)) for service in services} == {
        f"http://localhost/{name}" for name in ("sparql", "reconcile", "search")
    }
    for service in services:
        assert list(graph.objects(service, DCAT.servesDataset)) == [LIVE]
        assert {title.language for title in graph.objects(service, DCTERMS.title) if isinstance(title, Literal)} == {
            "th",
            "en",
        }
        for address in graph.objects(service, DCAT.endpointDescription):
            assert client.get(str(address), headers={"Accept": "text/turtle, application/json"}).status_code == 200


def test_pages_and_descriptions_lead_to_the_catalogue(client: FlaskClient) -> None:
    assert 'href="/catalog"' in client.get("/", headers={"Accept": "text/html"}).text
    for path in ("/.well-known/void", "/sparql"):
        graph = Graph().parse(data=client.get(path, headers=TURTLE).data, format="turtle")
        assert URIRef("http://localhost/catalog") in set(graph.objects())


@pytest.mark.parametrize("language", ["th", "en"])
def test_the_page_lists_releases_and_services(
    site: Site, settings: Settings, manifest: Manifest, language: str
) -> None:
    client, releases = site
    put(releases, replace(manifest, release="2026-11-02"), settings)
    page = client.get("/catalog", headers={"Accept": "text/html", "Accept-Language": language})
    assert 'href="/releases/2026-11-02/phaen.nq.gz"' in page.text
    assert {"th": "บริการจับคู่ชื่อ", "en": "Reconciliation service"}[language] in page.text
    again = client.get(
        "/catalog", headers={"Accept": "text/html", "Accept-Language": language, "If-None-Match": page.headers["ETag"]}
    )
    assert again.status_code == 304


def test_what_operators_set_is_said(settings: Settings, engine: EmbeddedEngine) -> None:
    publisher, licence = 'หน่วยงาน "ก" & <b>', "https://example.org/l"
    changed = replace(settings, publisher=publisher, contact="a+b@example.org", licence=licence)
    client = create_app(changed, engine).test_client()
    graph = described(client)
    assert graph.value(LIVE, DCTERMS.license) == URIRef("https://example.org/l")
    assert URIRef("mailto:a+b@example.org") in set(graph.objects())
    page = client.get("/catalog", headers={"Accept": "text/html"}).text
    assert "&lt;b&gt;" in page
    assert "<b>" not in page

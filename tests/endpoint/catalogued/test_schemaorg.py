"""What search engines for data are told is true of the release, stands in every page about it, and ends no script."""

import json
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad

from phaen.endpoint.app import create_app
from phaen.endpoint.description.publication import publication
from phaen.endpoint.description.schemaorg import PATH, as_script, dataset, rebased
from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.settings import Settings
from phaen.loaders.releases.coverage import Coverage, coverage
from phaen.loaders.releases.manifest import Manifest
from phaen.loaders.snapshot import current_snapshot
from phaen.loaders.store import Writer
from phaen.ontology import terms as t

BASE = "https://w3id.org/phaen/"
NOTHING = Coverage(0, 0, 0, "", "", (), {}, {}, {})
MANIFEST = Manifest("2026-11-22", "20261122T041038Z-1", BASE, "1.0", 7)
SAID = publication(Settings.from_environment({}, {}), BASE)
PAGES = ("/", "/releases/", "/releases/latest/", "/.well-known/void", "/catalog")


class Scripts(HTMLParser):
    """Collects the data blocks of a page as a browser would find them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[Any] = []
        self.others = 0
        self._inside = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag == "script" and dict(attrs).get("type") == "application/ld+json"
        self.others += not self._inside

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "script"

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.found.append(json.loads(data))


def test_a_release_says_what_dataset_search_asks_for(sample_release: Path) -> None:
    found = json.loads((sample_release / PATH).read_text())
    assert found["@type"] == "Dataset"
    assert 50 <= len(found["description"]) <= 5000
    assert found["version"] == sample_release.name
    assert found["datePublished"] == found["dateModified"][:10]
    assert found["license"].endswith(f"/releases/{sample_release.name}/LICENSE.md")
    assert {place["identifier"] for place in found["spatialCoverage"]} == {"TH", "TH-51", "TH-52"}
    asked = ("name", "creator", "publisher", "keywords", "url", "sameAs", "identifier", "dateModified", "citation")
    assert [name for name in asked if not found.get(name)] == []
    assert found["isAccessibleForFree"] is True
    assert found["includedInDataCatalog"]["@type"] == "DataCatalog"


def test_its_downloads_are_files_of_the_release_as_they_are(sample_release: Path) -> None:
    found = json.loads((sample_release / PATH).read_text())
    assert len(found["distribution"]) > 3
    for download in found["distribution"]:
        data = (sample_release / download["contentUrl"].partition(f"/{sample_release.name}/")[2]).read_bytes()
        assert download["contentSize"] == f"{len(data)} B"
        assert download["sha256"] == sha256(data).hexdigest()
        assert "/" in download["encodingFormat"]


@given(
    st.text(st.characters(exclude_categories=["Cs"])) | st.sampled_from(["</script>", "<!--<script>", "]]>", "\u2028"])
)
def test_no_text_ends_the_data_block_or_comes_out_of_it_another(text: str) -> None:
    said = replace(SAID, publisher=text)
    found = dataset(said, MANIFEST, NOTHING)
    script = as_script(found)
    assert script.count("<") == 2, "browsers look for more than the parser here: </script x, <!--"
    parsed = Scripts(f"<head>{script}</head><p>")
    assert parsed.found == [found]
    assert parsed.others == 2


def test_years_come_from_the_plans_and_only_owners_of_plans_count_as_places(tmp_path: Path) -> None:
    plan, owner, other = (NamedNode(f"{BASE}id/{name}") for name in ("plan/a/b", "organisation/a", "organisation/c"))
    graph = NamedNode(f"{BASE}id/graph/plan/a/b")
    triples: list[tuple[NamedNode, NamedNode, NamedNode | Literal]] = [
        (plan, t.RDF_TYPE, t.PLAN),
        (plan, t.PLAN_OF, owner),
        (plan, t.PERIOD_FROM, Literal(2566)),
        (plan, t.PERIOD_TO, Literal(2570)),
        (plan, t.PERIOD_TO, Literal("9" * 20)),
        (plan, t.PERIOD_FROM, Literal("๒๕๖๑")),
        (owner, t.DCT_SPATIAL, t.PROVINCE["51"]),
        (other, t.DCT_SPATIAL, t.PROVINCE["52"]),
    ]
    with Writer(tmp_path / "store") as writer:
        writer.replace_graph(graph, {Quad(*triple, graph) for triple in triples})
        writer.publish()
    snapshot = current_snapshot(tmp_path / "store")
    covered = coverage(snapshot.open())
    snapshot.close()
    assert (covered.first, covered.last, covered.plans, covered.owners) == ("2022-10-01", "2027-09-30", 1, 1)
    assert [province.code for province in covered.provinces] == ["51"]
    assert dataset(SAID, MANIFEST, covered)["temporalCoverage"] == "2022-10-01/2027-09-30"


def client(settings: Settings, engine: EmbeddedEngine, releases: Path) -> FlaskClient:
    return create_app(replace(settings, releases=releases), engine).test_client()


@pytest.mark.parametrize("address", PAGES)
def test_each_page_about_the_data_has_the_newest_release_with_addresses_of_the_site(
    settings: Settings, engine: EmbeddedEngine, sample_release: Path, address: str
) -> None:
    page = client(settings, engine, sample_release.parent).get(address, headers={"Accept": "text/html"})
    written = json.loads((sample_release / PATH).read_text())
    assert Scripts(page.text).found == [rebased(written, BASE, "http://localhost/")]
    assert f'"http://localhost/releases/{sample_release.name}/phaen.nq"' in page.text


@pytest.mark.parametrize("content", [None, "{", "[]"])
def test_without_a_release_or_with_a_broken_one_pages_say_what_is_true_at_any_time(
    settings: Settings, engine: EmbeddedEngine, sample_release: Path, tmp_path: Path, content: str | None
) -> None:
    if content is not None:
        (tmp_path / "2026-11-22" / "metadata").mkdir(parents=True)
        (tmp_path / "2026-11-22" / "manifest.json").write_bytes((sample_release / "manifest.json").read_bytes())
        (tmp_path / "2026-11-22" / PATH).write_text(content)
    page = client(settings, engine, tmp_path).get("/", headers={"Accept": "text/html"})
    [found] = Scripts(page.text).found
    assert found["distribution"][0]["contentUrl"] == "http://localhost/graphs?format=nquads"
    assert "version" not in found

"""The record for the catalogue of Thai government data is complete, and true of the files of the release."""

import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from phaen.endpoint.app import create_app
from phaen.endpoint.commands.release import release
from phaen.endpoint.description.ckan import PATH, missing, organisation_name, record
from phaen.endpoint.description.publication import Publication, publication
from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.settings import Settings
from phaen.loaders.releases.coverage import Coverage
from phaen.loaders.releases.manifest import Manifest, ReleaseFile, read_manifest
from phaen.loaders.releases.writing import Release
from phaen.ontology.provinces import all_provinces
from tests.endpoint.catalogued.gdc import problems

TABLES = (".csv", ".parquet")
BASE = "https://data.example.go.th/plans/"
NOTHING = Coverage(0, 0, 0, "", "", (), {}, {}, {})
MANIFEST = Manifest("2026-11-22", "20261122T041038Z-1", BASE, "1.0", 7)
SAID = replace(publication(Settings.from_environment({}, {}), BASE), base=BASE)


def said(**told: str) -> Publication:
    return replace(SAID, **{"publisher": "phaen", "contact": "data@example.go.th", **told})  # type: ignore[arg-type]


def test_the_record_of_a_release_has_all_mandatory_fields_but_the_contact_that_nobody_set(sample_release: Path) -> None:
    found = json.loads((sample_release / PATH).read_text())
    assert list(problems(found)) == ["maintainer_email is missing"]
    assert list(problems(found | {"maintainer_email": "data@example.go.th"})) == []
    assert found["owner_org"] == "phaen"
    assert found["last_updated_date"] == sample_release.name[:10]


def test_its_resources_are_the_whole_dumps_and_the_tables_as_they_are(sample_release: Path) -> None:
    found = json.loads((sample_release / PATH).read_text())
    base = f"https://w3id.org/phaen/releases/{sample_release.name}/"
    paths = [resource["url"].removeprefix(base) for resource in found["resources"]]
    tables = {
        f"tables/{path.name}" for kind in ("csv", "parquet") for path in (sample_release / "tables").glob(f"*.{kind}")
    }
    assert set(paths) == {"phaen.nq", "phaen.trig", "phaen.jsonld"} | tables
    assert tables
    for path, resource in zip(paths, found["resources"], strict=True):
        data = (sample_release / path).read_bytes()
        assert (resource["size"], resource["hash"]) == (len(data), sha256(data).hexdigest())


def test_the_command_says_which_setting_fills_a_mandatory_field(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    written = Release(tmp_path, MANIFEST, new=True)
    monkeypatch.setattr("phaen.loaders.releases.writing.write_release", lambda *_, **__: written)
    release.main(["--store", str(tmp_path)], standalone_mode=False)
    assert "--contact" in capsys.readouterr().err
    release.main(["--store", str(tmp_path), "--contact", "data@example.go.th"], standalone_mode=False)
    assert capsys.readouterr().err == ""
    assert missing(said()) == ()


@pytest.mark.parametrize(
    ("publisher", "contact", "base", "name"),
    [
        ("Lamphun PAO", "", BASE, "lamphun-pao"),
        ("องค์การบริหารส่วนจังหวัดลำพูน", "data@lamphunpao.go.th", BASE, "lamphunpao-go-th"),
        ("องค์การบริหารส่วนจังหวัดลำพูน", "", "https://www.plans.go.th:8000/x/", "plans-go-th"),
        ("-", "", "http://[::1]/", "phaen"),
    ],
)
def test_the_publisher_has_a_name_that_ckan_takes(publisher: str, contact: str, base: str, name: str) -> None:
    assert organisation_name(said(publisher=publisher, contact=contact, base=base)) == name


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1), st.sampled_from(["", "a@ข.th", "x@y"]))
def test_whoever_publishes_the_record_is_valid(publisher: str, contact: str) -> None:
    found = record(said(publisher=publisher, contact=contact), MANIFEST, NOTHING)
    assert set(problems(found)) <= {"maintainer_email is missing", "data_format is missing"}
    assert ("maintainer_email" in found) == bool(contact)


@pytest.mark.parametrize(
    ("licence", "word", "other"),
    [
        ("", "License not specified", None),
        ("https://creativecommons.org/licenses/by/4.0/", "Creative Commons Attributions", None),
        ("http://creativecommons.org/licenses/by-sa/4.0/", "Creative Commons Attribution Share-Alike", None),
        ("https://www.opendatacommons.org/licenses/odbl/", "Open Data Common", None),
        (
            "https://data.go.th/pages/dga-open-government-license",
            "อื่นๆ",
            "https://data.go.th/pages/dga-open-government-license",
        ),
    ],
)
def test_a_licence_is_a_word_of_the_list_or_told_beside_it(licence: str, word: str, other: str | None) -> None:
    found = record(said(licence=licence), MANIFEST, NOTHING)
    assert (found["license_id"], found.get("license_id_other")) == (word, other)


def test_plans_of_one_province_cover_a_province_and_others_the_country() -> None:
    provinces = tuple(all_provinces().values())[:2]
    covered = [record(said(), MANIFEST, replace(NOTHING, provinces=provinces[:n]))["geo_coverage"] for n in range(3)]
    assert covered == ["ประเทศ", "จังหวัด", "ประเทศ"]


def test_paths_stand_in_addresses_as_addresses_have_them() -> None:
    file = ReleaseFile("tables/ตาราง #1.csv", 1, "0" * 64, rows=1)
    found = record(said(), replace(MANIFEST, files=(file,)), NOTHING)
    assert found["resources"][0]["url"].endswith("/tables/%E0%B8%95%E0%B8%B2%E0%B8%A3%E0%B8%B2%E0%B8%87%20%231.csv")


def client(settings: Settings, engine: EmbeddedEngine, releases: Path) -> FlaskClient:
    return create_app(replace(settings, releases=releases), engine).test_client()


def test_the_newest_record_is_served_with_addresses_of_the_site(
    settings: Settings, engine: EmbeddedEngine, sample_release: Path
) -> None:
    site = client(settings, engine, sample_release.parent)
    answer = site.get("/catalog/ckan.json")
    assert answer.content_type == "application/json"
    date = read_manifest(sample_release).release
    found = json.loads(answer.text)
    assert found["resources"][0]["url"].startswith(f"http://localhost/releases/{date}/")
    assert found["title"] == json.loads((sample_release / PATH).read_text())["title"]
    assert site.get("/catalog/ckan.json", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_without_a_release_or_a_record_in_it_there_is_nothing_to_catalogue(
    settings: Settings, engine: EmbeddedEngine, sample_release: Path, tmp_path: Path
) -> None:
    site = client(settings, engine, tmp_path)
    assert site.get("/catalog/ckan.json").status_code == 404
    (tmp_path / "2026-11-22" / "metadata").mkdir(parents=True)
    (tmp_path / "2026-11-22" / "manifest.json").write_bytes((sample_release / "manifest.json").read_bytes())
    assert site.get("/catalog/ckan.json").status_code == 404
    (tmp_path / "2026-11-22" / PATH).write_text("{")
    assert site.get("/catalog/ckan.json").status_code == 404

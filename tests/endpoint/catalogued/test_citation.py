"""A release says how it is cited, what it is and under which licence, in forms that programs and people read."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema_rs import Draft202012Validator

from phaen.endpoint.app import create_app
from phaen.endpoint.commands.release import release
from phaen.endpoint.description.citation import bibtex, cff, in_words, spdx
from phaen.endpoint.description.publication import publication
from phaen.endpoint.description.readme import FILES, licence, plain, readme
from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.settings import Settings
from phaen.loaders.releases.coverage import Coverage
from phaen.loaders.releases.manifest import Manifest, ReleaseFile

BASE = "https://w3id.org/phaen/"
NOTHING = Coverage(0, 0, 0, "", "", (), {}, {}, {})
MANIFEST = Manifest("2026-11-22-2", "20261122T041038Z-1", BASE, "1.0", 7)
SAID = publication(Settings.from_environment({}, {}), BASE)
LINES = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1)

# Citation File Format 1.2.0 (schema.json of citation-file-format), as far as a data set needs it.
_TEXT = {"type": "string", "minLength": 1}
_URL = {"type": "string", "pattern": "^(https|http|ftp|sftp)://.+"}
_ENTITY = {
    "type": "object",
    "properties": {"name": _TEXT, "email": {"type": "string", "pattern": r"^[\S]+@[\S]+\.[\S]{2,}$"}},
    "required": ["name"],
    "additionalProperties": False,
}
CFF = Draft202012Validator(
    {
        "type": "object",
        "additionalProperties": False,
        "required": ["authors", "cff-version", "message", "title"],
        "properties": {
            "abstract": _TEXT,
            "authors": {"type": "array", "minItems": 1, "items": _ENTITY},
            "cff-version": {"const": "1.2.0"},
            "contact": {"type": "array", "minItems": 1, "items": _ENTITY},
            "date-released": {"type": "string", "pattern": r"^[0-9]{4}-[01][0-9]-[0-3][0-9]$"},
            "identifiers": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {"type": {"const": "url"}, "value": _URL, "description": _TEXT},
                    "required": ["type", "value"],
                    "additionalProperties": False,
                },
            },
            "keywords": {"type": "array", "items": _TEXT, "minItems": 1, "uniqueItems": True},
            "license": {"enum": ["CC-BY-4.0", "CC-BY-SA-4.0", "CC-BY-NC-4.0", "CC0-1.0", "ODbL-1.0", "ODC-By-1.0"]},
            "license-url": _URL,
            "message": _TEXT,
            "title": _TEXT,
            "type": {"enum": ["dataset", "software"]},
            "url": _URL,
            "version": _TEXT,
        },
    }
)


def read(text: str) -> dict[str, Any]:
    """Read a CITATION.cff of ours: a line of YAML for each property, whose value is JSON."""
    pairs = (line.partition(": ") for line in text.splitlines())
    return {name: json.loads(value) for name, _, value in pairs}


def test_the_citation_file_of_a_release_is_valid_and_names_it(sample_release: Path) -> None:
    found = read((sample_release / "CITATION.cff").read_text())
    CFF.validate(found)
    assert (found["type"], found["version"]) == ("dataset", sample_release.name)
    assert found["url"] == f"{BASE}releases/{sample_release.name}/"


@given(LINES)
def test_whoever_publishes_the_citation_file_is_valid(publisher: str) -> None:
    found = read(cff(replace(SAID, publisher=publisher, contact="a@b.th"), MANIFEST))
    CFF.validate(found)
    assert found["authors"][0]["name"] == found["contact"][0]["name"] == publisher
    assert found["date-released"] == "2026-11-22"


@pytest.mark.parametrize(
    ("iri", "known"),
    [
        ("https://creativecommons.org/licenses/by/4.0/", "CC-BY-4.0"),
        ("http://creativecommons.org/licenses/by-sa/4.0/deed.th", "CC-BY-SA-4.0"),
        ("https://creativecommons.org/publicdomain/zero/1.0/", "CC0-1.0"),
        ("https://opendatacommons.org/licenses/odbl/1-0/", "ODbL-1.0"),
        ("https://data.go.th/pages/dga-open-government-license", ""),
        ("https://creativecommons.org/licenses/by/4.01/", ""),
        ("", ""),
    ],
)
def test_a_licence_has_an_identifier_only_if_it_is_known(iri: str, known: str) -> None:
    assert spdx(iri) == known
    found = read(cff(replace(SAID, licence=iri), MANIFEST))
    CFF.validate(found)
    assert (found.get("license", ""), found.get("license-url", "")) == (known, "" if known else iri)


@given(LINES)
def test_no_name_breaks_the_entry_for_bibtex(publisher: str) -> None:
    entry = bibtex(replace(SAID, publisher=publisher), MANIFEST)
    bare = re.sub(r"\\[{}]", "", entry)
    depths = [bare[:place].count("{") - bare[:place].count("}") for place in range(1, len(bare))]
    assert min(depths[bare.index("{") : -2]) >= 1
    assert bare.count("{") == bare.count("}")
    assert re.search(r"(?<!\\)[%#$&]", entry.replace(r"\&", "")) is None


def test_the_words_name_publisher_year_title_version_and_address() -> None:
    assert in_words(SAID, MANIFEST, "en") == (
        "phaen (2026). Plans of Thai local government as linked data (version 2026-11-22-2) [Data set]. "
        "https://w3id.org/phaen/releases/2026-11-22-2/"
    )
    assert in_words(SAID, MANIFEST, "th").startswith("phaen (2569). แผนพัฒนา")


def test_the_readme_tells_every_file_and_folder_of_the_release(sample_release: Path) -> None:
    text = (sample_release / "README.md").read_text()
    ours = {"README.md", "LICENSE.md", "CITATION.cff", "citation.bib", "manifest.json", "SHA256SUMS"}
    present = {f"{path.name}/" if path.is_dir() else path.name for path in sample_release.iterdir()}
    packed = {name for name in present if name.endswith((".gz", ".zst"))}
    assert present - packed - ours <= set(FILES)
    for name in present - packed - ours - {"metadata/"}:
        assert text.count(f"| `{name}` |") == 2, name
    assert "sha256sum --check" in text


def test_the_licence_tells_that_of_graphs_and_what_documents_say(sample_release: Path) -> None:
    text = (sample_release / "LICENSE.md").read_text()
    assert "<https://creativecommons.org/licenses/by/4.0/>" in text
    assert "- `https://w3id.org/phaen/id/graph/ontology`" in text
    assert "No licence is stated with the document" in text


def test_texts_of_others_stay_texts_in_markdown_and_thousands_of_them_are_counted() -> None:
    rights = {f"<b>{number}</b>\n# [x](y)": 1 for number in range(100)}
    graphs = {"https://example.org/l": [f"https://example.org/{number}" for number in range(300)]}
    covered = replace(NOTHING, documents=100, rights=rights, graphs=graphs)
    text = licence(replace(SAID, licence="https://example.org/l"), MANIFEST, covered)
    assert "<b>" not in text
    assert "\n# [" not in text
    assert "- …: 50" in text
    assert "- … 100" in text
    assert plain("a" * 1000) == "a" * 500 + "…"


def test_the_readme_says_what_was_left_out() -> None:
    notes = ("tables: Parquet needs pyarrow|",)
    files = (ReleaseFile("tables/plans.csv", 2000, "0" * 64, rows=1),)
    text = readme(SAID, replace(MANIFEST, notes=notes, files=files), NOTHING)
    assert text.count(r"- tables: Parquet needs pyarrow\|") == 2
    assert "| 1 | 2,000 |" in text


def test_the_page_of_a_release_says_how_to_cite_it(
    settings: Settings, engine: EmbeddedEngine, sample_release: Path
) -> None:
    client = create_app(replace(settings, releases=sample_release.parent), engine).test_client()
    page = client.get(f"/releases/{sample_release.name}/", headers={"Accept": "text/html"}).text
    manifest = replace(MANIFEST, release=sample_release.name)
    address = f"http://localhost/releases/{sample_release.name}/"
    for language in ("th", "en"):
        assert f'<blockquote lang="{language}">phaen (' in page
        assert in_words(SAID, manifest, language, address).partition("). ")[2] in page
    assert "@misc{phaen-" in page
    assert f'href="/releases/{sample_release.name}/CITATION.cff"' in page


def test_the_command_tells_that_a_release_stays_with_the_publisher_that_it_has(
    sample_store: Path, sample_release: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    again = ["--store", str(sample_store), "--output", str(sample_release.parent)]
    release.main(again, standalone_mode=False)
    assert capsys.readouterr().err == ""
    for changed in (["--publisher", "อบจ."], ["--contact", "a@example.go.th"], ["--licence", "https://example.org/l"]):
        release.main([*again, *changed], standalone_mode=False)
        said = capsys.readouterr()
        assert said.out.startswith("already there")
        assert "publisher, contact or licence" in said.err
        assert str(sample_release) in said.err

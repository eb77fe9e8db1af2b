"""Verifying a release: one that phaen wrote is sound, and whatever is changed in it is found and named."""

import csv
import gzip
import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from phaen.endpoint.commands.release import release as command
from phaen.endpoint.description.published import own_graphs
from phaen.loaders.errors import ReleaseMissingError, ReleaseTooNewError
from phaen.loaders.releases.layout import dates
from phaen.loaders.releases.verification.changes import check_changes
from phaen.loaders.releases.verification.documents import check_documents
from phaen.loaders.releases.verification.findings import Check, Examined, Finding
from phaen.loaders.releases.verification.metadata import check_catalogues, check_void
from phaen.loaders.releases.verification.provinces import check_provinces
from phaen.loaders.releases.verification.tables import check_tables
from phaen.loaders.releases.verification.whole import check_whole
from phaen.loaders.releases.verifying import CHECKS, Verification, located, verify
from phaen.loaders.store import Writer
from phaen.ontology.assets import sparql_prologue
from phaen.ontology.canonical import graph_quads

BASE = "https://w3id.org/phaen/"
PLAN = NamedNode(f"{BASE}id/graph/plan/pao-51/undated")
FOREIGN = NamedNode("http://example.org/graph/ก?ข#../ค")
OWNER = NamedNode(f"{BASE}id/graph/organisation/pao-51")
OWNED = """
<organisation/pao-51> a phaen:LocalAuthority, org:FormalOrganization ; skos:prefLabel "อบจ.ลำพูน"@th ;
    dct:spatial <https://w3id.org/phaen/vocab/province/51> ; phaen:hasPlan <plan/pao-51/undated> .
"""
STATED = """
<plan/pao-51/undated> a phaen:Plan ; skos:prefLabel "แผนพัฒนา"@th ; phaen:planOf <organisation/pao-51> .
<plan/pao-51/undated/strategy/1> a phaen:Strategy ; phaen:partOfPlan <plan/pao-51/undated> ;
    skos:prefLabel "a \\"b\\"\\n\\\\c\\u0001"@th ; schema:position 01 .
"""
BLANK = '[] <http://example.org/p> "x", [ <http://example.org/q> <http://example.org/o> ] .'


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with two releases of a tiny store, between which a plan has changed."""
    store = tmp_path_factory.mktemp("verified") / "store"
    with Writer(store, index=False) as writer:
        for text in (STATED, STATED.replace("แผนพัฒนา", "แผนพัฒนาท้องถิ่น")):
            writer.replace_graph(OWNER, quads_of(OWNED, OWNER))
            writer.replace_graph(PLAN, quads_of(text, PLAN))
            writer.replace_graph(FOREIGN, graph_quads(FOREIGN, parse(BLANK, RdfFormat.TURTLE)))
            writer.publish()
            command.main(["--store", str(store)], standalone_mode=False)
    return store / "releases"


def quads_of(turtle: str, graph: NamedNode) -> set[Quad]:
    found = parse(sparql_prologue() + turtle, RdfFormat.TURTLE, base_iri=f"{BASE}id/")
    return {Quad(quad.subject, quad.predicate, quad.object, graph) for quad in found}


@pytest.fixture
def copy(releases: Path, tmp_path: Path) -> Path:
    """Give a copy of the newer release, with the older one beside it; its files must be replaced, not written into."""
    shutil.copytree(releases, tmp_path / "releases", copy_function=os.link)
    return tmp_path / "releases" / dates(releases)[0]


def put(path: Path, content: bytes) -> None:
    """Replace a file: the one there was is shared with other tests."""
    path.unlink(missing_ok=True)
    path.write_bytes(content)


Change = Callable[[Path], object]


def edit(path: str, old: str, new: str) -> Change:
    """Make what replaces text in a file, at its first place."""

    def change(folder: Path) -> None:
        text = (folder / path).read_bytes()
        assert old.encode() in text
        put(folder / path, text.replace(old.encode(), new.encode(), 1))

    return change


def flip(path: str) -> Change:
    """Make what changes one byte in the middle of a file."""

    def change(folder: Path) -> None:
        data = bytearray((folder / path).read_bytes())
        data[len(data) // 2] ^= 1
        put(folder / path, bytes(data))

    return change


def cut(path: str, by: int = 1) -> Change:
    return lambda folder: put(folder / path, (folder / path).read_bytes()[:-by])


def flip_to(path: str, old: str) -> Change:
    """Make what puts a byte that is not UTF-8 before a text."""

    def change(folder: Path) -> None:
        put(folder / path, (folder / path).read_bytes().replace(old.encode(), b"\xff" + old.encode()))

    return change


def add(path: str, text: str) -> Change:
    return lambda folder: put(folder / path, (folder / path).read_bytes() + text.encode())


def add_nested(path: str) -> Change:
    return lambda folder: put(folder / path, b"[" * 100_000)


def remove(*paths: str) -> Change:
    def change(folder: Path) -> None:
        for path in paths:
            (folder / path).unlink()

    return change


def rename(path: str, name: str) -> Change:
    return lambda folder: (folder / path).rename(folder / name)


def link_outside(folder: Path) -> None:
    (folder / "phaen.trig").rename(folder.parent / "elsewhere")
    (folder / "phaen.trig").symlink_to(folder.parent / "elsewhere")


def pack_otherwise(folder: Path) -> None:
    put(folder / "phaen.nq.gz", gzip.compress(b"<urn:a> <urn:b> <urn:c> .\n"))


def swap_lines(folder: Path) -> None:
    lines = (folder / "phaen.nq").read_bytes().splitlines(keepends=True)
    put(folder / "phaen.nq", b"".join([lines[1], lines[0], *lines[2:]]))


def double_line(folder: Path) -> None:
    lines = (folder / "phaen.nq").read_bytes().splitlines(keepends=True)
    put(folder / "phaen.nq", b"".join([lines[0], *lines]))


def add_column(folder: Path) -> None:
    lines = (folder / "tables/plans.csv").read_bytes().split(b"\r\n")
    put(folder / "tables/plans.csv", b"\r\n".join([lines[0] + b",more", *(line + b"," for line in lines[1:-1]), b""]))


def other_parquet(folder: Path) -> None:
    put(folder / "tables/plans.parquet", (folder / "tables/organisations.parquet").read_bytes())


def test_the_release_of_the_sample_plans_is_sound(sample_release: Path) -> None:
    limit = csv.field_size_limit()
    found = verify(sample_release)
    assert csv.field_size_limit() == limit, "what else reads tables in this process keeps its limit of a cell"
    assert found.sound, "\n".join(map(str, found.findings))
    assert found.quads > 10_000


def test_statements_about_statements_are_no_fault_of_json_ld(tmp_path: Path) -> None:
    quoted = Quad(PLAN, NamedNode("http://example.org/p"), Triple(BlankNode(), PLAN, Literal("x")), FOREIGN)
    with Writer(tmp_path / "store", index=False) as writer:
        writer.replace_graph(FOREIGN, {quoted, *graph_quads(FOREIGN, parse(BLANK, RdfFormat.TURTLE))})
        writer.replace_graph(PLAN, {Quad(quoted.subject, quoted.predicate, quoted.object, PLAN)})
        writer.publish()
    command.main(["--store", str(tmp_path / "store")], standalone_mode=False)
    folder = located(tmp_path / "store" / "releases", "latest")
    found = verify(folder)
    assert found.sound, "\n".join(map(str, found.findings))
    edit("phaen.jsonld", "http://example.org/o", "http://example.org/other")(folder)
    assert any(
        finding.path == "phaen.jsonld" and "not that of" in finding.message for finding in verify(folder).findings
    )


def test_releases_are_sound_with_their_changes_foreign_graphs_and_blank_nodes(releases: Path) -> None:
    found = verify(releases / dates(releases)[0])
    assert found.sound, "\n".join(map(str, found.findings))
    assert any("blank nodes" in finding.message for finding in found.findings)


def test_what_the_service_says_of_itself_is_sound_in_a_release(tmp_path: Path) -> None:
    with Writer(tmp_path / "store", index=False) as writer:
        for graph, quads in own_graphs(BASE).items():
            writer.replace_graph(graph, quads)
        writer.publish()
    command.main(["--store", str(tmp_path / "store")], standalone_mode=False)
    found = verify(located(tmp_path / "store" / "releases", "latest"))
    assert found.sound, "\n".join(map(str, found.findings))


FILES: dict[str, tuple[Change, str, str]] = {
    "a byte flipped": (flip("phaen.nq"), "phaen.nq", "SHA-256"),
    "a byte flipped in a compressed file": (flip("phaen.nq.gz"), "phaen.nq.gz", "decompress"),
    "a byte flipped in the other compressed file": (flip("phaen.nq.zst"), "phaen.nq.zst", "decompress"),
    "cut short": (cut("phaen.trig"), "phaen.trig", "bytes"),
    "a compressed file cut short": (cut("phaen.trig.gz", 9), "phaen.trig.gz", "decompress"),
    "another compressed file cut short": (cut("phaen.trig.zst", 9), "phaen.trig.zst", "decompress"),
    "a compressed form of something else": (pack_otherwise, "phaen.nq.gz", "decompressed, it is not phaen.nq"),
    "removed in all forms": (remove("phaen.trig", "phaen.trig.gz", "phaen.trig.zst"), "phaen.trig", "missing"),
    "added": (lambda folder: (folder / "more.zip").touch(), "more.zip", "does not know it"),
    "renamed": (rename("phaen.trig", "phaen.trig.txt"), "phaen.trig.txt", "does not know it"),
    "a link": (link_outside, "phaen.trig", "symbolic link"),
    "no checksums": (remove("SHA256SUMS"), "SHA256SUMS", "cannot be read"),
    "a checksum of another file": (edit("SHA256SUMS", "  phaen.nq\n", "  phaen.nt\n"), "SHA256SUMS", "phaen.nt"),
    "a checksum left out": (edit("SHA256SUMS", "  phaen.nq.gz\n", "  \n"), "SHA256SUMS", "no line"),
    "no manifest": (remove("manifest.json"), "manifest.json", "cannot be understood"),
    "a manifest that is none": (edit("manifest.json", "{", "["), "manifest.json", "cannot be understood"),
    "a path outside": (edit("manifest.json", '"phaen.nq"', '"../phaen.nq"'), "manifest.json", "leads out"),
    "a number that is none": (edit("manifest.json", '"bytes": ', '"bytes": 0.'), "manifest.json", "cannot be"),
    "a number beyond all": (edit("manifest.json", '"bytes": ', f'"bytes": {"9" * 30}'), "manifest.json", "cannot be"),
    "a base that is none": (edit("manifest.json", '"base": ', '"base": 5, "phaen": '), "manifest.json", "cannot be"),
    "half a character": (edit("manifest.json", '"phaen.nq"', '"\\ud800"'), "manifest.json", "cannot be"),
    "a path with a zero": (edit("manifest.json", '"phaen.nq"', '"\\u0000"'), "manifest.json", "can be no path"),
    "a manifest nested without end": (add_nested("manifest.json"), "manifest.json", "cannot be understood"),
    "a path twice": (edit("manifest.json", '"phaen.trig.gz"', '"phaen.trig"'), "manifest.json", "2 times"),
    "another release": (edit("manifest.json", '"release": "', '"release": "1'), "manifest.json", "it is of release"),
}
"""What may happen to files: the change, the file that is named, and what is said of it."""

TITLE = "แผนพัฒนาท้องถิ่น"
PLANNED = "ontology#hasPlan> <https://w3id.org/phaen/id/plan/pao-51/undated>"
TARGET = "/q> <http://example.org/o>"
GRAPH = "graphs/plan/pao-51/undated"
CONTENT: dict[str, tuple[Change, str, str]] = {
    "a wrong number of quads": (cut("phaen.nq", 200), "phaen.nq", "the manifest says"),
    "a line that is none": (edit("phaen.nq", "<http", "http"), "phaen.nq:1", "not N-Quads"),
    "bytes that are no text": (flip_to("phaen.nq", TITLE), "phaen.nq", "not N-Quads"),
    "an empty line": (edit("phaen.nq", "\n", "\n\n"), "phaen.nq:2", "0 statements"),
    "lines not in order": (swap_lines, "phaen.nq:2", "order of code points"),
    "a line twice": (double_line, "phaen.nq:2", "once more"),
    "not canonical": (edit("phaen.nq", "ท้องถิ่น", "\\u0E17้องถิ่น"), "phaen.nq", "canonical N-Quads"),
    "a relative IRI": (edit("phaen.nq", "<https://w3id.org/phaen/id/org", "<org"), "phaen.nq", "scheme"),
    "an IRI with a space": (edit("phaen.nq", TARGET, "/q> <http://a/ b>"), "phaen.nq", "IRI"),
    "an IRI of no host": (edit("phaen.nq", TARGET, "/q> <http:///o>"), "phaen.nq", "no host"),
    "an IRI with a mark": (edit("phaen.nq", TARGET, "/q> <http://a/\u200f>"), "phaen.nq", "direction of writing"),
    "an IRI with a bad port": (edit("phaen.nq", TARGET, "/q> <http://a:99999/>"), "phaen.nq", "Port"),
    "an IRI that is not NFC": (edit("phaen.nq", TARGET, "/q> <http://a/e\u0301>"), "phaen.nq", "NFC"),
    "a blank node of another name": (edit("phaen.nq", "_:c14n", "_:b"), "phaen.nq", "canonical names"),
    "a link to nothing": (edit("phaen.nq", PLANNED, PLANNED.replace("pao-51", "pao-52")), "phaen.nq", "nowhere"),
    "a term that is none": (edit("phaen.nq", "ontology#Strategy>", "ontology#Strat>"), "phaen.nq", "described nowhere"),
    "another title in TriG": (edit("phaen.trig", TITLE, "แผนอื่น"), "phaen.trig", "undated> is not that of phaen.nq"),
    "another title in JSON-LD": (edit("phaen.jsonld", TITLE, "แผนอื่น"), "phaen.jsonld", "is not that of phaen.nq"),
    "another title in Turtle": (edit(f"{GRAPH}.ttl", TITLE, "แผนอื่น"), f"{GRAPH}.ttl", "does not hold the graph"),
    "a line left out of a graph": (cut(f"{GRAPH}.nt", 200), f"{GRAPH}.nt", ""),
    "broken Turtle": (edit(f"{GRAPH}.ttl", "@prefix", "@prefx"), f"{GRAPH}.ttl:1", "cannot be parsed"),
    "a province's title": (edit("provinces/51.nt", TITLE, "แผนอื่น"), "provinces/51.nt", "does not say this"),
    "a change left out": (edit("changes/added.nq", TITLE, "แผนอื่น"), "changes/added.nq", "lacks a quad"),
    "a change too many": (
        add("changes/removed.nq", "<urn:a> <urn:b> <urn:c> .\n"),
        "changes/removed.nq",
        "not removed",
    ),
    "counts nested without end": (add_nested("changes/changes.json"), "changes/changes.json", "cannot be understood"),
    "another count of changes": (edit("changes/changes.json", '"added": 1', '"added": 2'), "changes/changes.json", "2"),
    "a row too many": (add("tables/plans.csv", "a" + 20 * "," + "\r\n"), "tables/plans.csv", "the manifest says 1"),
    "a column too many": (add_column, "tables/csv-metadata.json", "columns of plans are not"),
    "a column of a dictionary": (
        edit("tables/datapackage.json", '"name": "organisation_th"', '"name": "organisation_thai"'),
        "tables/datapackage.json",
        "columns of organisations are not",
    ),
    "another Parquet file": (other_parquet, "tables/plans.parquet", "columns are not"),
    "a broken Parquet file": (cut("tables/plans.parquet", 9), "tables/plans.parquet", "cannot be read"),
    "a wrong count": (edit("metadata/void.ttl", "void:triples ", "void:triples 9"), "metadata/void.ttl", "there are"),
    "a wrong part": (
        edit("metadata/void.ttl", "void:class phaen:Plan", "void:class phaen:Pan"),
        "metadata/void.ttl",
        "/ontology#Plan",
    ),
    "a wrong size": (edit("metadata/dcat.ttl", 'byteSize "', 'byteSize "9'), "metadata/dcat.ttl", "bytes"),
    "a wrong digest": (edit("metadata/ckan.json", '"hash": "', '"hash": "9'), "metadata/ckan.json", "SHA-256"),
    "a file that is not": (
        edit("metadata/schema.jsonld", "/phaen.nq", "/phaen.nt"),
        "metadata/schema.jsonld",
        "not know",
    ),
}
"""What may be wrong inside of files, whatever their digests."""


def needed(path: str) -> tuple[Check, ...]:
    """Return the checks that look at a file, and what they need."""
    for start, checks in (
        ("phaen.nq", (check_whole,)),
        ("changes/", (check_changes,)),
        ("tables/", (check_tables,)),
        ("provinces/", (check_provinces,)),
        ("metadata/void", (check_whole, check_void)),
        ("metadata/", (check_catalogues,)),
    ):
        if path.startswith(start):
            return checks
    return check_whole, check_own_documents


def check_own_documents(release: Examined) -> Iterator[Finding]:
    """Check all documents but those of the vocabulary, which are large beside this release."""
    files = tuple(file for file in release.manifest.files if not file.path.startswith("ontology/"))
    return check_documents(replace(release, manifest=replace(release.manifest, files=files)))


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_not_as_it_was_is_named(copy: Path, name: str) -> None:
    change, path, message = FILES[name]
    change(copy)
    check_named(verify(copy, checks=CHECKS[:5]), path, message)


@pytest.mark.parametrize("name", CONTENT)
def test_what_is_wrong_inside_of_a_file_is_found_without_its_digest(copy: Path, name: str) -> None:
    change, path, message = CONTENT[name]
    change(copy)
    check_named(verify(copy, checks=needed(path)), path, message)


def check_named(found: Verification, path: str, message: str) -> None:
    said = [str(finding) for finding in found.findings]
    assert any(line.startswith(f"error: {path}") and message in line for line in said), "\n".join(said)


def test_a_release_without_its_plain_or_compressed_files_is_sound(copy: Path) -> None:
    for path in ("phaen.nq", "phaen.trig", "phaen.nq.gz", "phaen.trig.zst", "tables/plans.csv"):
        (copy / path).unlink()
    found = verify(copy)
    assert found.sound, found.findings
    assert sum("in another form" in finding.message for finding in found.findings) == 5


def test_a_release_of_a_newer_phaen_is_refused(copy: Path) -> None:
    edit("manifest.json", '"format": 1', '"format": 99')(copy)
    with pytest.raises(ReleaseTooNewError, match="is of release format 99"):
        verify(copy)
    outcome = CliRunner().invoke(command, ["--verify", str(copy)])
    assert isinstance(outcome.exception, ReleaseTooNewError)


def test_of_many_problems_of_a_file_some_are_told_and_all_are_counted(copy: Path) -> None:
    lines = "".join(f"<urn:a> <urn:b> <urn:c{number:03}>.\n" for number in range(50))
    put(copy / "phaen.nq", lines.encode())
    found = verify(copy, checks=(check_whole,))
    assert len(found.findings) == 20
    assert found.more == {"phaen.nq": 31}, "and the number of quads"
    assert found.errors == 51


def test_the_command_says_what_it_found_as_lines_or_json(copy: Path) -> None:
    runner = CliRunner()
    put(copy / "manifest.json", b"{}")
    told = runner.invoke(command, ["--verify", str(copy)], standalone_mode=False)
    assert told.return_value == 1
    first, last = told.output.splitlines()
    assert first.startswith(f"error: manifest.json: {copy}")
    assert last == f"release {copy.name} in {copy}: 1 error (0 quads, 0 files)"
    arguments = ["--output", str(copy.parent), "--verify", "latest", "--format", "json"]
    found = json.loads(runner.invoke(command, arguments, standalone_mode=False).output)
    assert (found["sound"], found["folder"], found["errors"]) == (False, str(copy), 1)
    assert [finding["path"] for finding in found["findings"]] == ["manifest.json"]


def test_a_release_is_found_by_its_date_in_the_folder_of_releases(releases: Path) -> None:
    older = dates(releases)[1]
    arguments = ["--output", str(releases), "--verify", older]
    done = CliRunner().invoke(command, arguments, standalone_mode=False)
    assert done.return_value == 0
    assert done.output.splitlines()[-1].startswith(f"release {older} in {releases / older}: sound (")


def test_a_release_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(ReleaseMissingError):
        located(tmp_path, "2026-01-01")
    found = verify(located(tmp_path, f"{tmp_path}/nothing"))
    assert [finding.path for finding in found.findings] == ["manifest.json"]

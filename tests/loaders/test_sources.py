"""Paths, patterns, folders and manifests become documents with their contexts."""

from pathlib import Path

import pytest

from phaen.loaders.errors import ManifestError, PathError
from phaen.loaders.manifest import make_context, read_manifest
from phaen.loaders.model import Period
from phaen.loaders.sources import find_sources


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "deep").mkdir()
    for name in ("a.txt", "b.txt", "deep/c.txt", ".hidden.txt"):
        (tmp_path / name).write_text("พันธกิจ\n1. พัฒนาคน", encoding="utf-8")
    return tmp_path


def names(paths: list[str]) -> list[str]:
    return [source.path.name for source in find_sources(paths)]


def test_what_python_keeps_beside_its_modules_is_no_document(folder: Path) -> None:
    (folder / "__pycache__").mkdir()
    (folder / "__pycache__" / "__init__.cpython-311.pyc").write_bytes(b"\x00\x01")
    assert not [source for source in find_sources([str(folder)]) if "__pycache__" in str(source.path)]


def test_a_folder_gives_its_documents_but_no_hidden_ones(folder: Path) -> None:
    assert names([str(folder)]) == ["a.txt", "b.txt", "c.txt"]


def test_a_pattern_gives_what_matches(folder: Path) -> None:
    assert names([f"{folder}/*.txt"]) == ["a.txt", "b.txt"]
    assert names([f"{folder}/**/c.txt"]) == ["c.txt"]


def test_a_document_named_twice_is_read_once(folder: Path) -> None:
    assert names([str(folder), str(folder / "a.txt")]) == ["a.txt", "b.txt", "c.txt"]


def test_a_pattern_or_folder_with_nothing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(PathError, match=r"\*\.txt: no file matches"):
        find_sources([f"{tmp_path}/*.txt"])
    with pytest.raises(PathError, match="holds no documents"):
        find_sources([str(tmp_path)])


def test_a_manifest_gives_contexts_to_its_folder_and_to_single_files(folder: Path) -> None:
    (folder / "manifest.csv").write_text("path,organisation,period\na.txt,อบจ.ลำปาง,2566-2570\n", encoding="utf-8-sig")
    for paths in ([str(folder)], [str(folder / "manifest.csv")], [str(folder / "a.txt")]):
        context = find_sources(paths)[0].context
        assert context.organisation is not None
        assert context.organisation.name == "องค์การบริหารส่วนจังหวัดลำปาง"
        assert context.period == Period(2566, 2570)


def test_a_table_with_another_name_is_a_manifest_when_it_is_named(folder: Path) -> None:
    (folder / "north.csv").write_text("title,path\nแผน,a.txt\n", encoding="utf-8-sig")
    assert [source.context.title for source in find_sources([str(folder / "north.csv")])] == ["แผน"]
    (folder / "other.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    assert names([str(folder / "other.csv")]) == ["other.csv"]


def test_a_table_in_a_folder_is_a_document_unless_it_is_a_manifest(folder: Path) -> None:
    (folder / "projects.csv").write_text("ที่,โครงการ,งบ\n1,ถนน,5\n", encoding="utf-8")
    (folder / "north.csv").write_text("title,path\nแผน,a.txt\n", encoding="utf-8")
    (folder / "settings.json").write_text("{}", encoding="utf-8")
    for name in ("~$plan.docx", "Thumbs.db", "desktop.ini"):
        (folder / name).write_bytes(b"x")
    (folder / "plan.docx").write_bytes(b"x")
    assert names([str(folder)]) == ["a.txt", "b.txt", "c.txt", "plan.docx", "projects.csv"]


def test_what_the_command_line_gives_wins_over_the_manifest(folder: Path) -> None:
    (folder / "manifest.csv").write_text("path,source_url\na.txt,https://example.org/a\n", encoding="utf-8")
    given = make_context({"source_url": "https://example.org/b"})
    assert find_sources([str(folder / "a.txt")], given)[0].context.source_url == "https://example.org/b"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("file\na.txt\n", "unknown column 'file'; the columns are path, organisation"),
        ("organisation\nอบจ.ลำปาง\n", "no column 'path'"),
        ("", "no column 'path'"),
        ("path,path\na,b\n", "a column twice"),
        ("path,period\na.txt,next year\n", r"line 2: period 'next year' is not understood; write .* 2566-2570"),
        ("path,edition\na.txt,..\n", r"edition '\.\.' becomes a part of an address"),
        ("path,retrieved\na.txt,2569-11-21\n", "is a Buddhist year; write the Christian one, as 2026"),
        ("path,period\na.txt,2570-2566\n", "period '2570-2566'"),
        ("path,organisation\na.txt,ลำปาง\n", "line 2: organisation 'ลำปาง' is not understood"),
        ("path,source_url\na.txt,www.example.org\n", "source_url 'www.example.org' is no web address"),
        ("path,licence\na.txt,javascript:alert(1)\n", "licence 'javascript:alert"),
        ("path,source_url\na.txt,https://example.org/a b\n", "is no web address"),
        ("path,retrieved\na.txt,21/11/2026\n", "retrieved '21/11/2026' is no date; write it as 2026-11-21"),
        ("path,edition\na.txt,../up\n", r"edition '\.\./up' becomes a part of an address"),
        ("path,title\na.txt,one,two\n", "line 2: has not as many cells"),
        ("path,title\n,one\n", "line 2: the cell 'path' holds no path"),
        ('path,title\na.txt,"open\n', "is no proper CSV"),
    ],
)
def test_a_wrong_manifest_is_refused_with_its_line_value_and_remedy(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "manifest.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ManifestError, match=said):
        read_manifest(path)


@pytest.mark.parametrize("period", ["2566-2570", "๒๕๖๖ – ๒๕๗๐", "2023-2027"])
def test_a_period_may_be_written_in_either_digits_and_either_era(tmp_path: Path, period: str) -> None:
    (tmp_path / "manifest.csv").write_text(f"path,period\na.txt,{period}\n", encoding="utf-8")
    assert read_manifest(tmp_path / "manifest.csv")[0].context.period == Period(2566, 2570)


def test_a_manifest_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "manifest.csv"
    path.write_bytes("path,title\na.txt,ยุทธศาสตร์\n".encode("cp874"))
    with pytest.raises(ManifestError, match="is not UTF-8"):
        read_manifest(path)

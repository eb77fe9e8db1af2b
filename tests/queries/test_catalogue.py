"""The catalogue reads good files, and says of a bad one which key is wrong and what to write."""

import subprocess
import sys
from pathlib import Path

import pytest

from phaen.queries import errors
from phaen.queries.catalogue import Catalogue, load_catalogue
from phaen.queries.errors import QueryFileError, UnknownQueryError
from phaen.queries.header import read_query

HEADER = {
    "title.th": 'title.th = "ชื่อ"',
    "title.en": 'title.en = "Title"',
    "description.th": 'description.th = "คำอธิบาย"',
    "description.en": 'description.en = "Description"',
    "keywords": 'keywords = ["ก", "a"]',
    "parameters": "[[parameters]]",
    "name": 'name = "word"',
    "type": 'type = "text"',
    "label.th": 'label.th = "คำ"',
    "label.en": 'label.en = "Word"',
    "example": 'example = "น้ำ"',
}
BODY = 'SELECT ?s WHERE { ?s ?p ?o . VALUES ?word { "น้ำ" } # parameter\n FILTER(?o = ?word) } ORDER BY ?s'


def source(body: str = BODY, **changes: str) -> str:
    lines = {**HEADER, **{key.replace("__", "."): line for key, line in changes.items()}}
    return "\n".join([*(f"#+ {line}".rstrip() for line in lines.values() if line), "", body])


def test_a_file_becomes_a_query() -> None:
    query = read_query("words", source())
    assert (query.title.th, query.title.en, query.keywords, query.form) == ("ชื่อ", "Title", ("ก", "a"), "select")
    assert query.text == BODY + "\n"
    word = query.parameter("word")
    assert word is not None
    assert (word.type, word.label.as_dict(), word.example) == ("text", {"th": "คำ", "en": "Word"}, "น้ำ")
    assert (word.required, word.default, word.choices) == (False, None, ())


def test_windows_line_ends_and_a_byte_order_mark_do_no_harm() -> None:
    assert read_query("words", "\ufeff" + source().replace("\n", "\r\n")) == read_query("words", source())


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("PREFIX a: <http://a#> # SELECT\nBASE <http://e/> ask { }", "ask"),
        ("prefix select: <http://a/> CONSTRUCT { } WHERE { }", "construct"),
        ("DESCRIBE <http://e/>", "describe"),
    ],
)
def test_the_form_is_the_first_keyword_after_the_prologue(text: str, form: str) -> None:
    no_parameters = dict.fromkeys(("parameters", "name", "type", "label__th", "label__en", "example"), "")
    assert read_query("form", source(text, **no_parameters)).form == form


@pytest.mark.parametrize(
    ("changes", "key", "remedy"),
    [
        ({"title__th": ""}, "title.th", "write it as"),
        ({"title__en": 'title.en = " "'}, "title.en", "write it as"),
        ({"title__th": 'title.fr = "x"'}, "title.fr", "use th, en"),
        ({"title__th": 'titel.th = "x"'}, "titel", "no such key"),
        ({"description__en": "description.en = 5"}, "description.en", "write it as"),
        ({"keywords": 'keywords = "a"'}, "keywords", "list of strings"),
        ({"keywords": "order = true"}, "order", "whole number"),
        ({"keywords": "timeout = 0"}, "timeout", "above 0"),
        ({"keywords": 'timeout = "60"'}, "timeout", "number of seconds"),
        ({"keywords": "keywords = ["}, "header", "not TOML"),
        ({"parameters": "[parameters]"}, "parameters", "begin each parameter"),
        ({"name": 'name = "?word"'}, "parameters[1].name", "without the question mark"),
        ({"name": 'name = "other"'}, "parameters.other", "VALUES ?other"),
        ({"name": 'name = "format"'}, "parameters[1].name", "another name"),
        ({"type": 'type = "string"'}, "parameters[1].type", "text, integer"),
        ({"type": ""}, "parameters[1].type", "text, integer"),
        ({"type": 'type = "integer"'}, "parameters[1].example", "whole number"),
        ({"type": 'type = "choice"'}, "parameters[1].choices", "list of choices"),
        ({"label__th": ""}, "parameters[1].label.th", "write it as"),
        ({"example": "example = 5"}, "parameters[1].example", "quotation marks"),
        ({"example": 'example = "น้ำ"\n#+ required = "no"'}, "parameters[1].required", "true or false"),
        ({"example": 'example = "น้ำ"\n#+ choices = ["น้ำ"]'}, "parameters[1].choices", "and no other"),
        ({"example": 'example = "น้ำ"\n#+ required = true\n#+ default = "x"'}, "parameters[1].default", "no default"),
        ({"example": 'example = "น้ำ"\n#+ sample = "x"'}, "parameters[1].sample", "no such key"),
        ({"body": "SELECT ?s { ?s ?p ?o }"}, "parameters.word", "VALUES ?word"),
        ({"body": BODY.replace("# parameter", "")}, "parameters.word", "# parameter"),
        ({"body": BODY + " VALUES ?x { 1 } # parameter"}, "parameters.x", "declare it"),
        ({"body": '# VALUES ?word { "น้ำ" }\nASK { }'}, "parameters.word", "VALUES ?word"),
        ({"body": BODY + "\n#+ order = 5"}, "", "to the top"),
        ({"body": "DELETE WHERE { ?s ?p ?o }"}, "", "found 'DELETE'"),
        ({"body": ""}, "", "found nothing"),
    ],
)
def test_a_bad_file_is_refused_with_key_and_remedy(changes: dict[str, str], key: str, remedy: str) -> None:
    with pytest.raises(QueryFileError) as caught:
        read_query("words", source(**changes))
    assert (caught.value.file, caught.value.key) == ("words.rq", key)
    assert str(caught.value).startswith("words.rq: ")
    assert remedy in str(caught.value)


def test_a_parameter_is_declared_once() -> None:
    again = "\n".join(f"#+ {HEADER[key]}" for key in list(HEADER)[5:])
    with pytest.raises(QueryFileError, match="word is declared twice"):
        read_query("words", source(example=f"{HEADER['example']}\n{again}"))


def test_a_file_name_is_lower_case_words() -> None:
    with pytest.raises(QueryFileError, match=r"Plan_Outline\.rq: name the file"):
        read_query("Plan_Outline", source())


def test_queries_come_by_order_and_then_by_name(tmp_path: Path) -> None:
    for name, line in (("b", ""), ("a", ""), ("c", "order = 1")):
        (tmp_path / f"{name}.rq").write_text(source(keywords=line), encoding="utf-8")
    catalogue = load_catalogue(tmp_path)
    assert catalogue.names == ("c", "a", "b")
    assert [query.name for query in catalogue] == ["c", "a", "b"]
    assert len(catalogue) == 3
    assert "a" in catalogue
    assert "z" not in catalogue


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(QueryFileError, match=r"nowhere: no such folder"):
        load_catalogue(tmp_path / "nowhere")


def test_a_file_that_is_not_utf_8_or_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "thai.rq").write_bytes("#+ ก".encode("cp874"))
    with pytest.raises(QueryFileError, match=r"thai\.rq: save it as UTF-8"):
        load_catalogue(tmp_path)
    (tmp_path / "thai.rq").unlink()
    (tmp_path / "folder.rq").mkdir()
    with pytest.raises(QueryFileError, match=r"folder\.rq: cannot be read"):
        load_catalogue(tmp_path)


def test_an_unknown_query_is_answered_with_near_names(catalogue: Catalogue) -> None:
    with pytest.raises(UnknownQueryError, match="did you mean missions") as caught:
        catalogue.get("Mision")
    assert caught.value.near[0] == "missions"
    with pytest.raises(UnknownQueryError, match=r"called 'xyzzy'; list them with"):
        catalogue.get("xyzzy")


def test_every_error_has_a_code_of_its_own_and_is_in_the_tree() -> None:
    classes = [cls for cls in vars(errors).values() if isinstance(cls, type) and issubclass(cls, errors.QueryError)]
    assert len({cls.code for cls in classes}) == len(classes)
    assert all(cls.__name__ in (errors.__doc__ or "") for cls in classes)


def test_the_packaged_catalogue_is_read_once_and_holds_at_least_sixteen() -> None:
    assert load_catalogue() is load_catalogue()
    assert len(load_catalogue()) >= 16


def test_importing_the_catalogue_brings_in_nothing_heavy() -> None:
    code = "import sys, phaen.queries.catalogue; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"rdflib", "pyshacl", "pythainlp", "flask", "rich", "phaen.ontology.assets"} & set(loaded)

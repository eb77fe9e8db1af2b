"""The catalogue reads good files, and says of a bad one which key is wrong and what to write."""

import subprocess
import sys
from pathlib import Path

import pytest

from phaen.queries import errors
from phaen.queries.catalogue import Catalogue, load_catalogue
from phaen.queries.choices import choices_text
from phaen.queries.errors import QueryFileError, UnknownQueryError
from phaen.queries.groups import read_groups
from phaen.queries.header import read_query
from phaen.queries.model import Text, View

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
SKOS = "http://www.w3.org/2004/02/skos/core#"
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
        ({"keywords": f"keywords = {'[' * 10_000}"}, "header", "not TOML"),
        ({"parameters": "[parameters]"}, "parameters", "begin each of the parameters with the line"),
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
        ({"keywords": 'view = "bar"'}, "view", "write a table"),
        ({"keywords": 'view = { type = "pie" }'}, "view.type", "table, bar"),
        ({"keywords": 'view = { type = "bar", x = "s" }'}, "view.y", "a bar needs it"),
        ({"keywords": 'view = { type = "table", x = "s" }'}, "view.x", "use type"),
        ({"keywords": 'view = { type = "bar", x = "?s", y = "s" }'}, "view.x", "without the question mark"),
        ({"keywords": 'view = { type = "bar", x = 5, y = "s" }'}, "view.x", "name of a column"),
        ({"keywords": 'services = ["query.wikidata.org"]'}, "services", "is no address"),
        ({"keywords": 'services = ["https://e.example/sparql"]'}, "services", "take it out"),
        ({"body": BODY.replace("?o .", "?o . SERVICE <http://e/> { ?s ?p ?o }")}, "services", "list it here"),
        ({"body": BODY.replace("?o .", "?o . service silent <http://e/> { }")}, "services", "list it here"),
        ({"body": BODY.replace("?o .", "?o . SERVICE ?p { ?s ?p ?o }")}, "services", "by its whole address"),
        (
            {"body": "PREFIX e: <http://e/>\n" + BODY.replace("?o .", "?o . SERVICE e:x { }")},
            "services",
            "whole address",
        ),
        ({"body": BODY.replace("?o .", "?o . \\u0053ERVICE <http://e/> { ?s ?p ?o }")}, "", "without escapes"),
        ({"example": 'example = "น้ำ"\n#+ help.th = "ก"'}, "parameters[1].help.en", "write it as"),
        ({"example": 'example = "น้ำ"\n#+ scheme = "http://e/"'}, "parameters[1].scheme", "only iri take it"),
        (
            {"type": 'type = "iri"', "example": 'example = "http://e/1"\n#+ scheme = "e"'},
            "parameters[1].scheme",
            "whole IRI",
        ),
        (
            {
                "type": 'type = "iri"',
                "example": 'example = "http://e/1"\n#+ scheme = "http://e/"\n#+ class = "http://e/C"',
            },
            "parameters[1].class",
            "take one of the two out",
        ),
        (
            {"type": 'type = "boolean"', "example": 'example = "true"\n#+ choices_query = "SELECT * { }"'},
            "parameters[1].choices_query",
            "not boolean",
        ),
        ({"type": 'type = "choice"\n#+ choices = ["น้ำ", "น้ำ"]'}, "parameters[1].choices", "stands there twice"),
        (
            {"type": 'type = "choice"\n#+ choices = [{ value = "น้ำ", th = "ก" }]'},
            "parameters[1].choices[1].value",
            "write each choice as",
        ),
        ({"name": 'name = "per_page"'}, "parameters[1].name", "another name"),
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


@pytest.mark.parametrize("type_", ["table", "bar"])
@pytest.mark.parametrize("form", ["ASK { }", "CONSTRUCT { } WHERE { }"])
def test_a_view_fits_the_form(type_: str, form: str) -> None:
    no_parameters = dict.fromkeys(("parameters", "name", "type", "label__th", "label__en", "example"), "")
    with pytest.raises(QueryFileError, match=r"view\.type: (an ASK has no view|a graph takes no view but)"):
        read_query("form", source(form, keywords=f'view = {{ type = "{type_}" }}', **no_parameters))
    graph = read_query("g", source("DESCRIBE <http://e/>", keywords='view.type = "graph"', **no_parameters))
    assert graph.view == View("graph")


def test_the_new_keys_become_values() -> None:
    lines = 'view = { type = "map", place = "s", value = "s" }\n#+ services = ["https://e.example/sparql"]'
    choices = 'choices = [\n#+   { value = "น้ำ", th = "น้ำ", en = "Water" },\n#+ ]\n#+ help = { th = "ก", en = "a" }'
    body = BODY.replace("?o .", "?o . SERVICE SILENT <https://e.example/sparql> { ?s ?p ?o }")
    query = read_query("words", source(body, keywords=lines, type=f'type = "choice"\n#+ {choices}'), "group")
    assert query.view is not None
    assert query.view.as_dict() == {"type": "map", "place": "s", "value": "s"}
    assert (query.services, query.group) == (("https://e.example/sparql",), "group")
    word = query.parameters[0]
    assert (word.help, word.labelled_choices()) == (Text("ก", "a"), (("น้ำ", Text("น้ำ", "Water")),))


@pytest.mark.parametrize(
    ("line", "kind", "pattern"),
    [
        ('scheme = "http://e/list"', "scheme", "skos:inScheme <http://e/list>"),
        ('class = "skos:Concept"', "class", f"a <{SKOS}Concept>"),
        ('choices_query = "SELECT ?value { }"', "query", "SELECT ?value { }"),
    ],
)
def test_choices_may_come_from_the_data(line: str, kind: str, pattern: str) -> None:
    body = f"PREFIX skos: <{SKOS}>\n" + BODY.replace('"น้ำ"', "<http://e/1>")
    query = read_query("words", source(body, type=f'type = "iri"\n#+ {line}', example='example = "http://e/1"'))
    word = query.parameters[0]
    assert word.source is not None
    assert word.source.kind == kind
    assert pattern in (choices_text(word) or "")


GROUPS = '[b]\ntitle = { th = "ข", en = "B" }\ndescription = { th = "ข", en = "B" }\n'
GROUPS += '[a-c]\ntitle = { th = "ก", en = "A" }\ndescription = { th = "ก", en = "A" }\n'


@pytest.fixture
def grouped(tmp_path: Path) -> Path:
    (tmp_path / "groups.toml").write_text(GROUPS, encoding="utf-8")
    for place in ("a-c/one", "b/two", "b/three"):
        (tmp_path / place).parent.mkdir(exist_ok=True)
        (tmp_path / f"{place}.rq").write_text(source(), encoding="utf-8")
    return tmp_path


def test_queries_come_by_groups_in_the_order_of_the_file(grouped: Path) -> None:
    catalogue = load_catalogue(grouped)
    assert catalogue.names == ("three", "two", "one")
    assert [(group.name, group.title.en) for group in catalogue.groups] == [("b", "B"), ("a-c", "A")]
    assert [query.name for query in catalogue.of_group("b")] == ["three", "two"]
    assert catalogue.get("one").group == "a-c"


@pytest.mark.parametrize(
    ("place", "problem"),
    [
        ("four.rq", "four.rq: belongs to no group: put it in the folder of a group, b or a-c"),
        ("d/four.rq", "d/four.rq: belongs to no group: .* add the group d to groups.toml"),
        ("b/inner/four.rq", "b/inner/four.rq: belongs to no group"),
        ("b/one.rq", "b/one.rq: a-c/one.rq has this name already|a-c/one.rq: b/one.rq has this name already"),
    ],
)
def test_a_file_outside_the_groups_or_of_a_name_in_use_is_refused(grouped: Path, place: str, problem: str) -> None:
    (grouped / place).parent.mkdir(exist_ok=True)
    (grouped / place).write_text(source(), encoding="utf-8")
    with pytest.raises(QueryFileError, match=problem):
        load_catalogue(grouped)


def test_a_folder_without_groups_holds_its_files_itself(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "one.rq").write_text(source(), encoding="utf-8")
    with pytest.raises(QueryFileError, match=r"inner/one\.rq: belongs to no group: put it in no folder, or add"):
        load_catalogue(tmp_path)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "names no group"),
        ("[a", "is not TOML"),
        ("a = 1", "a: write a table"),
        ("[A_b]", "A_b: name the group"),
        ('[a]\ntitle.th = "ก"\ntitle.en = "a"\n', r"a\.description\.th: write it as"),
        (GROUPS.replace("title", "name"), r"b\.name: no such key; use title, description"),
    ],
)
def test_a_bad_file_of_groups_is_refused(text: str, problem: str) -> None:
    with pytest.raises(QueryFileError, match=rf"groups\.toml: .*{problem}|groups\.toml: {problem}"):
        read_groups(text)


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

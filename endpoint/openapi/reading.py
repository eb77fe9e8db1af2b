"""Things, the ontology, the code lists, and what the data holds: whatever has an address of its own."""

from typing import Final

from phaen.endpoint.formats import GRAPH_FORMATS
from phaen.endpoint.memento.addresses import LINK_FORMAT
from phaen.endpoint.openapi.parts import (
    ANY_TEXT,
    HTML,
    STATE,
    Answers,
    Json,
    Words,
    answer,
    content,
    field,
    files,
    one_of,
    operation,
    reference,
    schema,
    segment,
)
from phaen.endpoint.openapi.problems import ALWAYS, READING
from phaen.endpoint.openapi.saved import CATALOGUE
from phaen.endpoint.passages import FROM
from phaen.endpoint.protocol import QUERY_TYPE, RELEASE
from phaen.endpoint.themes.choosing import FEWEST, MOST
from phaen.endpoint.themes.lists import LISTS
from phaen.endpoint.views.ckan import ADDRESS as CKAN
from phaen.endpoint.views.query_files import YAML_TYPE
from phaen.endpoint.views.snippets import NOTEBOOK_TYPE, PROGRAMS
from phaen.endpoint.views.stratml import MEDIA_TYPE as STRATML

THINGS: Final = "things"
VOCABULARY: Final = "vocabulary"
_TAGGED: Final = ("ETag", "Phaen-Snapshot")
_JSON: Final = "application/json"
_YAML: Final = YAML_TYPE.partition(";")[0]
_DATED: Final = reference("parameters", RELEASE)
_PLAN: Final = "plan/pao-51/undated"
_DOCUMENT: Final = f"{_PLAN}/document/e0a3339b2d818f7b"


def catalogue_paths(words: Words) -> dict[str, Json]:
    """Return the paths of the list of saved queries."""
    listed, table = {_JSON: {"schema": schema("Catalogue")}}, {"text/csv": {"schema": ANY_TEXT}}
    graph = content(GRAPH_FORMATS)
    kinds = one_of(["json", "csv", "spreadsheet", *(format_.name for format_ in GRAPH_FORMATS), "html"])
    looked_for = [field(words, name, ANY_TEXT, key=f"catalogue_{name}") for name in ("q", "tag")]
    suffix = segment(words, "suffix", one_of(format_.suffix for format_ in GRAPH_FORMATS), "ttl")
    asked = {
        "listQueries": (graph | listed | table | HTML, [*looked_for, field(words, "format", kinds)]),
        "listQueriesJson": (listed, looked_for),
        "listQueriesCsv": (table, looked_for),
        "listQueriesRdf": (files(GRAPH_FORMATS), [*looked_for, suffix]),
    }
    paths = dict(zip(asked, ("/queries", "/queries.json", "/queries.csv", "/queries.{suffix}"), strict=True))
    return {
        paths[name]: {"get": _static(words, name, CATALOGUE, media_types, parameters)}
        for name, (media_types, parameters) in asked.items()
    } | _file_paths(words)


def _file_paths(words: Words) -> dict[str, Json]:
    """Return the paths of the queries as files, as programs, and as other tools read them."""
    name = segment(words, "name", ANY_TEXT, "visions", key="query_name")
    suffix = segment(words, "suffix", one_of(["rq", "ipynb", *PROGRAMS]), "rq", key="file_suffix")
    text, listed = {QUERY_TYPE: {"schema": ANY_TEXT}}, {_YAML: {"schema": {"type": "object"}}}
    files_of = text | {NOTEBOOK_TYPE: {"schema": {"type": "object"}}, "text/plain": {"schema": ANY_TEXT}}
    language = reference("parameters", "lang")
    return {
        "/queries/{name}.{suffix}": {"get": _static(words, "getQueryFile", CATALOGUE, files_of, [name, suffix])},
        "/grlc/{name}.rq": {"get": _static(words, "getGrlcFile", CATALOGUE, text, [name, language])},
        "/grlc.yml": {"get": _static(words, "getGrlcList", CATALOGUE, listed, [language])},
    }


def _static(words: Words, name: str, tag: str, media_types: Json, parameters: list[Json]) -> Json:
    """Describe an operation whose answer does not hang on the data."""
    found = {200: answer(words, "catalogue", media_types), 304: reference("responses", "NotModified")}
    return operation(words, name, tag, Answers(found, (*READING, 404)), parameters=parameters)


def thing_paths(words: Words) -> dict[str, Json]:
    """Return the paths of things: their identifiers, their descriptions, two of them beside each other."""
    path = segment(words, "path", ANY_TEXT, _PLAN, key="thing_path")
    part = field(words, FROM, {"type": "integer", "minimum": 0}, key="part_from")
    seen = Answers({303: reference("responses", "SeeOther")}, (*ALWAYS, 404, 406, 414))
    return {
        "/id/{path}": {"get": operation(words, "identify", THINGS, seen, parameters=[path, _format(words), _DATED])},
        "/doc/{path}": {"get": _document(words, "describeThing", THINGS, path, part, *_narrowed(words), _DATED)},
        "/doc/{path}.txt": {"get": _text(words)},
        "/doc/plan/{organisation}/{edition}.stratml": {"get": _stratml(words)},
        "/timemap/link/{path}": {"get": _timemap(words)},
        "/compare": {"get": _compare(words)},
        "/compare/themes": {"get": _compare_themes(words)},
    }


def _text(words: Words) -> Json:
    said = answer(words, "document_text", {"text/plain": {"schema": ANY_TEXT}}, STATE)
    path = segment(words, "path", ANY_TEXT, _DOCUMENT, key="document_path")
    found = Answers({200: said, 304: reference("responses", "NotModified")}, (*READING, 404))
    return operation(words, "getDocumentText", THINGS, found, parameters=[path, _DATED])


def _stratml(words: Words) -> Json:
    said = answer(words, "stratml", {STRATML: {"schema": ANY_TEXT}}, STATE)
    asked = [
        segment(words, "organisation", ANY_TEXT, "pao-51", key="organisation_key"),
        segment(words, "edition", ANY_TEXT, "undated", key="edition_key"),
        _DATED,
    ]
    found = Answers({200: said, 304: reference("responses", "NotModified")}, (*READING, 404))
    return operation(words, "getStratml", THINGS, found, parameters=asked)


def _timemap(words: Words) -> Json:
    listed = answer(words, "timemap", {LINK_FORMAT: {"schema": ANY_TEXT}})
    path = segment(words, "path", ANY_TEXT, f"doc/{_PLAN}", key="timemap_path")
    return operation(words, "getTimemap", THINGS, Answers({200: listed}, (*ALWAYS, 404, 414)), parameters=[path])


def _compare(words: Words) -> Json:
    edition = {"type": "string"}
    asked = [
        field(words, "a", edition, example="pao-51/2561-2565"),
        field(words, "b", edition, example="pao-51/2566-2570"),
        field(words, "format", one_of(["html", "json", "csv", "spreadsheet"])),
    ]
    types = {_JSON: {"schema": {"type": "object"}}, "text/csv": {"schema": ANY_TEXT}, **HTML}
    said = answer(words, "comparison", types, _TAGGED)
    found = Answers({200: said, 304: reference("responses", "NotModified")}, (*READING, 404))
    return operation(words, "compareEditions", THINGS, found, parameters=asked)


def _compare_themes(words: Words) -> Json:
    name = {"type": "string", "pattern": r"^\S+/\S+$"}
    plans = {"type": "array", "items": name, "minItems": FEWEST, "maxItems": MOST, "uniqueItems": True}
    shape = {"required": True, "style": "form", "explode": True, "example": ["pao-51/undated", "pao-52/undated"]}
    asked = [
        field(words, "plan", plans, key="compared_plan", **shape),
        field(words, "by", one_of(known.key for known in LISTS), key="theme_list", example="sdg"),
        field(words, "confidence", {"type": "number", "minimum": 0, "maximum": 1}, key="theme_confidence", example=0.9),
        field(words, "format", one_of(["html", "json", "csv", "spreadsheet"])),
        _DATED,
    ]
    types = {_JSON: {"schema": {"type": "object"}}, "text/csv": {"schema": ANY_TEXT}, **HTML}
    said = answer(words, "themes", types, STATE)
    found = Answers({200: said, 304: reference("responses", "NotModified")}, (*READING, 404))
    return operation(words, "compareThemes", THINGS, found, parameters=asked)


def vocabulary_paths(words: Words) -> dict[str, Json]:
    """Return the paths of the ontology, the shapes, the code lists, and of the description of the data."""
    suffix = segment(words, "suffix", one_of([f.suffix for f in GRAPH_FORMATS] + ["html"]), "ttl")
    term = segment(words, "name", ANY_TEXT, "Plan", key="term")
    concept = segment(words, "path", ANY_TEXT, "sdg/6", key="concept")
    found = {}
    for name in ("ontology", "shapes", "vocab"):
        title = name.capitalize()
        found[f"/{name}"] = {"get": _document(words, f"get{title}", VOCABULARY)}
        found[f"/{name}.{{suffix}}"] = {"get": _document(words, f"get{title}File", VOCABULARY, suffix)}
    return found | {
        "/ontology/{name}": {"get": _document(words, "getTerm", VOCABULARY, term)},
        "/vocab/{path}": {"get": _document(words, "getConcept", VOCABULARY, concept)},
        "/.well-known/void": {"get": _document(words, "getVoid", VOCABULARY)},
        "/catalog": {"get": _document(words, "getCatalog", VOCABULARY)},
        CKAN: {"get": _record(words)},
    }


def _record(words: Words) -> Json:
    said = answer(words, "record", {_JSON: {"schema": {"type": "object"}}}, ("ETag",))
    found = Answers({200: said, 304: reference("responses", "NotModified")}, (*ALWAYS, 404))
    return operation(words, "getCatalogRecord", VOCABULARY, found)


def _document(words: Words, name: str, tag: str, *named: Json) -> Json:
    """Describe an operation that gives a page, or RDF in the format that is wanted."""
    by_suffix = any(segment.get("name") == "suffix" for segment in named)
    formats = files(GRAPH_FORMATS) if by_suffix else content(GRAPH_FORMATS)
    said = answer(words, "graph", formats | HTML, STATE if _DATED in named else _TAGGED)
    answers = {200: said, 304: reference("responses", "NotModified")}
    if name.startswith("getShapes"):
        answers[303] = reference("responses", "SeeOther")
    found = Answers(answers, (*READING, 404))
    asked = list(named) if by_suffix else [*named, _format(words)]
    return operation(words, name, tag, found, parameters=asked)


def _narrowed(words: Words) -> list[Json]:
    """Describe what the page of a plan can be narrowed down to."""
    texts = [field(words, name, ANY_TEXT, key=f"plan_{name}") for name in ("q", "kind", "under", "concept")]
    number = {"type": "integer", "minimum": 1}
    numbers = [field(words, name, number, key=f"plan_{name}") for name in ("year", "page")]
    return [*texts, *numbers, field(words, "open", one_of(["all"]), key="plan_open")]


def _format(words: Words) -> Json:
    return field(words, "format", one_of([format_.name for format_ in GRAPH_FORMATS] + ["html"]))

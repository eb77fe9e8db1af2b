import pytest
from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from phaen.endpoint.errors import NotAcceptableError
from phaen.endpoint.formats import Form
from phaen.endpoint.negotiation import split_suffix, wanted

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
JENA_SELECT = (
    "application/sparql-results+json,application/sparql-results+xml;q=0.9,text/tab-separated-values;q=0.7,"
    "text/csv;q=0.5,application/json;q=0.2,application/xml;q=0.2,*/*;q=0.1"
)
RDF4J_GRAPH = "application/x-turtle;q=0.9, application/rdf+xml;q=0.8, text/turtle;q=0.9, application/n-triples;q=0.8"
SPARQLWRAPPER = "application/sparql-results+json,application/json,text/javascript,application/javascript"


def accept(header: str) -> MIMEAccept:
    return parse_accept_header(header, MIMEAccept)


@pytest.mark.parametrize(
    ("header", "form", "expected"),
    [
        ("", Form.ROWS, "json"),
        ("", Form.GRAPH, "turtle"),
        ("*/*", Form.BOOLEAN, "json"),
        ("text/*", Form.ROWS, "csv"),
        ("text/*", Form.GRAPH, "turtle"),
        ("application/*", Form.GRAPH, "ntriples"),
        ("text/csv", Form.ROWS, "csv"),
        ("TEXT/CSV; charset=utf-8; header=present", Form.ROWS, "csv"),
        ("text/csv;q=0.5, text/tab-separated-values", Form.ROWS, "tsv"),
        ("application/sparql-results+json;q=0, */*", Form.ROWS, "xml"),
        ("application/json", Form.ROWS, "json"),
        ("application/json", Form.GRAPH, "jsonld"),
        ("application/xml", Form.ROWS, "xml"),
        ("text/plain", Form.GRAPH, "ntriples"),
        (JENA_SELECT, Form.ROWS, "json"),
        (RDF4J_GRAPH, Form.GRAPH, "turtle"),
        (SPARQLWRAPPER, Form.ROWS, "json"),
        ("application/ld+json, text/turtle;q=0.9", Form.GRAPH, "jsonld"),
        ("application/n-quads", Form.GRAPH, "nquads"),
        ("application/trig", Form.GRAPH, "trig"),
        ("text/turtle", Form.ROWS, None),
        ("text/csv", Form.GRAPH, None),
    ],
)
def test_the_accept_header_chooses_the_format(header: str, form: Form, expected: str | None) -> None:
    choice = wanted(accept(header)).choice(form)
    assert (choice.format.name if choice else None) == expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (BROWSER, True),
        ("text/html", True),
        ("*/*", False),
        ("text/*", False),
        ("text/html;q=0.5, text/turtle", False),
        ("text/html, text/turtle;q=0.5", True),
        ("text/html;q=0, */*", False),
    ],
)
def test_a_page_is_for_those_who_name_it(header: str, *, expected: bool) -> None:
    assert wanted(accept(header)).html is expected


@pytest.mark.parametrize("header", ["image/png", "text/turtle;q=0", "*/*;q=0"])
def test_what_cannot_be_made_is_refused_with_a_list(header: str) -> None:
    with pytest.raises(NotAcceptableError) as caught:
        wanted(accept(header))
    assert "text/csv" in caught.value.available
    assert "text/turtle" in caught.value.available


@pytest.mark.parametrize(
    ("name", "form", "expected"),
    [
        ("csv", Form.ROWS, "csv"),
        ("CSV", Form.ROWS, "csv"),
        ("ttl", Form.GRAPH, "turtle"),
        ("turtle", Form.GRAPH, "turtle"),
        ("json", Form.ROWS, "json"),
        ("json", Form.GRAPH, "jsonld"),
        ("xml", Form.GRAPH, "rdfxml"),
        ("application/ld json", Form.GRAPH, "jsonld"),
        ("application/sparql-results+xml", Form.ROWS, "xml"),
        ("nt", Form.GRAPH, "ntriples"),
    ],
)
def test_a_format_by_name_wins_over_the_header(name: str, form: Form, expected: str) -> None:
    choice = wanted(accept("image/png"), name).choice(form)
    assert choice is not None
    assert choice.format.name == expected


def test_an_unknown_format_name_is_refused() -> None:
    with pytest.raises(NotAcceptableError, match="'pdf'"):
        wanted(accept("*/*"), "pdf")


def test_the_answer_is_labelled_with_the_name_that_the_client_knows() -> None:
    choice = wanted(accept("application/json")).choice(Form.ROWS)
    assert choice is not None
    assert choice.content_type == "application/json"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a.csv", ("a", "csv")),
        ("a", ("a", None)),
        ("g/1.1", ("g/1.1", None)),
        (".csv", (".csv", None)),
        ("a.html", ("a", "html")),
    ],
)
def test_only_a_known_suffix_is_split_off(path: str, expected: tuple[str, str | None]) -> None:
    assert split_suffix(path) == expected

"""The shipped queries are in order, and the lint finds what is not."""

import pytest
from pyoxigraph import Store

from phaen.queries.catalogue import Catalogue, load_catalogue
from phaen.queries.header import read_query
from phaen.queries.lint import Vocabulary, lint, lint_catalogue, vocabulary

NAMESPACE = "https://w3id.org/phaen/ontology#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
SMALL = Vocabulary({"phaen": NAMESPACE, "skos": SKOS}, frozenset({f"{NAMESPACE}Plan"}))
HEADER = '#+ title = {{ th = "{th}", en = "{en}" }}\n#+ description = {{ th = "ก", en = "a" }}\n'
PARAMETER = (
    '#+ [[parameters]]\n#+ name = "word"\n#+ type = "text"\n#+ label = { th = "ก", en = "a" }\n#+ example = "น้ำ"\n'
)
PREFIX = f"PREFIX phaen: <{NAMESPACE}>\n"
GOOD = PREFIX + "SELECT ?plan_iri WHERE { ?plan_iri a phaen:Plan } ORDER BY ?plan_iri"


def messages(text: str, th: str = "ชื่อ", en: str = "Title", parameter: str = "") -> list[str]:
    query = read_query("words", HEADER.format(th=th, en=en) + parameter + text)
    return [problem.message for problem in lint(query, SMALL)]


def test_the_shipped_queries_have_no_problems() -> None:
    assert [str(problem) for problem in lint_catalogue(load_catalogue())] == []


def test_a_good_query_has_no_problems() -> None:
    assert messages(GOOD) == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("SELECT ?x WHERE { ?x a }", "is not SPARQL"),
        (GOOD.replace("phaen:Plan", "phaen:Plann"), "phaen:Plann is no term"),
        (GOOD.replace("phaen:Plan", f"phaen:Plan, <{NAMESPACE}Aim>"), "phaen:Aim is no term"),
        (GOOD.replace("ontology#", "onto#"), "PREFIX phaen: is https"),
        (f"PREFIX foo: <http://foo/>\n{GOOD.replace('phaen:Plan', 'phaen:Plan, foo:x')}", "foo: is not in the prefix"),
        (f"PREFIX skos: <{SKOS}>\n{GOOD}", "skos: is declared and not used"),
        (GOOD.replace("plan_iri", "planIRI"), "planIRI is not in snake_case"),
        (GOOD.replace(" ORDER BY ?plan_iri", ""), "has no ORDER BY"),
        (f"{PREFIX}SELECT ?a {{ {{ SELECT ?a {{ ?a a phaen:Plan }} ORDER BY ?a }} }}", "has no ORDER BY"),
    ],
)
def test_a_problem_of_the_text_is_found(text: str, problem: str) -> None:
    found = messages(text)
    assert any(problem in message for message in found), found


def test_titles_must_be_in_their_languages() -> None:
    assert messages(GOOD, th="Title") == ["title.th is not in Thai"]
    assert messages(GOOD, en="ชื่อ") == ["title.en is not in English"]


@pytest.mark.parametrize("content", ['"ดิน"', '"น้ำ" "ดิน"', "UNDEF", "", '"น้ำ"@th'])
def test_a_block_must_hold_the_example(content: str) -> None:
    text = GOOD.replace(" }", f" VALUES ?word {{ {content} }} # parameter\n }}")
    problem = 'VALUES ?word { … } must hold the example, written "น้ำ", and nothing else'
    assert messages(text, parameter=PARAMETER) == [problem]


@pytest.mark.parametrize(("content", "problems"), [('"51"', 0), ('"ลำพูน"', 1), ('"52"', 1)])
def test_the_block_of_a_province_holds_the_code_of_the_example(content: str, problems: int) -> None:
    text = GOOD.replace(" }", f" VALUES ?word {{ {content} }} # parameter\n }}")
    parameter = PARAMETER.replace('"text"', '"province"').replace("น้ำ", "ลำพูน")
    assert len(messages(text, parameter=parameter)) == problems


def test_the_vocabulary_is_the_ontology() -> None:
    found = vocabulary()
    assert f"{NAMESPACE}Strategy" in found.terms
    assert found.prefixes["phaen"] == NAMESPACE


def test_every_query_runs_as_its_file_stands(catalogue: Catalogue) -> None:
    for query in catalogue:
        Store().query(query.text)

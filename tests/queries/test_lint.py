"""The shipped queries are in order, and the lint finds what is not."""

import re
import tomllib
from importlib.resources import files

import pytest
from pyoxigraph import RdfFormat, Store

from phaen.endpoint.checking import ask_of
from phaen.queries.catalogue import Catalogue, load_catalogue
from phaen.queries.header import read_query
from phaen.queries.lint import Vocabulary, lint, lint_catalogue, vocabulary
from phaen.queries.model import SavedQuery
from phaen.queries.scanner import without_services
from phaen.queries.trial import Ask, try_out

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
        (GOOD.replace("a phaen:Plan", f"a <{SKOS}Plan>"), "is of no vocabulary that is known here"),
        (GOOD.replace("?plan_iri W", "?plan_iri ?other W"), "the column other is never bound"),
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
    text = GOOD.replace(" }", f" VALUES ?word {{ {content} }} # parameter\n FILTER(STR(?plan_iri) != ?word) }}")
    problem = 'VALUES ?word { … } must hold the example, written "น้ำ", and nothing else'
    assert messages(text, parameter=PARAMETER) == [problem]


@pytest.mark.parametrize(("content", "problems"), [('"51"', 0), ('"ลำพูน"', 1), ('"52"', 1)])
def test_the_block_of_a_province_holds_the_code_of_the_example(content: str, problems: int) -> None:
    text = GOOD.replace(" }", f" VALUES ?word {{ {content} }} # parameter\n FILTER(STR(?plan_iri) != ?word) }}")
    parameter = PARAMETER.replace('"text"', '"province"').replace("น้ำ", "ลำพูน")
    assert len(messages(text, parameter=parameter)) == problems


def test_the_vocabulary_is_the_ontology() -> None:
    found = vocabulary()
    assert f"{NAMESPACE}Strategy" in found.terms
    assert found.prefixes["phaen"] == NAMESPACE


def test_every_query_runs_as_its_file_stands(catalogue: Catalogue) -> None:
    for query in catalogue:
        Store().query(without_services(query.text))


def one(header: str, text: str = GOOD, parameter: str = "") -> SavedQuery:
    return read_query("words", HEADER.format(th="ก", en="a") + header + parameter + text)


def found(query: SavedQuery) -> list[str]:
    return [problem.message for problem in lint(query, vocabulary())]


@pytest.mark.parametrize(
    ("term", "problem"),
    [
        ("skos:Concept", ""),
        ("dct:spatial", ""),
        ("org:classification", ""),
        ("nif:beginIndex", ""),
        ("sssom:confidence", ""),
        ("schema:position", ""),
        ("wd:Q869", ""),
        ("province:51", ""),
        ("district:5101", ""),
        ("skos:prefLable", "<http://www.w3.org/2004/02/skos/core#prefLable> is no term of its vocabulary"),
        ("dct:spatail", "is no term of its vocabulary"),
        ("nif:beginIndx", "is no term of its vocabulary"),
        ("province:99", "<https://w3id.org/phaen/vocab/province/99> is no term of its vocabulary"),
        ("<http://example.org/x>", "is of no vocabulary that is known here"),
    ],
)
def test_every_term_must_exist_in_a_known_vocabulary(term: str, problem: str) -> None:
    name = term.partition(":")[0]
    prefix = "" if term.startswith("<") else f"PREFIX {name}: <{vocabulary().prefixes[name]}>\n"
    messages = found(one("", prefix + GOOD.replace("a phaen:Plan", f"a phaen:Plan, {term}")))
    assert [problem in message for message in messages] == ([True] if problem else [])


def test_each_vocabulary_beside_the_ontology_says_where_its_terms_are_from() -> None:
    tables = tomllib.loads(files("phaen.queries").joinpath("vocabularies.toml").read_text("utf-8"))
    assert all(table["source"] and table["namespace"] for table in tables.values())
    assert [name for name, table in tables.items() if not table.get("open") and len(set(table["terms"])) == 0] == []


def test_a_view_names_columns_that_there_are() -> None:
    view = '#+ view = { type = "bar", x = "plan_iri", y = "amount" }\n'
    assert found(one(view)) == ["view.y: the result has no column amount; it has plan_iri"]


def test_a_parameter_is_used_outside_its_block() -> None:
    text = GOOD.replace(" }", ' VALUES ?word { "น้ำ" } # parameter\n }')
    assert found(one("", text, PARAMETER)) == [
        "parameters.word is not used; use its variable outside its VALUES, or take the parameter out"
    ]


def test_help_and_labels_of_choices_are_in_their_languages() -> None:
    parameter = PARAMETER.replace('"text"', '"choice"')
    parameter += '#+ help = { th = "help", en = "a" }\n#+ choices = [{ value = "น้ำ", th = "ก", en = "น้ำ" }]\n'
    text = GOOD.replace(" }", ' VALUES ?word { "น้ำ" } # parameter\n FILTER(?word != "") }')
    assert found(one("", text, parameter)) == [
        "parameters.word.help.th is not in Thai",
        "parameters.word.choices.น้ำ.en is not in English",
    ]


CHOICES = "SELECT ?value ?label_th ?label_en { ?value a <https://w3id.org/phaen/ontology#Plan> }"
USED = GOOD.replace(" }", ' VALUES ?word { "น้ำ" } # parameter\n FILTER(STR(?plan_iri) != ?word) }')


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (CHOICES.replace("?label_th ", ""), "must be SELECT ?value ?label_th ?label_en"),
        (CHOICES.replace("}", ""), "choices_query is not SPARQL"),
        (CHOICES.replace("#Plan", "#Plann"), "phaen:Plann is no term"),
        (CHOICES.replace("{", "{ SERVICE <https://e.example/> { }"), "asks another service"),
    ],
)
def test_a_query_for_choices_is_checked_too(text: str, problem: str) -> None:
    messages = found(one("", USED, PARAMETER + f'#+ choices_query = "{text}"\n'))
    assert any(problem in message for message in messages), messages


PLANS = f"""<http://e/1> a <{NAMESPACE}Plan> . <http://e/2> a <{NAMESPACE}Plan> .
<http://e/1> <{SKOS}notation> "1" . <http://e/2> <{SKOS}notation> "1" ."""


@pytest.fixture
def ask() -> Ask:
    store = Store()
    store.load(PLANS.encode(), format=RdfFormat.TURTLE)
    return ask_of(store)


def tried(query: SavedQuery, ask: Ask, slowest: float = 5) -> list[str]:
    return [problem.message for problem in try_out(query, ask, slowest)]


def test_a_query_that_runs_in_a_fixed_order_passes(ask: Ask) -> None:
    assert tried(one("", GOOD), ask) == []


def test_two_rows_that_are_ordered_alike_are_found(ask: Ask) -> None:
    text = GOOD.replace("?plan_iri W", "?plan_iri ?n W").replace("Plan }", f"Plan ; <{SKOS}notation> ?n }}")
    assert tried(one("", text.replace("ORDER BY ?plan_iri", "ORDER BY DESC(?n)")), ask) == [
        'ORDER BY does not tell all rows apart (two have "1"); end it with the IRI of what a row is'
    ]
    assert tried(one("", text.replace("ORDER BY ?plan_iri", "ORDER BY DESC(?n) ?plan_iri LIMIT 5")), ask) == []


def test_a_query_that_takes_too_long_is_found(ask: Ask) -> None:
    assert tried(one("", GOOD), ask, slowest=0) == [Matching(r"takes 0\.0 s on the data; make it answer within 0 s")]


def test_a_query_that_cannot_be_evaluated_is_found(ask: Ask) -> None:
    text = GOOD.replace(" }", ' . ?plan_iri <http://jena.apache.org/text#query> "x" }')
    assert tried(one("", text), ask) == [Matching("cannot be evaluated: .*no full-text index")]


def test_choices_must_hold_the_example(ask: Ask) -> None:
    example = PARAMETER.replace('"text"', '"iri"').replace("น้ำ", "http://e/3") + f'#+ class = "{NAMESPACE}Plan"\n'
    text = GOOD.replace(" }", " VALUES ?word { <http://e/3> } # parameter\n FILTER(?plan_iri != ?word) }")
    assert tried(one("", text, example), ask) == [Matching("the choices of word do not hold its example, <http://e/3>")]
    known = example.replace("http://e/3", "http://e/1")
    assert tried(one("", text.replace("http://e/3", "http://e/1"), known), ask) == []


def test_a_check_calls_nobody(ask: Ask) -> None:
    text = GOOD.replace(" }", " SERVICE <http://127.0.0.1:9/> { ?plan_iri a phaen:Plan } }")
    assert tried(one('#+ services = ["http://127.0.0.1:9/"]\n', text), ask) == []


class Matching(str):
    """Equals what it matches as a pattern."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and re.match(self, other) is not None

    __hash__ = str.__hash__

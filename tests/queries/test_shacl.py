"""Saved queries as RDF: what an editor or a collector of examples finds, and that SHACL agrees with it."""

from dataclasses import replace
from typing import Any, cast

import pyshacl
import pytest
import rdflib
from pyoxigraph import (
    Literal,
    NamedNode,
    Quad,
    QuerySolutions,
    RdfFormat,
    Store,
    Triple,
    serialize,
)

from phaen.ontology.assets import prefixes, sparql_prologue
from phaen.queries.catalogue import Catalogue, load_catalogue
from phaen.queries.header import read_query
from phaen.queries.model import Group, Parameter, SavedQuery, Text
from phaen.queries.parameters import term
from phaen.queries.scanner import prologue
from phaen.queries.shacl import Names, describe_catalogue, describe_query, examples_graph, named

BASE = "https://w3id.org/phaen/"
SPEX = "PREFIX spex: <https://purl.expasy.org/sparql-examples/ontology#>\n"
CATALOGUE = load_catalogue()
HEADER = """\
#+ title.th = "เรื่อง"
#+ title.en = "Subject"
#+ description.th = "คำอธิบาย"
#+ description.en = "Explanation"
#+ keywords = ["คำ", "word", "word"]
"""
PARAMETERS = """\
#+ [[parameters]]
#+ name = "{name}"
#+ type = "{type}"
#+ label.th = "ป้าย"
#+ label.en = "Label"
#+ help.th = "วิธีใช้"
#+ help.en = "Help"
#+ example = '{example}'
#+ default = '{example}'
{more}
"""
OF_EACH_TYPE = {
    "text": ('"น้ำ"', ""),
    "integer": ("12", ""),
    "decimal": ("0.95", ""),
    "year": ("2566", ""),
    "date": ("2026-11-21", ""),
    "boolean": ("true", ""),
    "iri": ("north", '#+ scheme = "https://w3id.org/phaen/vocab/region"'),
    "choice": ("a", '#+ choices = ["a", "b"]'),
    "province": ("ลำพูน", ""),
}


def query_of(text: str, header: str = HEADER, name: str = "one") -> SavedQuery:
    return read_query(name, f"{header}\n{text}\n")


def with_all_types() -> SavedQuery:
    parts, blocks = [HEADER], []
    for type_, (example, more) in OF_EACH_TYPE.items():
        parts.append(PARAMETERS.format(name=f"a_{type_}", type=type_, example=example, more=more))
        blocks.append(f"VALUES ?a_{type_} {{ UNDEF }} # parameter")
    blocks_text = "\n  ".join(blocks)
    return query_of(f"SELECT * WHERE {{\n  {blocks_text}\n}}", "".join(parts))


def rows(triples: list[Triple], query: str) -> list[tuple[Any, ...]]:
    store = Store()
    store.extend(Quad(triple.subject, triple.predicate, triple.object) for triple in triples)
    found = cast("QuerySolutions", store.query(SPEX + sparql_prologue() + query))
    return [tuple(row) for row in found]


def conforms(triples: list[Triple]) -> tuple[bool, str]:
    """Hold shapes and parameters to the shapes that the W3C gives for SHACL itself."""
    graph = rdflib.Graph().parse(data=serialize(triples, format=RdfFormat.N_TRIPLES) or b"", format="nt")
    good, _, text = pyshacl.validate(rdflib.Graph(), shacl_graph=graph, meta_shacl=True)
    return good, text


@pytest.fixture(scope="module")
def triples() -> list[Triple]:
    return describe_catalogue(CATALOGUE, BASE)


def test_every_query_is_found_with_its_very_text_by_the_form_that_it_has(triples: list[Triple]) -> None:
    found = rows(
        triples,
        """SELECT ?query ?class ?text WHERE {
             VALUES (?class ?says) {
               (sh:SPARQLSelectExecutable sh:select) (sh:SPARQLAskExecutable sh:ask)
               (sh:SPARQLConstructExecutable sh:construct) (spex:SPARQLDescribeExecutable spex:describe) }
             ?query a sh:SPARQLExecutable, ?class ; ?says ?text }""",
    )
    texts = {query.value: (kind.value.rpartition("#")[2], text) for query, kind, text in found}
    assert len(texts) == len(found) == len(CATALOGUE)
    for saved in CATALOGUE:
        kind, text = texts[f"{BASE}id/query/{saved.name}"]
        assert kind == f"SPARQL{saved.form.title()}Executable"
        assert text == Literal(saved.text)


def test_what_people_read_is_there_in_both_languages(triples: list[Triple]) -> None:
    found = rows(
        triples,
        """SELECT ?query ?label ?comment ?page WHERE {
             ?query a sh:SPARQLExecutable ; rdfs:label ?label ; rdfs:comment ?comment ; foaf:page ?page
             FILTER(LANG(?label) = LANG(?comment)) }""",
    )
    assert len(found) == 2 * len(CATALOGUE)
    for query, label, comment, page in found:
        saved = CATALOGUE.get(query.value.rpartition("/")[2])
        assert label.value == saved.title.get(label.language)
        assert comment.value.startswith(label.value)
        assert comment.value.endswith(saved.description.get(label.language))
        assert page.value == f"{BASE}queries/{saved.name}"


def test_every_query_names_the_service_its_keywords_and_its_group(triples: list[Triple]) -> None:
    found = rows(
        triples,
        """SELECT ?query ?target ?title (COUNT(?word) AS ?words) WHERE {
             ?query a sh:SPARQLExecutable ; schema:target ?target ; schema:isPartOf ?group ; schema:keywords ?word .
             ?group a schema:Collection ; rdfs:label ?title FILTER(LANG(?title) = "th") }
           GROUP BY ?query ?target ?title""",
    )
    titles = {group.name: group.title.th for group in CATALOGUE.groups}
    assert {(q.value, t.value, title.value, int(n.value)) for q, t, title, n in found} == {
        (f"{BASE}id/query/{saved.name}", f"{BASE}sparql", titles[saved.group], len(set(saved.keywords)))
        for saved in CATALOGUE
    }


def test_the_declared_prefixes_are_those_of_the_project_and_of_the_queries(triples: list[Triple]) -> None:
    found = rows(
        triples,
        """SELECT DISTINCT ?prefix ?namespace WHERE {
             ?query sh:prefixes ?table . ?table sh:declare [ sh:prefix ?prefix ; sh:namespace ?namespace ] }""",
    )
    assert {(prefix.value, space.value) for prefix, space in found} == set(prefixes().items())
    assert all(space.datatype.value.endswith("#anyURI") for _, space in found)
    one = query_of("PREFIX mine: <http://example.org/> SELECT * WHERE { ?s mine:p ?o }")
    (declared,) = rows(describe_query(one, BASE), "SELECT ?p ?n { [] sh:prefix ?p ; sh:namespace ?n }")
    assert [part.value for part in declared] == ["mine", "http://example.org/"]


def test_a_parameter_ends_in_the_name_of_its_variable_and_its_terms_are_those_of_the_query(
    triples: list[Triple],
) -> None:
    found = rows(
        triples,
        """SELECT ?query ?path ?optional ?type ?kind ?default WHERE {
             ?query a sh:Parameterizable ; sh:parameter ?parameter .
             ?parameter a sh:Parameter ; sh:path ?path ; sh:optional ?optional .
             OPTIONAL { ?parameter sh:datatype ?type } OPTIONAL { ?parameter sh:nodeKind ?kind }
             OPTIONAL { ?parameter sh:defaultValue ?default } }""",
    )
    declared = [(saved, parameter) for saved in CATALOGUE for parameter in saved.parameters]
    assert len(found) == len(declared) > 50
    by_path = {path.value: rest for _, path, *rest in found}
    for saved, parameter in declared:
        optional, type_, kind, default = by_path[f"{BASE}id/query/{saved.name}#{parameter.name}"]
        assert (optional.value == "true") is not parameter.required
        example = term(parameter, parameter.example)
        if isinstance(example, Literal):
            assert (type_, kind) == (example.datatype, None)
        else:
            assert (type_, kind.value) == (None, "http://www.w3.org/ns/shacl#IRI")
        assert default == (None if parameter.default is None else term(parameter, parameter.default))


def test_nothing_leads_to_what_is_described_nowhere(triples: list[Triple]) -> None:
    described = {triple.subject for triple in triples}
    own = {
        term for triple in triples for term in (triple.predicate, triple.object) if str(term).startswith(f"<{BASE}id/")
    }
    assert own
    assert own <= described


def test_parameters_of_every_type_are_sound_shapes() -> None:
    saved = with_all_types()
    assert {parameter.type for parameter in saved.parameters} == set(OF_EACH_TYPE)
    good, text = conforms(describe_query(saved, BASE))
    assert good, text


def test_unsound_shapes_would_be_seen() -> None:
    path = NamedNode("http://www.w3.org/ns/shacl#path")
    broken = [triple for triple in describe_query(with_all_types(), BASE) if triple.predicate != path]
    with pytest.raises(pyshacl.errors.ReportableRuntimeError, match="MetaSHACL"):
        conforms(broken)


@pytest.mark.parametrize("parameter", with_all_types().parameters, ids=lambda parameter: parameter.type)
def test_a_value_that_the_query_takes_conforms_to_its_parameter(parameter: Parameter) -> None:
    """The parameter, taken as the property shape that it is, of a thing that has the value; and one that has not."""
    saved = replace(with_all_types(), parameters=(parameter,))
    shapes = rdflib.Graph().parse(
        data=serialize(describe_query(saved, BASE), format=RdfFormat.N_TRIPLES) or b"", format="nt"
    )
    sh, thing = rdflib.Namespace("http://www.w3.org/ns/shacl#"), rdflib.URIRef("http://example.org/thing")
    (node,) = shapes.objects(None, sh.parameter)
    shapes.add((node, sh.targetNode, thing))
    path = rdflib.URIRef(f"{BASE}id/query/one#{parameter.name}")
    for value, wanted in ((term(parameter, parameter.example), True), (Literal("อื่น", language="th"), False)):
        data = rdflib.Graph().parse(data=f"<{thing}> <{path}> {value} .", format="turtle")
        if parameter.type == "iri" and wanted:
            scheme = "<http://www.w3.org/2004/02/skos/core#inScheme> <https://w3id.org/phaen/vocab/region>"
            data.parse(data=f"{value} {scheme} .", format="turtle")
        assert pyshacl.validate(data, shacl_graph=shapes)[0] is wanted, value


def test_describe_and_other_services_are_told_in_the_terms_of_the_convention() -> None:
    describe = query_of("DESCRIBE <http://example.org/a>")
    ((text,),) = rows(
        describe_query(describe, BASE), "SELECT ?t { ?q a spex:SPARQLDescribeExecutable ; spex:describe ?t }"
    )
    assert text.value == describe.text
    service = "https://example.org/sparql"
    text_ = f"SELECT * WHERE {{ SERVICE <{service}> {{ ?s ?p ?o }} }}"
    federated = query_of(text_, f'{HEADER}#+ services = ["{service}"]\n')
    assert rows(describe_query(federated, BASE), "SELECT ?s { ?q spex:federatesWith ?s }") == [(NamedNode(service),)]
    everywhere = rows(describe_catalogue(CATALOGUE, BASE), "SELECT DISTINCT ?s { ?q spex:federatesWith ?s }")
    assert {found.value for (found,) in everywhere} == {s for saved in CATALOGUE for s in saved.services}


@pytest.mark.parametrize(
    ("base", "graph", "parameter"),
    [
        (BASE, f"{BASE}sparql/.well-known/sparql-examples", f"{BASE}id/query/one#word"),
        ("http://h/x#", "http://h/x/sparql/.well-known/sparql-examples", "http://h/x#id/query/one/word"),
    ],
)
def test_names_are_made_from_the_base(base: str, graph: str, parameter: str) -> None:
    names = Names(base)
    assert names.graph.value == graph
    assert names.parameter("one", "word").value == parameter


def test_the_graph_is_the_same_each_time_and_another_one_once_a_query_changes() -> None:
    group = Group("g", Text("กลุ่ม", "Group"), Text("คำ", "Words"))
    saved = replace(with_all_types(), group="g")
    name, quads = examples_graph(Catalogue([saved], [group]), BASE)
    assert examples_graph(Catalogue([saved], [group]), BASE) == (name, quads)
    assert {quad.graph_name for quad in quads} == {name}
    changed = replace(saved, title=Text("อื่น", "Other"))
    assert examples_graph(Catalogue([changed], [group]), BASE)[1] != quads


def test_the_stored_quads_are_the_statements_of_the_file(triples: list[Triple]) -> None:
    assert named(NamedNode(f"{BASE}sparql/.well-known/sparql-examples"), triples) == examples_graph(CATALOGUE, BASE)


def test_every_text_runs_as_it_stands_in_the_graph(triples: list[Triple]) -> None:
    found = rows(
        triples, "SELECT ?text { ?q a sh:SPARQLExecutable ; sh:select|sh:ask|sh:construct|spex:describe ?text }"
    )
    for (text,) in found:
        if "SERVICE" not in text.value and "text:query" not in text.value:
            Store().query(text.value)
        assert prologue(text.value).form

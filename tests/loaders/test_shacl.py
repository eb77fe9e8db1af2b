"""phaen's own validation gives just the findings of pySHACL, on sound graphs and on spoilt ones."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import Any

import pyshacl
import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, parse
from rdflib import SH, Graph
from rdflib.plugins.sparql import processor
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery

from phaen.loaders.errors import ShapesError
from phaen.loaders.extract import read_plan
from phaen.loaders.formats.plain import read
from phaen.loaders.graph.mapping import Run, map_reading
from phaen.loaders.model import Context, Document
from phaen.loaders.shacl.data import Data, Term
from phaen.loaders.shacl.findings import Finding, Severity
from phaen.loaders.shacl.shapes import compile_shapes
from phaen.loaders.validation import check, validate
from phaen.ontology.assets import shapes_turtle
from phaen.ontology.identifiers import Identifiers

BASE = "https://w3id.org/phaen/"
XSD = "http://www.w3.org/2001/XMLSchema#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
TEXT = """แผนพัฒนาท้องถิ่น พ.ศ. 2566 - 2570 ของเทศบาลตำบลป่าซาง จังหวัดลำพูน
วิสัยทัศน์
"ป่าซางเมืองน่าอยู่ ประชาชนมีส่วนร่วม"
ประเด็นยุทธศาสตร์ที่ ๑ ด้านโครงสร้างพื้นฐาน
กลยุทธ์
๑. ก่อสร้างและบำรุงรักษาถนน
๒. พัฒนาแหล่งน้ำ
"""


@pytest.fixture(scope="module", autouse=True)
def _queries_parsed_once() -> Iterator[None]:
    """Have rdflib read each query of a shape once: that is two thirds of what the reference does for one plan."""
    known = dict[object, Any]()

    def translated(text: str, base: str | None, names: Mapping[str, Any] | None) -> Any:  # noqa: ANN401 - rdflib's
        key = text, base, tuple(sorted((names or {}).items()))
        if key not in known:
            known[key] = translateQuery(parseQuery(text), base, names)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(processor, "parseQuery", lambda text: text)
        patch.setattr(processor, "translateQuery", translated)
        yield


def quads_of(text: str) -> list[Quad]:
    content = read(text.encode(), "plan.txt")
    document = Document("plan.txt", "a" * 64, "text/plain", content.text, content.encoding)
    now = datetime(2026, 11, 21, tzinfo=UTC)
    graphs = map_reading(read_plan(document, Context()), Run("a" * 16, "b" * 16, now, now), Identifiers(BASE))
    return sorted((quad for quads in graphs.quads.values() for quad in quads), key=str)


SOUND = quads_of(TEXT)
# The sample of the ontology's tests holds every class and property: projects and their budgets too.
SAMPLE = sorted(parse(path=Path(__file__).parents[1] / "ontology" / "sample.ttl"), key=str)
SUBJECTS = sorted({quad.subject for quad in (*SOUND, *SAMPLE)}, key=str)
PREDICATES = sorted({quad.predicate for quad in (*SOUND, *SAMPLE)}, key=str)
CLASSES = sorted({q.object for q in (*SOUND, *SAMPLE) if q.predicate.value.endswith("#type")}, key=str)
LITERALS = [
    *(Literal(text) for text in ("", "x", "๑", "1.1", "ก" * 64, "a" * 64)),
    *(Literal("ชื่อ", language=language) for language in ("th", "en", "en-GB", "fr")),
    *(Literal(number) for number in (0, 1, 7, 2566, 2571, 9_999)),
    *(Literal(value, datatype=NamedNode(f"{XSD}decimal")) for value in ("0.5", "1.5", "-0.1")),
    Literal("2026-11-21", datatype=NamedNode(f"{XSD}date")),
    Literal(True),  # noqa: FBT003 - a literal of RDF
    Literal(2.5),
    Literal("7", datatype=NamedNode(f"{XSD}nonNegativeInteger")),
]
TERMS: list[Term] = [*SUBJECTS, *CLASSES, *LITERALS, NamedNode("https://example.org/elsewhere")]
Change = Callable[[list[Quad]], list[Quad]]


def drop(place: int) -> Change:
    return lambda quads: quads[: place % len(quads)] + quads[place % len(quads) + 1 :]


def put(place: int, value: Term) -> Change:
    def change(quads: list[Quad]) -> list[Quad]:
        old = quads[place % len(quads)]
        return [*drop(place)(quads), Quad(old.subject, old.predicate, value, old.graph_name)]

    return change


def add(place: int, value: Term) -> Change:
    def change(quads: list[Quad]) -> list[Quad]:
        old = quads[place % len(quads)]
        return [*quads, Quad(old.subject, old.predicate, value, old.graph_name)]

    return change


def say(subject: Term, predicate: NamedNode, value: Term) -> Change:
    return lambda quads: [*quads, Quad(subject, predicate, value, quads[0].graph_name)]  # type: ignore[arg-type]


places, terms = st.integers(0, len(SAMPLE) - 1), st.sampled_from(TERMS)
changes = st.one_of(
    st.builds(drop, places),
    st.builds(put, places, terms),
    st.builds(add, places, terms),
    st.builds(say, st.sampled_from(SUBJECTS), st.sampled_from(PREDICATES), terms),
)


def test_a_sound_plan_has_no_findings() -> None:
    assert len(SOUND) > 100
    assert check(SOUND) == []
    assert validate(SOUND) == []
    assert check(SAMPLE) == validate(SAMPLE)


@settings(max_examples=40, deadline=None)
@given(st.booleans(), st.lists(changes, min_size=1, max_size=6))
def test_any_spoilt_plan_gives_the_findings_of_the_reference(sample: bool, spoiling: list[Change]) -> None:  # noqa: FBT001
    quads = SAMPLE if sample else SOUND
    for change in spoiling:
        quads = change(quads)
    try:
        expected = validate(quads)
    except TypeError:
        reject()  # rdflib's SUBSTR cannot stand an offset that is a fraction
    assert check(quads) == expected


def test_a_plan_without_any_one_property_gives_the_findings_of_the_reference() -> None:
    found = 0
    for predicate in PREDICATES:
        quads = [quad for quad in SOUND if quad.predicate != predicate]
        findings = check(quads)
        assert findings == validate(quads)
        found += bool(findings)
    assert found > 15


# What the reference cannot stand: it raises, or compares by an order of its own what SPARQL does not compare.
@pytest.mark.parametrize(
    ("predicate", "value"),
    [
        ("http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#beginIndex", BlankNode("b")),
        ("http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#beginIndex", Literal(-1)),
        ("http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#beginIndex", Literal(0.5)),
        (f"{BASE}ontology#periodFrom", Literal("x", datatype=NamedNode(f"{XSD}integer"))),
        (f"{BASE}ontology#confidence", Literal("x", datatype=NamedNode(f"{XSD}decimal"))),
        (f"{BASE}ontology#confidence", Literal("NaN", datatype=NamedNode(f"{XSD}double"))),
        (f"{BASE}ontology#verbatimText", BlankNode("b")),
        (f"{BASE}ontology#periodTo", Literal("2570", datatype=NamedNode("https://example.org/year"))),
    ],
)
def test_a_value_that_is_no_value_of_its_property_is_found(predicate: str, value: Literal | BlankNode) -> None:
    place = next(place for place, quad in enumerate(SOUND) if quad.predicate.value == predicate)
    bad = [finding for finding in check(put(place, value)(SOUND)) if finding.severity is Severity.VIOLATION]
    assert predicate in {finding.path for finding in bad}
    assert value.value in {finding.value for finding in bad}


# --- constructs by themselves -----------------------------------------------------------------------------------------

SHAPE = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <https://e.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
e:Shape a sh:NodeShape ; sh:targetClass e:Thing ; sh:message "whole"@en ; %s
e:Plain a sh:NodeShape ; sh:property [ sh:path e:name ; sh:minCount 1 ; sh:message "no name"@en ] .
"""
DATA = """
@prefix e: <https://e.org/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
e:Special rdfs:subClassOf e:Narrow . e:Narrow rdfs:subClassOf e:Thing .
e:one a e:Thing ; e:p 1, 5, "five", "ห้า"@th, "ห้าห้า"@th, "six"@en-GB, e:two ;
    e:s true, "x" ; e:q 3, e:two ; e:name "one" .
e:two a e:Special ; e:p 2.5, "long enough" ; e:s "2026-11-21"^^xsd:date ; e:q 2.5 ; e:r e:one .
e:three a e:Thing ; e:p 7e0 ; e:q 9 ; e:name "three" ; e:r e:two, e:one .
"""
CONSTRUCTS = [
    "sh:minCount 2",
    "sh:maxCount 2",
    "sh:hasValue 5 , true",
    'sh:in ( 1 5 "five" e:two )',
    "sh:class e:Thing",
    "sh:class e:Narrow , e:Thing",
    *(f"sh:datatype xsd:{name}" for name in ("integer", "decimal", "string", "boolean", "date")),
    *(f"sh:nodeKind sh:{name}" for name in ("IRI", "Literal", "BlankNode", "BlankNodeOrIRI", "IRIOrLiteral")),
    "sh:minLength 5",
    "sh:maxLength 4",
    'sh:pattern "^[a-z ]+$"',
    'sh:languageIn ( "th" "en" )',
    "sh:uniqueLang true",
    "sh:uniqueLang false",
    "sh:equals e:q",
    "sh:node e:Plain",
    "sh:not e:Plain",
    "sh:not [ sh:datatype xsd:integer ]",
    "sh:or ( [ sh:datatype xsd:integer ] [ sh:class e:Thing ] )",
    "sh:xone ( [ sh:minInclusive 3 ] [ sh:datatype xsd:integer ] )",
    "sh:and ( [ sh:minInclusive 3 ] [ sh:datatype xsd:integer ] )",
]
# The reference puts dates and truth values into one order with numbers; the standard does not compare them.
RANGES = [
    *(
        f"sh:{side}{kind} {bound}"
        for side in ("min", "max")
        for kind in ("Inclusive", "Exclusive")
        for bound in (5, 2.5)
    ),
    "sh:lessThan e:q",
    "sh:lessThanOrEquals e:q",
]
PATHS = ("e:p", "e:s", "[ sh:inversePath e:r ]")
CASES = [*product(CONSTRUCTS, PATHS), *product(RANGES, ("e:p", "[ sh:inversePath e:r ]"))]


def reference(shapes: str) -> set[tuple[str, str | None]]:
    _, report, _ = pyshacl.validate(Graph().parse(data=DATA), shacl_graph=Graph().parse(data=shapes))
    results = list(report.objects(None, SH.result))
    return {
        (str(report.value(r, SH.focusNode)), None if (v := report.value(r, SH.value)) is None else str(v))
        for r in results
    }


def ours(shapes: str) -> set[tuple[str, str | None]]:
    data = Data(parse(DATA, format=RdfFormat.TURTLE), frozenset(map(NamedNode, ("https://e.org/p", "https://e.org/q"))))
    return {(f.focus, f.value) for shape in compile_shapes(shapes) for f in shape.findings(data)}


@pytest.mark.parametrize(("construct", "path"), CASES)
def test_each_construct_finds_what_the_reference_finds(construct: str, path: str) -> None:
    shapes = SHAPE % f'sh:property [ sh:path {path} ; sh:message "part"@en ; {construct} ] .'
    # rdflib writes numbers anew: 2.5 and 7.0 for 7e0.
    assert {(f, "7.0" if v == "7e0" else v) for f, v in ours(shapes)} == reference(shapes)


@pytest.mark.parametrize(
    "construct", ["sh:node e:Plain", "sh:not e:Plain", "sh:class e:Narrow", "sh:nodeKind sh:Literal"]
)
def test_constructs_of_a_whole_node_find_what_the_reference_finds(construct: str) -> None:
    found = ours(SHAPE % f"{construct} .")
    assert found == reference(SHAPE % f"{construct} .")
    assert found


@pytest.mark.parametrize(
    "target", ["targetSubjectsOf e:r", "targetObjectsOf e:r", "targetNode e:one , e:nobody", "targetClass e:Narrow"]
)
def test_each_kind_of_target_finds_what_the_reference_finds(target: str) -> None:
    shapes = SHAPE.replace("targetClass e:Thing", target) % "sh:property [ sh:path e:p ; sh:minCount 4 ] ."
    found = ours(shapes)
    assert found == reference(shapes)
    assert found


@pytest.mark.parametrize(
    ("construct", "named"),
    [
        ("sh:disjoint e:q", "disjoint"),
        ("sh:closed true", "closed"),
        ('sh:pattern "a" ; sh:flags "i"', "flags"),
        ("sh:deactivated true", "deactivated"),
        ("sh:datatype xsd:duration", "duration"),
        ("sh:minInclusive 'a'", "bounds the values"),
        ("sh:class 'a'", "where an IRI must stand"),
        ("sh:property [ sh:path ( e:p e:q ) ; sh:minCount 1 ]", "neither a property nor the inverse"),
        ('sh:sparql [ sh:ask "ASK {}" ]', "no sh:select"),
        ('sh:sparql [ sh:select "SELECT $this { $this ?property ?value }" ]', "variable in the place of a property"),
    ],
)
def test_what_is_not_known_is_refused(construct: str, named: str) -> None:
    with pytest.raises(ShapesError, match=named):
        compile_shapes(SHAPE % f"{construct} .")


def test_a_query_of_a_shape_fills_its_message() -> None:
    select = "SELECT $this ?value { $this <https://e.org/p> ?value FILTER (isLiteral(?value) && ?value = 5) }"
    shapes = compile_shapes(
        SHAPE % f"""sh:sparql [ sh:select "{select}" ; sh:message "{{$this}} has {{?value}}"@en ] ."""
    )
    data = Data(parse(DATA, format=RdfFormat.TURTLE), frozenset([NamedNode("https://e.org/p")]))
    assert [finding for shape in shapes for finding in shape.findings(data)] == [
        Finding(Severity.VIOLATION, "https://e.org/one", None, "5", "https://e.org/one has 5")
    ]


def test_the_shapes_of_the_ontology_are_all_known_and_say_what_is_wrong_in_english() -> None:
    compiled = [shape for shape in compile_shapes(shapes_turtle()) if shape.targets]
    assert len(compiled) > 15
    said = [shape.message for node in compiled for shape in (node, *node.properties) if shape.constraints]
    assert all(said)

"""Each shape lets good data pass and catches what it is there for."""

import time
from dataclasses import dataclass
from functools import cache

import pyshacl
import pytest
from rdflib import RDF, SH, BNode, Graph, Literal, Namespace, URIRef

SHAPE = Namespace("https://w3id.org/phaen/shapes#")
PREFIXES = """
PREFIX phaen: <https://w3id.org/phaen/ontology#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX cv: <http://data.europa.eu/m8g/>
PREFIX schema: <https://schema.org/>
PREFIX nif: <http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX sd: <http://www.w3.org/ns/sparql-service-description#>
PREFIX programme: <https://w3id.org/phaen/vocab/programme/>
PREFIX qb: <http://purl.org/linked-data/cube#>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX sssom: <https://w3id.org/sssom/>
BASE <https://w3id.org/phaen/id/>
"""


@dataclass(frozen=True)
class Finding:
    shape: str
    path: str
    severity: str


def local(term: object) -> str:
    return str(term).replace("#", "/").rpartition("/")[2]


def path_name(graph: Graph, path: object) -> str:
    """Name the path of a property shape or a result: the property, with ``^`` before it if it is walked backwards."""
    backwards = graph.value(path, SH.inversePath) if isinstance(path, BNode) else None
    return f"^{local(backwards)}" if backwards else local(path or "")


def owner(shapes: Graph, source: object) -> str:
    """Name the node shape that a result comes from; its source may be a property shape or a constraint inside."""
    node = source if isinstance(source, URIRef) else next(shapes.subjects(SH.property, source))  # type: ignore[arg-type]
    return local(node)


def findings(data: Graph, shapes: Graph) -> set[Finding]:
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none", advanced=False)
    assert isinstance(report, Graph)
    return {
        Finding(
            owner(shapes, report.value(result, SH.sourceShape)),
            path_name(report, report.value(result, SH.resultPath)),
            local(report.value(result, SH.resultSeverity)),
        )
        for result in report.subjects(RDF.type, SH.ValidationResult)
    }


@cache
def one(shapes: Graph, name: str) -> Graph:
    """Take one shape with all that it is made of: to try a fault on all of them takes ten times as long."""
    graph = shapes.cbd(SHAPE[name])
    for constraint in set(graph.objects(None, SH.sparql)):
        graph += shapes.cbd(constraint)
    for declared in set(graph.objects(None, SH.prefixes)):
        graph += shapes.cbd(declared)
    return graph


def spoilt(sample: Graph, update: str) -> Graph:
    graph = Graph()
    graph += sample
    graph.update(PREFIXES + update)
    assert set(graph) != set(sample), "the update changed nothing"
    return graph


S1, G1 = "<plan/pao-51/undated/strategy/1>", "<plan/pao-51/undated/strategy/1/guideline/1.1>"
PLAN, ORG, DOC = "<plan/pao-51/undated>", "<organisation/pao-51>", "<document/aaaaaaaaaaaaaaaa>"
A51, A52 = "<attribution/pao-51/undated>", "<attribution/pao-52/undated>"
I52 = "<plan/pao-52/undated/strategy/1>"
SPAN = "<document/aaaaaaaaaaaaaaaa#offset_0_29>"
REST = "<document/aaaaaaaaaaaaaaaa#offset_208_211>"
J1 = "<plan/pao-51/undated/strategy/1/programme/1.1/project/1>"
Y1 = "<plan/pao-51/undated/strategy/1/programme/1.1/project/1/budget/2566>"
BUDGET = "<plan/pao-51/undated/budget>"
RUN = "<run/0123456789abcdef>"
SERVICE = "<service>"
ALIKE, CLUSTER, COMPARISON, CHANGE = "<similarity/1>", "<cluster/1>", "<comparison/1>", "<change/1>"
RUN2 = "<run/fedcba9876543210>"
LINK, REVIEW = f"{S1[:-1]}/link/sdg/9>", f"{S1[:-1]}/review/sdg/9>"
LIST = """<vocab/x> a skos:ConceptScheme ; dct:title "รายการ"@th ; dct:source "x" ; dct:license <licence> .
<vocab/x/1> a skos:Concept ; skos:inScheme <vocab/x> ; skos:notation "1" ; skos:prefLabel "หนึ่ง"@th, "One"@en .
<vocab/x/2> a skos:Concept ; skos:inScheme <vocab/x> ; skos:notation "2" ; skos:prefLabel "สอง"@th, "Two"@en ;
    skos:broader <vocab/x/1> ."""
LIMITS = (
    *("graphStore", "updateEndpoint", "allowedService"),
    *("timeLimit", "memoryLimit", "rowLimit", "bodyLimit"),
)
TEXTS = ("objective", "output", "outcome", "responsibleUnit")


def drop(subject: str, predicate: str) -> str:
    return f"DELETE WHERE {{ {subject} {predicate} ?o }}"


def put(subject: str, predicate: str, value: str) -> str:
    pattern = f"{{ {subject} {predicate} ?o }}"
    return f"DELETE {pattern} INSERT {{ {subject} {predicate} {value} }} WHERE {pattern}"


def add(subject: str, predicate: str, value: str) -> str:
    return f"INSERT DATA {{ {subject} {predicate} {value} }}"


def listed(old: str, new: str) -> str:
    """Add a code list in which one thing was changed."""
    assert old in LIST
    return f"INSERT DATA {{ {LIST.replace(old, new, 1)} }}"


def untype(subject: str, cls: str) -> str:
    return f"DELETE DATA {{ {subject} a {cls} }}"


# shape, path, severity, update
PLANTED = [
    ("OrganisationTypes", "type", "Violation", untype(ORG, "cv:PublicOrganisation")),
    ("OrganisationTypes", "type", "Violation", untype(ORG, "org:Organization")),
    ("OrganisationTypes", "type", "Violation", untype(ORG, "org:FormalOrganization")),
    ("Organisation", "prefLabel", "Violation", drop(ORG, "skos:prefLabel")),
    ("Organisation", "prefLabel", "Violation", add(ORG, "skos:prefLabel", '"อบจ.ลำพูน"@th')),
    ("Organisation", "classification", "Violation", drop(ORG, "org:classification")),
    ("Organisation", "classification", "Violation", put(ORG, "org:classification", '"pao"')),
    ("Organisation", "spatial", "Violation", put(ORG, "dct:spatial", '"ลำพูน"@th')),
    ("Organisation", "areaCode", "Violation", add(ORG, "phaen:areaCode", '"510"')),
    ("Organisation", "hasPlan", "Violation", put(ORG, "phaen:hasPlan", DOC)),
    ("Plan", "^hasPlan", "Violation", drop(ORG, "phaen:hasPlan")),
    ("Plan", "^hasPlan", "Violation", drop(PLAN, "phaen:planOf")),
    ("Plan", "^hasPlan", "Violation", add("<organisation/pao-52>", "phaen:hasPlan", PLAN)),
    ("PlanTypes", "type", "Violation", untype(PLAN, "prov:Entity")),
    ("Plan", "prefLabel", "Violation", put(PLAN, "skos:prefLabel", '"แผน"')),
    ("Plan", "planOf", "Warning", drop(PLAN, "phaen:planOf")),
    ("Plan", "planOf", "Violation", add(PLAN, "phaen:planOf", "<organisation/pao-52>")),
    ("Plan", "planOf", "Violation", put(PLAN, "phaen:planOf", DOC)),
    ("Plan", "wasDerivedFrom", "Violation", drop(PLAN, "prov:wasDerivedFrom")),
    ("Plan", "periodFrom", "Violation", put(PLAN, "phaen:periodFrom", "2571")),
    ("Plan", "periodFrom", "Violation", put(PLAN, "phaen:periodFrom", "2023")),
    ("Plan", "periodTo", "Violation", put(PLAN, "phaen:periodTo", '"2570"')),
    ("Plan", "amendmentKind", "Violation", add(PLAN, "phaen:amendmentKind", '"แก้ไข"')),
    ("Plan", "amendmentNumber", "Violation", add(PLAN, "phaen:amendmentNumber", "0")),
    ("Plan", "amendmentYear", "Violation", add(PLAN, "phaen:amendmentYear", "2023")),
    ("KindTypes", "type", "Violation", untype(S1, "phaen:PlanElement")),
    ("StrategicIssueTypes", "type", "Violation", untype(I52, "phaen:Strategy")),
    ("ApproachTypes", "type", "Violation", untype(G1, "phaen:Approach")),
    ("ElementKind", "", "Violation", add(S1, "a", "phaen:Mission")),
    ("ElementKind", "", "Violation", untype(S1, "phaen:Strategy")),
    ("PlanElement", "partOfPlan", "Violation", drop(S1, "phaen:partOfPlan")),
    ("PlanElement", "isPartOf", "Violation", put(S1, "dct:isPartOf", "<plan/pao-52/undated>")),
    ("PlanElement", "prefLabel", "Violation", drop(S1, "skos:prefLabel")),
    ("PlanElement", "position", "Violation", put(S1, "schema:position", "0")),
    ("PlanElement", "position", "Violation", put(S1, "schema:position", '"1"')),
    ("PlanElement", "verbatimText", "Violation", drop(S1, "phaen:verbatimText")),
    ("PlanElement", "printedNumber", "Violation", add(S1, "phaen:printedNumber", '"๑"')),
    ("PlanElement", "notation", "Violation", put(S1, "skos:notation", '"๑"')),
    ("PlanElement", "explanation", "Violation", add(S1, "phaen:explanation", '"คำอธิบาย"')),
    ("PlanElement", "sourceTerm", "Violation", put(S1, "phaen:sourceTerm", '"ยุทธศาสตร์"')),
    ("PlanElement", "confidence", "Violation", put(S1, "phaen:confidence", "1.5")),
    ("PlanElement", "confidence", "Violation", put(S1, "phaen:confidence", "1.0e0")),
    ("PlanElement", "hasEvidence", "Violation", drop(S1, "phaen:hasEvidence")),
    ("PlanElement", "wasQuotedFrom", "Violation", put(S1, "prov:wasQuotedFrom", PLAN)),
    ("PlanElement", "parentElement", "Violation", put(G1, "phaen:parentElement", PLAN)),
    ("PlanElement", "ancestorElement", "Violation", add(G1, "phaen:ancestorElement", PLAN)),
    ("PlanElement", "programme", "Violation", put(G1, "phaen:programme", '"แผนงานการศึกษา"')),
    ("PlanAudit", "", "Violation", put(S1, "phaen:verbatimText", '"ด้านถนนหนทาง"')),
    ("PlanAudit", "", "Violation", drop(G1, "phaen:ancestorElement")),
    ("PlanAudit", "", "Violation", add(S1, "phaen:ancestorElement", S1)),
    ("PlanAudit", "", "Violation", add(G1, "phaen:ancestorElement", I52)),
    (
        "UnderSomething",
        "parentElement",
        "Warning",
        f"DELETE {{ {G1} ?p ?o }} WHERE {{ {G1} ?p ?o FILTER (?p IN (phaen:parentElement, phaen:ancestorElement)) }}",
    ),
    *[("Details", name, "Violation", put(J1, f"phaen:{name}", '"ไม่มีภาษา"')) for name in TEXTS],
    *[("Details", f"{name}Evidence", "Violation", put(J1, f"phaen:{name}Evidence", PLAN)) for name in TEXTS],
    *[("PlanAudit", "", "Violation", drop(J1, f"phaen:{name}Evidence")) for name in (*TEXTS, "totalBudget")],
    ("Details", "totalBudget", "Violation", put(J1, "phaen:totalBudget", '"900,000"')),
    ("Details", "totalBudget", "Violation", add(J1, "phaen:totalBudget", "1.0")),
    ("Details", "totalBudgetEvidence", "Violation", put(J1, "phaen:totalBudgetEvidence", DOC)),
    ("BudgetAllocation", "type", "Violation", untype(Y1, "qb:Observation")),
    ("BudgetAllocation", "dataSet", "Violation", drop(Y1, "qb:dataSet")),
    ("BudgetAllocation", "allocationOf", "Violation", put(Y1, "phaen:allocationOf", PLAN)),
    ("BudgetAllocation", "fiscalYear", "Violation", put(Y1, "phaen:fiscalYear", "2023")),
    ("BudgetAllocation", "fiscalYear", "Violation", drop(Y1, "phaen:fiscalYear")),
    ("BudgetAllocation", "amount", "Violation", put(Y1, "phaen:amount", "500000")),
    ("BudgetAllocation", "amount", "Violation", put(Y1, "phaen:amount", "0.0")),
    ("BudgetAllocation", "hasEvidence", "Violation", drop(Y1, "phaen:hasEvidence")),
    ("Budget", "structure", "Violation", put(BUDGET, "qb:structure", PLAN)),
    ("Budget", "currency", "Violation", put(BUDGET, "phaen:currency", '"บาท"')),
    ("Budget", "isPartOf", "Violation", drop(BUDGET, "dct:isPartOf")),
    (
        "PlanAudit",
        "",
        "Violation",
        add(f"{J1[:-1]}/budget/other>", "phaen:allocationOf", f"{J1} ; phaen:fiscalYear 2566 ; qb:dataSet {BUDGET}"),
    ),
    ("PlanAudit", "", "Violation", put(BUDGET, "dct:isPartOf", "<plan/pao-52/undated>")),
    ("SourceDocumentTypes", "type", "Violation", untype(DOC, "nif:String")),
    ("SourceDocument", "isString", "Violation", drop(DOC, "nif:isString")),
    ("SourceDocument", "sha256", "Violation", put(DOC, "phaen:sha256", f'"{"A" * 64}"')),
    ("SourceDocument", "fileName", "Violation", put(DOC, "phaen:fileName", '""')),
    ("SourceDocument", "retrieved", "Violation", put(DOC, "phaen:retrieved", '"21 พ.ย. 2569"')),
    ("SourceDocument", "title", "Violation", add(DOC, "dct:title", '"อีกชื่อ"@th')),
    ("SourceDocument", "source", "Violation", put(DOC, "dct:source", '"http://example.org/"')),
    ("SourceDocument", "license", "Violation", add(DOC, "dct:license", '"CC BY"')),
    ("TextSpanTypes", "type", "Violation", untype(SPAN, "oa:SpecificResource")),
    ("TextSpan", "referenceContext", "Violation", put(SPAN, "nif:referenceContext", PLAN)),
    ("TextSpan", "hasSource", "Violation", drop(SPAN, "oa:hasSource")),
    ("TextSpan", "beginIndex", "Violation", put(SPAN, "nif:beginIndex", "29")),
    ("TextSpan", "beginIndex", "Violation", put(SPAN, "nif:beginIndex", "-1")),
    ("TextSpan", "endIndex", "Violation", drop(SPAN, "nif:endIndex")),
    ("TextSpan", "anchorOf", "Violation", drop(SPAN, "nif:anchorOf")),
    ("TextSpan", "extractionRule", "Warning", drop(SPAN, "phaen:extractionRule")),
    ("TextSpan", "extractionRule", "Violation", put(SPAN, "phaen:extractionRule", '"organisation-named"@en')),
    ("SourceDocument", "coverage", "Violation", put(DOC, "phaen:coverage", "1.01")),
    ("SourceDocument", "coverage", "Violation", add(DOC, "phaen:coverage", "0.5")),
    ("UnclaimedTextTypes", "type", "Violation", untype(REST, "nif:String")),
    ("UnclaimedText", "referenceContext", "Violation", put(REST, "nif:referenceContext", PLAN)),
    ("UnclaimedText", "beginIndex", "Violation", put(REST, "nif:beginIndex", "211")),
    ("UnclaimedText", "endIndex", "Violation", drop(REST, "nif:endIndex")),
    ("UnclaimedText", "unclaimedReason", "Violation", drop(REST, "phaen:unclaimedReason")),
    ("UnclaimedText", "unclaimedReason", "Violation", put(REST, "phaen:unclaimedReason", '"total"')),
    ("Run", "sourceKey", "Violation", add(RUN, "phaen:sourceKey", '"other"')),
    *[("Service", name, "Violation", add(SERVICE, f"a sd:Service ; phaen:{name}", '"x"')) for name in LIMITS],
    ("DocumentAudit", "", "Violation", put(SPAN, "nif:anchorOf", '"องค์การบริหารส่วนจังหวัดลำปาง"')),
    ("DocumentAudit", "", "Violation", put(SPAN, "nif:endIndex", "30")),
    ("DocumentAudit", "", "Violation", put(REST, "nif:endIndex", "234")),
    ("Attribution", "attributedPlan", "Violation", drop(A51, "phaen:attributedPlan")),
    ("Attribution", "attributedOrganisation", "Violation", put(A51, "phaen:attributedOrganisation", PLAN)),
    ("Attribution", "asserted", "Violation", put(A51, "phaen:asserted", '"yes"')),
    ("Attribution", "confidence", "Violation", put(A51, "phaen:confidence", "1.01")),
    ("Attribution", "justification", "Violation", put(A52, "phaen:justification", '""')),
    ("Similarity", "comparedStatement", "Violation", add(ALIKE, "phaen:comparedStatement", G1)),
    ("Similarity", "score", "Violation", put(ALIKE, "phaen:score", "1.5")),
    ("Similar", "^similarTo", "Violation", drop(I52, "phaen:similarTo")),
    ("Cluster", "prefLabel", "Violation", put(CLUSTER, "skos:prefLabel", '"road"@en')),
    ("Cluster", "statementCount", "Violation", put(CLUSTER, "phaen:statementCount", "1")),
    ("Cluster", "organisationCount", "Violation", put(CLUSTER, "phaen:organisationCount", "3")),
    ("Cluster", "^inCluster", "Violation", drop(I52, "phaen:inCluster")),
    ("ClusterMember", "inCluster", "Violation", add(S1, "phaen:inCluster", PLAN)),
    ("Threshold", "threshold", "Violation", put(RUN2, "phaen:threshold", "1.5")),
    ("SnapshotName", "snapshot", "Violation", put(RUN2, "phaen:snapshot", "2026")),
    ("Comparison", "formerVersion", "Violation", drop(COMPARISON, "phaen:formerVersion")),
    ("Comparison", "laterVersion", "Violation", add(COMPARISON, "phaen:laterVersion", DOC)),
    ("Change", "inComparison", "Violation", put(CHANGE, "phaen:inComparison", PLAN)),
    ("Change", "changeKind", "Violation", put(CHANGE, "phaen:changeKind", '"แก้"')),
    ("Change", "formerVersion", "Violation", put(CHANGE, "phaen:formerVersion", '"strategy/1"')),
    ("Change", "laterVersion", "Violation", add(CHANGE, "phaen:laterVersion", DOC)),
    ("Change", "score", "Violation", put(CHANGE, "phaen:score", "1.5")),
    ("AttributionGrounds", "", "Violation", drop(A51, "phaen:hasEvidence")),
    ("AttributionGrounds", "", "Violation", drop(A52, "phaen:justification")),
    *[
        ("Linked", name, "Violation", add(S1, f"phaen:{name}", '"9"'))
        for name in ("serves", "classifiedAs", "mentions")
    ],
    ("Link", "annotatedSource", "Violation", put(LINK, "owl:annotatedSource", PLAN)),
    ("Link", "annotatedProperty", "Violation", put(LINK, "owl:annotatedProperty", "phaen:partOfPlan")),
    ("Link", "annotatedTarget", "Violation", drop(LINK, "owl:annotatedTarget")),
    ("Link", "mapping_justification", "Violation", drop(LINK, "sssom:mapping_justification")),
    ("Link", "confidence", "Violation", put(LINK, "sssom:confidence", "1.2")),
    ("Link", "because", "Violation", put(LINK, "phaen:because", '"ถนน"@th')),
    ("Link", "inLinkSet", "Violation", drop(LINK, "phaen:inLinkSet")),
    ("LinkReview", "annotatedSource", "Violation", drop(REVIEW, "owl:annotatedSource")),
    ("LinkReview", "annotatedTarget", "Violation", put(REVIEW, "owl:annotatedTarget", '"9"')),
    ("LinkReview", "verdict", "Violation", put(REVIEW, "phaen:verdict", '"perhaps"')),
    ("LinkReview", "review_date", "Violation", put(REVIEW, "sssom:review_date", '"20 พ.ย. 2569"')),
    ("LinkReview", "subject_label", "Violation", drop(REVIEW, "sssom:subject_label")),
    ("CodeList", "title", "Violation", listed('dct:title "รายการ"@th ;', "")),
    ("CodeList", "license", "Warning", listed("dct:license <licence>", 'dct:source "y"')),
    ("CodeList", "source", "Warning", listed('dct:source "x" ;', "")),
    ("Concept", "prefLabel", "Violation", listed('; skos:prefLabel "หนึ่ง"@th, "One"@en', "")),
    ("Concept", "prefLabel", "Violation", listed('"One"@en', '"Eins"@th')),
    ("Concept", "prefLabel", "Warning", listed(', "One"@en', "")),
    ("Concept", "inScheme", "Violation", listed("skos:inScheme <vocab/x> ;", "")),
    ("Concept", "notation", "Violation", listed('skos:notation "1"', "skos:notation <vocab/x/1>")),
    ("Concept", "broader", "Violation", listed("skos:broader <vocab/x/1>", 'skos:broader "1"')),
    ("CodeListAudit", "", "Violation", listed('skos:notation "1"', 'skos:broader <vocab/x/2> ; skos:notation "1"')),
    ("CodeListAudit", "", "Violation", listed('skos:notation "1"', "skos:broader <vocab/x/1>")),
    ("CodeListAudit", "", "Violation", listed('skos:notation "2"', 'skos:notation "1"')),
]


@pytest.mark.parametrize(
    ("shape", "path", "severity", "update"),
    PLANTED,
    ids=[f"{shape}-{path or 'node'}-{number}" for number, (shape, path, _, _) in enumerate(PLANTED)],
)
def test_a_planted_fault_is_found(
    shape: str, path: str, severity: str, update: str, sample: Graph, shapes: Graph
) -> None:
    assert Finding(shape, path, severity) in findings(spoilt(sample, update), one(shapes, shape))


def test_the_good_sample_conforms_and_quickly(sample: Graph, shapes: Graph) -> None:
    start = time.monotonic()
    assert findings(sample, shapes) == set()
    assert time.monotonic() - start < 5


def test_a_sound_code_list_conforms(sample: Graph, shapes: Graph) -> None:
    assert findings(spoilt(sample, f"INSERT DATA {{ {LIST} }}"), shapes) == set()


def test_the_shapes_are_valid_shacl(sample: Graph, shapes: Graph) -> None:
    conforms, _, text = pyshacl.validate(sample, shacl_graph=shapes, meta_shacl=True, inference="none")
    assert conforms, text


def test_a_plan_of_no_known_organisation_is_only_a_warning(sample: Graph, shapes: Graph) -> None:
    update = f"DELETE {{ {A51} ?p ?o . {PLAN} phaen:planOf {ORG} . {ORG} ?q ?v }} WHERE {{ {A51} ?p ?o . {ORG} ?q ?v }}"
    assert {finding.severity for finding in findings(spoilt(sample, update), shapes)} == {"Warning"}


HOSPITAL = "<organisation/hospital-51-ลำพูน>"
HOSPITAL_TRIPLES = f"""INSERT DATA {{ {HOSPITAL} a org:FormalOrganization, org:Organization, cv:PublicOrganisation ;
    skos:prefLabel "โรงพยาบาลลำพูน"@th ;
    org:classification <https://w3id.org/phaen/vocab/authority-type/hospital> ;
    dct:spatial <https://w3id.org/phaen/vocab/province/51> }}"""


@pytest.mark.parametrize(
    ("shape", "path", "update"),
    [
        ("OrganisationTypes", "type", untype(HOSPITAL, "cv:PublicOrganisation")),
        ("Organisation", "prefLabel", drop(HOSPITAL, "skos:prefLabel")),
        ("Organisation", "classification", drop(HOSPITAL, "org:classification")),
        ("Organisation", "spatial", put(HOSPITAL, "dct:spatial", '"ลำพูน"@th')),
        ("Organisation", "hasPlan", add(HOSPITAL, "phaen:hasPlan", DOC)),
    ],
)
def test_an_owner_that_is_no_local_authority_is_held_to_the_same(
    shape: str, path: str, update: str, sample: Graph, shapes: Graph
) -> None:
    assert findings(spoilt(sample, HOSPITAL_TRIPLES), shapes) == set()
    found = findings(spoilt(spoilt(sample, HOSPITAL_TRIPLES), update), shapes)
    assert found == {Finding(shape, path, "Violation")}


def test_missing_types_are_found_although_the_ontology_lies_beside_the_data(
    sample: Graph, ontology: Graph, shapes: Graph
) -> None:
    assert findings(sample + ontology, shapes) == set()
    data = spoilt(sample, untype(G1, "phaen:Approach")) + ontology
    assert Finding("ApproachTypes", "type", "Violation") in findings(data, shapes)


def test_every_property_shape_and_every_node_shape_has_a_test(shapes: Graph) -> None:
    wanted = set()
    for shape in shapes.subjects(RDF.type, SH.NodeShape):
        paths = {path_name(shapes, shapes.value(part, SH.path)) for part in shapes.objects(shape, SH.property)}
        wanted |= {(local(shape), path) for path in paths or {""}}
        wanted |= {(local(shape), "") for _ in shapes.objects(shape, SH.sparql)}
    assert wanted == {(shape, path) for shape, path, _, _ in PLANTED}


def test_every_shape_says_what_is_wrong_in_both_languages_and_how_bad_it_is(shapes: Graph) -> None:
    parts = set(shapes.objects(None, SH.property)) | set(shapes.subjects(RDF.type, SH.SPARQLConstraint))
    top = {part for part in parts if (None, SH["or"], None) not in shapes or shapes.value(part, SH.message, any=True)}
    assert len(top) > 40
    for part in top:
        languages = sorted(
            text.language or "" for text in shapes.objects(part, SH.message) if isinstance(text, Literal)
        )
        assert languages == ["en", "th"]


def test_every_class_is_the_target_of_a_shape(ontology: Graph, shapes: Graph) -> None:
    classes = set(ontology.subjects(RDF.type, URIRef("http://www.w3.org/2002/07/owl#Class")))
    assert {local(cls) for cls in classes - set(shapes.objects(None, SH.targetClass))} == set()

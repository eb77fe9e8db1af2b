"""A small graph with the triples that a loaded plan has, made without the loader."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import pytest
from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, RdfFormat, Store

from phaen.queries.binding import bind
from phaen.queries.catalogue import Catalogue, load_catalogue
from tests.queries.linked import add_links
from tests.queries.money import MONEY
from tests.sparql.textindex import without_searches

BASE = "https://w3id.org/phaen/"
ID = f"{BASE}id/"
PREFIXES = {
    "phaen": f"{BASE}ontology#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dct": "http://purl.org/dc/terms/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "prov": "http://www.w3.org/ns/prov#",
    "org": "http://www.w3.org/ns/org#",
    "schema": "https://schema.org/",
    "oa": "http://www.w3.org/ns/oa#",
    "nif": "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
CODE_LISTS = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix province: <https://w3id.org/phaen/vocab/province/> .
@prefix region: <https://w3id.org/phaen/vocab/region/> .
@prefix authority: <https://w3id.org/phaen/vocab/authority-type/> .
province:10 skos:notation "10" ; skos:prefLabel "กรุงเทพมหานคร"@th, "Bangkok"@en ; skos:broader region:central .
province:50 skos:notation "50" ; skos:prefLabel "เชียงใหม่"@th, "Chiang Mai"@en ; skos:broader region:north .
province:51 skos:notation "51" ; skos:prefLabel "ลำพูน"@th, "Lamphun"@en ; skos:broader region:north .
province:52 skos:notation "52" ; skos:prefLabel "ลำปาง"@th, "Lampang"@en ; skos:broader region:north .
province:10 skos:inScheme <https://w3id.org/phaen/vocab/province> .
province:50 skos:inScheme <https://w3id.org/phaen/vocab/province> .
province:51 skos:inScheme <https://w3id.org/phaen/vocab/province> .
province:52 skos:inScheme <https://w3id.org/phaen/vocab/province> .
region:central skos:notation "central" ; skos:prefLabel "ภาคกลาง"@th, "Central"@en .
region:north skos:notation "north" ; skos:prefLabel "ภาคเหนือ"@th, "North"@en .
authority:pao skos:notation "pao" ; skos:prefLabel "องค์การบริหารส่วนจังหวัด"@th .
"""
SUPER_CLASSES = {
    "StrategicIssue": ["Strategy", "PlanElement"],
    "Guideline": ["Approach", "PlanElement"],
    "Tactic": ["Approach", "PlanElement"],
}

Rows = list[dict[str, str]]
Run = Callable[..., Rows]


def term(name: str) -> NamedNode:
    prefix, _, local = name.partition(":")
    return NamedNode(PREFIXES[prefix] + local)


def thai(text: str) -> Literal:
    return Literal(text, language="th")


@dataclass(frozen=True)
class Element:
    """A statement: its path below the plan, its class and what the document prints."""

    path: str
    cls: str
    label: str
    term: str
    number: str | None = None
    printed: str | None = None
    explanation: str | None = None
    parents: tuple[str, ...] = ()
    confidence: str = "1.0"
    rule: str = "labelled"

    @property
    def verbatim(self) -> str:
        return f"{self.label} ({self.explanation})" if self.explanation else self.label


@dataclass(frozen=True)
class Plan:
    """A plan edition of the PAO of a province."""

    code: str
    province: str
    elements: tuple[Element, ...]
    period: tuple[int, int] | None = None
    asserted: bool = True
    document_facts: Mapping[str, Literal | NamedNode] = field(default_factory=dict)

    @property
    def edition(self) -> str:
        return f"{self.period[0]}-{self.period[1]}" if self.period else "undated"

    @property
    def iri(self) -> NamedNode:
        return NamedNode(f"{ID}plan/pao-{self.code}/{self.edition}")

    @property
    def organisation(self) -> NamedNode:
        return NamedNode(f"{ID}organisation/pao-{self.code}")

    @property
    def document(self) -> NamedNode:
        return NamedNode(f"{ID}document/{self.code}{self.edition}")

    @property
    def text(self) -> str:
        return f"{self.heading}\n" + "\n".join(
            f"{element.printed or '-'} {element.verbatim}" for element in self.elements
        )

    @property
    def heading(self) -> str:
        return self.name if self.asserted else "แผน"

    @property
    def name(self) -> str:
        return f"องค์การบริหารส่วนจังหวัด{self.province}"


Triple = tuple[NamedNode, NamedNode, NamedNode | Literal]


def _span(plan: Plan, element: Element) -> Iterator[Triple]:
    begin = plan.text.index(f"{element.printed or '-'} {element.verbatim}") + len(element.printed or "-") + 1
    node = NamedNode(f"{plan.iri.value}/{element.path}")
    yield from _evidence(plan, node, begin, element.verbatim, element.rule)


def _evidence(plan: Plan, node: NamedNode, begin: int, verbatim: str, rule: str) -> Iterator[Triple]:
    end = begin + len(verbatim)
    span = NamedNode(f"{plan.document.value}#offset_{begin}_{end}")
    selector = NamedNode(f"{span.value};quote")
    yield node, term("phaen:hasEvidence"), span
    yield span, term("oa:hasSelector"), selector
    yield selector, term("oa:exact"), Literal(verbatim)
    for name, offset in (("nif:beginIndex", begin), ("nif:endIndex", end)):
        yield span, term(name), Literal(str(offset), datatype=term("xsd:integer"))
    yield span, term("nif:referenceContext"), plan.document
    yield span, term("nif:anchorOf"), Literal(verbatim)
    yield span, term("phaen:extractionRule"), Literal(rule)
    yield span, term("rdf:type"), term("phaen:TextSpan")


def _element(plan: Plan, position: int, element: Element) -> Iterator[Triple]:
    node = NamedNode(f"{plan.iri.value}/{element.path}")
    for cls in [element.cls, *SUPER_CLASSES.get(element.cls, ["PlanElement"])]:
        yield node, term("rdf:type"), term(f"phaen:{cls}")
    yield node, term("rdf:type"), term("prov:Entity")
    yield node, term("phaen:partOfPlan"), plan.iri
    yield node, term("skos:prefLabel"), thai(element.label)
    yield node, term("schema:position"), Literal(position)
    yield node, term("phaen:verbatimText"), Literal(element.verbatim)
    yield node, term("phaen:sourceTerm"), thai(element.term)
    yield node, term("phaen:confidence"), Literal(element.confidence, datatype=term("xsd:decimal"))
    yield node, term("prov:wasQuotedFrom"), plan.document
    if element.number:
        yield node, term("skos:notation"), Literal(element.number)
    if element.printed:
        yield node, term("phaen:printedNumber"), Literal(element.printed)
    if element.explanation:
        yield node, term("phaen:explanation"), thai(element.explanation)
    for index, parent in enumerate(element.parents):
        above = NamedNode(f"{plan.iri.value}/{parent}")
        yield node, term("phaen:ancestorElement"), above
        if index == 0:
            yield node, term("phaen:parentElement"), above
    yield from _span(plan, element)


def _organisation(plan: Plan) -> Iterator[Triple]:
    node, attribution = plan.organisation, NamedNode(f"{ID}attribution/{plan.code}/{plan.edition}")
    yield node, term("rdf:type"), term("phaen:LocalAuthority")
    yield node, term("rdf:type"), term("org:Organization")
    yield node, term("skos:prefLabel"), thai(plan.name)
    yield node, term("org:classification"), NamedNode(f"{BASE}vocab/authority-type/pao")
    yield node, term("dct:spatial"), NamedNode(f"{BASE}vocab/province/{plan.code}")
    yield node, term("phaen:hasPlan"), plan.iri
    yield plan.iri, term("phaen:planOf"), node
    yield attribution, term("rdf:type"), term("phaen:Attribution")
    yield attribution, term("phaen:attributedPlan"), plan.iri
    yield attribution, term("phaen:attributedOrganisation"), node
    yield attribution, term("phaen:asserted"), Literal(plan.asserted)
    yield attribution, term("phaen:justification"), Literal("heading" if plan.asserted else "manifest")
    yield attribution, term("phaen:confidence"), Literal("1", datatype=term("xsd:decimal"))
    if plan.asserted:
        yield from _evidence(plan, attribution, 0, plan.name, "owner-named")


def _plan(plan: Plan) -> Iterator[Triple]:
    yield plan.iri, term("rdf:type"), term("phaen:Plan")
    years = f" พ.ศ. {plan.period[0]}–{plan.period[1]}" if plan.period else ""
    yield plan.iri, term("skos:prefLabel"), thai(f"แผนพัฒนา {plan.name}{years}")
    yield plan.iri, term("prov:wasDerivedFrom"), plan.document
    if plan.period:
        yield plan.iri, term("phaen:periodFrom"), Literal(plan.period[0])
        yield plan.iri, term("phaen:periodTo"), Literal(plan.period[1])
        period = NamedNode(f"{plan.iri.value}/period")
        yield plan.iri, term("dct:temporal"), period
        yield period, term("rdf:type"), term("dct:PeriodOfTime")
    yield plan.document, term("rdf:type"), term("phaen:SourceDocument")
    yield plan.document, term("nif:isString"), Literal(plan.text)
    yield plan.document, term("phaen:sha256"), Literal(plan.code * 32)
    yield plan.document, term("phaen:fileName"), Literal(f"pao-{plan.code}-{plan.edition}.txt")
    yield from ((plan.document, term(name), value) for name, value in plan.document_facts.items())
    for position, element in enumerate(plan.elements, start=1):
        yield from _element(plan, position, element)


def _provenance(plan: Plan) -> Iterator[Triple]:
    software = NamedNode(f"{BASE}id/software/phaen/0.1.0")
    for hour in ("09", "14"):
        run = NamedNode(f"{ID}run/{plan.code}{plan.edition}{hour}")
        yield plan.iri, term("prov:wasGeneratedBy"), run
        yield run, term("prov:used"), plan.document
        yield run, term("prov:endedAtTime"), Literal(f"2026-11-21T{hour}:00:00Z", datatype=term("xsd:dateTime"))
        yield run, term("prov:wasAssociatedWith"), software
    yield software, term("skos:prefLabel"), Literal("phaen 0.1.0", language="en")


def quads(plan: Plan) -> Iterator[Quad]:
    local = f"pao-{plan.code}/{plan.edition}"
    graph, links = NamedNode(f"{ID}graph/plan/{local}"), NamedNode(f"{ID}graph/links/{local}")
    provenance = NamedNode(f"{ID}graph/provenance/{local}")
    yield from (Quad(*triple, graph) for triple in _plan(plan))
    yield from (Quad(*triple, graph if plan.asserted else links) for triple in _organisation(plan))
    yield from (Quad(*triple, provenance) for triple in _provenance(plan))


LAMPHUN = Plan(
    "51",
    "ลำพูน",
    (
        Element("vision", "Vision", "เป็นศูนย์รวมเศรษฐกิจ เพื่อชีวิตที่มีคุณภาพ", "วิสัยทัศน์"),
        Element("mission/1", "Mission", "ส่งเสริมกีฬาและการท่องเที่ยว", "พันธกิจ", "1", "1"),
        Element("mission/2", "Mission", "เป็นมิตรกับเพื่อนบ้าน", "พันธกิจ", "2", "2"),
        Element("strategy/1", "Strategy", "การพัฒนาด้านโครงสร้างพื้นฐาน", "ยุทธศาสตร์", "1", "1"),
        Element("g/1.1", "Guideline", "พัฒนาระบบการจัดทำผังเมืองรวม", "แนวทาง", "1.1", "1.1", parents=("strategy/1",)),
        Element("g/1.2", "Guideline", "พัฒนาและจัดหาแหล่งน้ำ", "แนวทาง", "1.2", "1.2", parents=("strategy/1",)),
        Element("strategy/2", "Strategy", "การพัฒนาด้านเศรษฐกิจและสิ่งแวดล้อม", "ยุทธศาสตร์", "2", "2"),
        Element("g/2.1", "Guideline", "การบริหารจัดการขยะ", "แนวทาง", "2.1", "2.1", parents=("strategy/2",)),
        Element("strategy/10", "Strategy", "การบริหารจัดการ", "ยุทธศาสตร์", "10", "10"),
    ),
    document_facts={
        "dct:title": thai("วิสัยทัศน์/พันธกิจ"),
        "dct:source": NamedNode("http://www.lamphunpao.go.th/plan"),
        "dct:rights": Literal("No licence is stated", language="en"),
        "dcat:mediaType": Literal("text/plain"),
        "phaen:retrieved": Literal("2026-11-21", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#date")),
    },
)
LAMPANG = Plan(
    "52",
    "ลำปาง",
    (
        Element("strategy/1", "StrategicIssue", "ด้านการพัฒนาโครงสร้างพื้นฐาน", "ประเด็นยุทธศาสตร์", "1", "๑"),
        Element(
            "t/1.1",
            "Tactic",
            "การก่อสร้างถนน เพื่อให้ประชาชนปลอดภัย เพื่อการเดินทาง",
            "กลยุทธ์",
            "1",
            "๑",
            parents=("strategy/1",),
        ),
        Element("strategy/2", "StrategicIssue", "ด้านการพัฒนาเศรษฐกิจ", "ประเด็นยุทธศาสตร์", "2", "๒"),
        Element(
            "t/2.1",
            "Tactic",
            "การส่งเสริมการท่องเที่ยว",
            "กลยุทธ์",
            "1",
            "๑",
            "กิจกรรมที่เป็นมิตรกับสิ่งแวดล้อม",
            parents=("strategy/2",),
        ),
    ),
    asserted=False,
)
# Two editions: the organisation's triples stand in both graphs, so the union graph holds them twice.
CHIANG_MAI = tuple(
    Plan(
        "50",
        "เชียงใหม่",
        (
            Element("strategy/1", "Strategy", "ยุทธศาสตร์น้ำ", "ยุทธศาสตร์", "1", "1"),
            Element("goal/1", "Goal", "มีน้ำใช้", "เป้าหมาย", "1", "1", parents=("strategy/1",)),
            Element("g/1", "Guideline", "ขุดสระ", "แนวทาง", "1", "1", parents=("goal/1", "strategy/1")),
            Element("strategy/1.1", "Strategy", "น้ำสะอาด", "ยุทธศาสตร์ย่อย", "1.1", "1.1", parents=("strategy/1",)),
            Element(
                "g/1.1",
                "Guideline",
                "ทำประปา",
                "แนวทาง",
                "1",
                "1",
                parents=("strategy/1.1", "strategy/1"),
                confidence="0.6",
                rule="guessed",
            ),
        ),
        period,
    )
    for period in ((2561, 2565), (2566, 2570))
)


def make_store(*plans: Plan) -> Store:
    store = Store()
    store.load(CODE_LISTS.encode(), format=RdfFormat.TURTLE, to_graph=NamedNode(f"{ID}graph/vocab/province"))
    for plan in plans:
        store.extend(quads(plan))
    return store


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture
def store() -> Store:
    """Lamphun, named in its text, and Lampang, known from beside it."""
    return make_store(LAMPHUN, LAMPANG)


@pytest.fixture
def linked(store: Store) -> Store:
    """Lamphun with projects, and Lampang, with links of their statements and what reviewers say of them."""
    graph = NamedNode(f"{ID}graph/plan/pao-51/undated")
    store.load(MONEY.encode(), format=RdfFormat.TURTLE, to_graph=graph)
    return add_links(store)


@pytest.fixture
def unled() -> Store:
    """Lamphun, and a plan of Lampang that prints guidelines only: one below a goal, one below nothing."""
    goal = Element("goal/1", "Goal", "อยู่ดี", "เป้าหมาย", "1", "1")
    under = Element("goal/1/g/1", "Guideline", "สร้างสวน", "แนวทาง", "1", "1", "ทุกตำบล", parents=("goal/1",))
    alone = Element("g/2", "Guideline", "ปลูกป่า", "แนวทาง", "2", "2")
    return make_store(LAMPHUN, Plan("52", "ลำปาง", (goal, under, alone)))


@pytest.fixture
def neighbours() -> Store:
    """Chiang Mai with two editions of its plan, and a Lamphun that plans for water too."""
    water = Element("strategy/1", "Strategy", "น้ำดี", "ยุทธศาสตร์", "1", "1")
    return make_store(*CHIANG_MAI, Plan("51", "ลำพูน", (water,)))


@pytest.fixture
def editions() -> Store:
    """Chiang Mai with two editions of its plan, and Lamphun."""
    return make_store(*CHIANG_MAI, LAMPHUN)


def rows_of(store: Store, text: str) -> Rows:
    result = store.query(without_searches(store, text), use_default_graph_as_union=True)
    assert isinstance(result, QuerySolutions)
    names = [variable.value for variable in result.variables]
    return [{name: _value(row[name]) for name in names} for row in result]


def _value(found: object) -> str:
    return getattr(found, "value", "")


@pytest.fixture
def run(store: Store, catalogue: Catalogue) -> Run:
    """Run a saved query on the two plans; the rows are dicts of plain texts, unbound cells empty."""

    def on_store(name: str, values: Mapping[str, str] | None = None, *, on: Store | None = None) -> Rows:
        return rows_of(on or store, bind(catalogue.get(name), values))

    return on_store


@pytest.fixture
def pick() -> Callable[[Rows, str], list[tuple[str, ...]]]:
    """Take some columns of the rows, named in one string."""

    def columns(rows: Rows, names: str) -> list[tuple[str, ...]]:
        return [tuple(row[name] for name in names.split()) for row in rows]

    return columns

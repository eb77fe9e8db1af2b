"""Links for the plans of the sample graph, written by the functions that write them in a load."""

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store

from phaen.loaders.mappings.linksets import link_set_quads
from phaen.loaders.mappings.model import Review, StoredLink, Verdict
from phaen.loaders.mappings.rdf import link_triples, review_triples
from phaen.loaders.mappings.vocabularies import REVIEWED, VOCABULARIES, link_set_graph, start_of
from phaen.ontology import terms as t
from phaen.ontology.identifiers import Identifiers

BASE = "https://w3id.org/phaen/"
LINK_QUERIES = (
    *("coverage-matrix", "who-plans-for", "not-planned-for", "least-planned-for", "themes-by-organisation-type"),
    *("planned-together", "carried-down", "budgets-per-goal", "programmes-printed-and-found", "places-named"),
    *("organisations-named", "link-coverage", "unlinked-statements", "links-to-review", "review-agreement"),
    *("review-disagreements", "aligned-strategies", "sdg-and-national-strategy"),
)

LISTS = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix schema: <https://schema.org/> .
@prefix sdg: <http://metadata.un.org/sdg/> .
@prefix : <https://w3id.org/phaen/vocab/> .
@prefix strategy: <https://w3id.org/phaen/vocab/national-strategy/> .
@prefix programme: <https://w3id.org/phaen/vocab/programme/> .
@prefix district: <https://w3id.org/phaen/vocab/district/> .
sdg:6 skos:inScheme :sdg ; skos:notation "6" ; schema:position 6 ; skos:prefLabel "น้ำ"@th, "Water"@en .
sdg:9 skos:inScheme :sdg ; skos:notation "9" ; schema:position 9 ; skos:prefLabel "โครงสร้าง"@th, "Infrastructure"@en .
sdg:11 skos:inScheme :sdg ; skos:notation "11" ; schema:position 11 ; skos:prefLabel "เมือง"@th, "Cities"@en .
sdg:14 skos:inScheme :sdg ; skos:notation "14" ; schema:position 14 ; skos:prefLabel "ทะเล"@th, "Oceans"@en .
strategy:2 skos:inScheme :national-strategy ; skos:notation "2" ; schema:position 2 ;
    skos:prefLabel "แข่งขัน"@th, "Competitiveness"@en .
strategy:5 skos:inScheme :national-strategy ; skos:notation "5" ; schema:position 5 ;
    skos:prefLabel "เป็นมิตร"@th, "Eco-friendly"@en .
programme:6 skos:inScheme :programme ; skos:notation "6" ; schema:position 6 ;
    skos:prefLabel "แผนงานเคหะและชุมชน"@th, "Housing and community"@en .
programme:9 skos:inScheme :programme ; skos:notation "9" ; schema:position 9 ;
    skos:prefLabel "แผนงานอุตสาหกรรมและการโยธา"@th, "Industry and public works"@en .
district:5101 skos:inScheme :district ; skos:notation "5101" ; skos:prefLabel "เมืองลำพูน"@th, "Mueang Lamphun"@en .
"""
"""A few concepts of each list; no plan of the sample serves goal 14."""

LINKS = (
    ("51", "strategy/1", "sdg", "9", 0.94, ("โครงสร้างพื้นฐาน",)),
    ("51", "strategy/1", "ns", "2", 0.98, ("โครงสร้างพื้นฐาน",)),
    ("51", "strategy/1", "category", "9", 0.87, ("โครงสร้างพื้นฐาน",)),
    ("51", "g/1.1", "sdg", "11", 0.7, ("ผังเมืองรวม",)),
    ("51", "g/1.1", "category", "6", 0.75, ("ผังเมืองรวม",)),
    ("51", "g/1.2", "sdg", "6", 0.72, ("แหล่งน้ำ", "จัดหา")),
    ("51", "j/road", "sdg", "9", 0.9, ("ถนน",)),
    ("51", "j/road", "category", "9", 0.9, ("ถนน",)),
    ("51", "j/drain", "sdg", "9", 0.8, ("วางท่อ",)),
    ("51", "j/drain", "sdg", "11", 0.9, ("ระบายน้ำ",)),
    ("51", "j/drain", "category", "6", 0.9, ("ระบายน้ำ",)),
    ("51", "g/2.1", "sdg", "11", None, ()),
    ("52", "strategy/1", "sdg", "9", 0.94, ("โครงสร้างพื้นฐาน",)),
    ("52", "strategy/1", "ns", "2", 0.98, ("โครงสร้างพื้นฐาน",)),
    ("52", "t/1.1", "sdg", "9", 1.0, ("ถนน",)),
    ("52", "t/1.1", "sdg", "11", 0.96, ("ปลอดภัย", "ถนน")),
    ("52", "t/1.1", "province", "51", 0.97, ("จังหวัดลำพูน", "ลำพูน")),
    ("52", "t/1.1", "province", "52", 0.97, ("ลำปาง",)),
    ("52", "t/1.1", "district", "5101", 0.9, ("เมืองลำพูน",)),
    ("52", "t/1.1", "organisation", "pao-51", 0.99, ("อบจ.ลำพูน", "องค์การบริหารส่วนจังหวัดลำพูน")),
    ("52", "t/1.1", "organisation", "pao-52", 0.99, ("องค์การบริหารส่วนจังหวัดลำปาง",)),
    ("52", "t/2.1", "organisation", "sao-52-1", 0.9, ("อบต.บ้านใหม่",)),
    ("52", "strategy/2", "ns", "2", 0.98, ("เศรษฐกิจ",)),
)
REVIEWS = (
    ("51", "g/1.2", "sdg", "6", Verdict.ACCEPTED, "พัฒนาและจัดหาแหล่งน้ำ", ""),
    ("51", "g/2.1", "sdg", "11", Verdict.ADDED, "การบริหาร  จัดการขยะ", "ขยะเป็นเรื่องของเมือง"),
    ("51", "g/2.1", "sdg", "9", Verdict.REJECTED, "การบริหารจัดการขยะ", ""),
    ("51", "strategy/10", "sdg", "9", Verdict.REJECTED, "ถ้อยคำเดิม", ""),
    ("51", "strategy/11", "ns", "2", Verdict.REJECTED, "ข้อที่ไม่มีแล้ว", ""),
)
REVIEWER = "https://orcid.org/0000-0002-1825-0097"
STATED = ("52", "t/2.1", "national-strategy/5")
"""What a plan says itself: a direct triple without a link node."""


def element(code: str, path: str) -> str:
    return f"{BASE}id/plan/pao-{code}/undated/{path}"


def concept(vocabulary: str, notation: str) -> str:
    return f"{start_of(VOCABULARIES[vocabulary], BASE)}{notation}"


def reviews() -> dict[tuple[str, str], Review]:
    found = {}
    for code, path, vocabulary, notation, verdict, text, comment in REVIEWS:
        pair = element(code, path), concept(vocabulary, notation)
        found[pair] = Review(
            pair[0], vocabulary, notation, pair[1], verdict, REVIEWER, "2026-11-20", text=text, comment=comment
        )
    return found


def add_links(store: Store) -> Store:
    """Put the lists, the links, the reviews and the areas of the two owners into a store that has their plans."""
    graph = Identifiers(BASE).graph
    store.load(LISTS.encode(), format=RdfFormat.TURTLE, to_graph=graph("vocab/lists"))
    judged = reviews()
    for code, path, vocabulary, notation, confidence, because in LINKS:
        pair = element(code, path), concept(vocabulary, notation)
        link = StoredLink(pair[0], vocabulary, notation, pair[1], confidence, because, judged.get(pair))
        name = graph(f"links/pao-{code}/undated")
        store.extend(Quad(*triple, name) for triple in link_triples(link, BASE))
    for review in judged.values():
        name = link_set_graph(REVIEWED, BASE)
        store.extend(Quad(*triple, name) for triple in review_triples(review))
    for key in VOCABULARIES:
        store.extend(link_set_quads(key, BASE))
    code, path, rest = STATED
    target = NamedNode(f"{BASE}vocab/{rest}")
    store.add(Quad(NamedNode(element(code, path)), t.SERVES, target, graph(f"plan/pao-{code}/undated")))
    for code in ("51", "52"):
        owner = NamedNode(f"{BASE}id/organisation/pao-{code}")
        store.add(Quad(owner, t.AREA_CODE, Literal(code), graph(f"organisation/pao-{code}")))
    return store

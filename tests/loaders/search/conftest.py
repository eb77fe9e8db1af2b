"""A small store of our own making, and its index."""

from pathlib import Path

import pytest
from pyoxigraph import Quad, RdfFormat, Store

from phaen.loaders.search.index import SearchIndex, build_index, open_index

PREFIXES = """
@prefix : <https://example.org/> .
@prefix g: <https://example.org/graph/> .
@prefix p: <https://w3id.org/phaen/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix province: <https://w3id.org/phaen/vocab/province/> .
@prefix type: <https://w3id.org/phaen/vocab/authority-type/> .
@prefix vocab: <https://w3id.org/phaen/vocab/> .
"""

DATA = """
g:vocab {
  province:51 a skos:Concept, dct:Location ; skos:inScheme vocab:province ; skos:notation "51" ;
    skos:prefLabel "ลำพูน"@th, "Lamphun"@en .
  province:52 a skos:Concept, dct:Location ; skos:inScheme vocab:province ; skos:notation "52" ;
    skos:prefLabel "ลำปาง"@th, "Lampang"@en .
  vocab:district\\/5101 a skos:Concept ; skos:inScheme vocab:district ; skos:notation "5101" ;
    skos:prefLabel "เมืองลำพูน"@th, "Mueang Lamphun"@en .
  type:pao a skos:Concept ; skos:inScheme vocab:authority-type ; skos:notation "pao" ;
    skos:prefLabel "องค์การบริหารส่วนจังหวัด"@th, "Provincial administrative organisation"@en .
  :theme-water a skos:Concept ; skos:prefLabel "ทรัพยากรน้ำ"@th, "Water resources"@en ;
    skos:definition "น้ำเพื่อการเกษตรและการอุปโภค"@th .
}
g:ontology {
  p:Strategy a owl:Class ; rdfs:label "ยุทธศาสตร์"@th, "Strategy"@en .
}
g:owner-51 {
  :o51 a p:LocalAuthority, org:Organization ; skos:prefLabel "องค์การบริหารส่วนจังหวัดลำพูน"@th ;
    skos:altLabel "อบจ.ลำพูน"@th, "Lamphun PAO"@en ; org:classification type:pao ; dct:spatial province:51 .
}
g:owner-52 {
  :o52 a p:LocalAuthority ; skos:prefLabel "องค์การบริหารส่วนจังหวัดลำปาง"@th ; org:classification type:pao ;
    dct:spatial province:52 .
}
g:plan-51 {
  :p51 a p:Plan ; skos:prefLabel "แผนพัฒนา องค์การบริหารส่วนจังหวัดลำพูน"@th ; p:periodFrom 2566 ; p:periodTo 2570 .
  :s1 a p:Strategy, p:PlanElement ; skos:prefLabel "ส่งเสริมการท่องเที่ยวเชิงนิเวศ"@th ; p:partOfPlan :p51 ;
    p:verbatimText "๑. ส่งเสริมการท่องเที่ยวเชิงนิเวศ ให้ชุมชนมีรายได้" .
  :s2 a p:Guideline, p:PlanElement ; skos:prefLabel "พัฒนาแหล่งน้ำเพื่อการเกษตร"@th ; p:partOfPlan :p51 ;
    p:explanation "ขุดลอกคลองและสร้างฝาย ให้เกษตรกรมีน้ำใช้ตลอดปี"@th .
  :s3 a p:Project, p:PlanElement ; skos:prefLabel "ทาสีแดงอาคารเรียน"@th ; p:partOfPlan :p51 .
  :s4 a p:Strategy, p:PlanElement ; skos:prefLabel "การพัฒนาด้านการศึกษา"@th ; p:partOfPlan :p51 .
  :document <http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#isString> "ข้อความเต็มของเอกสาร" ;
    dct:title "เอกสารแผน"@th .
}
g:links-51 { :p51 p:planOf :o51 . :s2 p:serves :theme-water . :s1 skos:altLabel "ท่องเที่ยวสีเขียว"@th . }
g:plan-52 {
  :p52 a p:Plan ; skos:prefLabel "แผนพัฒนา องค์การบริหารส่วนจังหวัดลำปาง"@th ; p:planOf :o52 ; p:periodFrom 2561 ;
    p:periodTo 2565 .
  :t1 a p:Strategy ; skos:prefLabel "การท่องเที่ยว"@th ; p:partOfPlan :p52 .
  :t2 a p:Strategy ; skos:prefLabel "การพัฒนาด้านการศึกษา"@th ; p:partOfPlan :p52 .
  :t3 a p:Vision ; skos:prefLabel "ประชาชนมีคุณภาพชีวิตที่ดี สิ่งแวดล้อมยั่งยืน"@th ; p:partOfPlan :p52 .
}
{ :plain rdfs:label "ป้ายในกราฟหลัก"@th ; a skos:Concept . }
"""


def new_store(data: str = DATA) -> Store:
    store = Store()
    store.load(PREFIXES.encode() + data.encode(), format=RdfFormat.TRIG)
    return store


@pytest.fixture
def store() -> Store:
    """Give a store that a test may change."""
    return new_store()


@pytest.fixture(scope="session")
def index_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of the index of the store; tests must not change it."""
    folder = tmp_path_factory.mktemp("index") / "search"
    build_index(new_store(), folder)
    return folder


@pytest.fixture(scope="session")
def index(index_folder: Path) -> SearchIndex:
    return open_index(index_folder)


@pytest.fixture(scope="session")
def quads() -> tuple[Quad, ...]:
    """Give what the store holds."""
    return tuple(new_store())

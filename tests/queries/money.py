"""Projects with money below the statements of the sample plan of Lamphun."""

MONEY = """
@prefix phaen: <https://w3id.org/phaen/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix schema: <https://schema.org/> .
@prefix programme: <https://w3id.org/phaen/vocab/programme/> .
@prefix qb: <http://purl.org/linked-data/cube#> .
@prefix dct: <http://purl.org/dc/terms/> .
@base <https://w3id.org/phaen/id/plan/pao-51/> .
programme:4 skos:notation "4" ; skos:prefLabel "แผนงานสาธารณสุข"@th, "Public health"@en .
programme:9 skos:notation "9" ; skos:prefLabel "แผนงานอุตสาหกรรมและการโยธา"@th, "Industry and public works"@en .
<undated/p/works> a phaen:Programme, phaen:PlanElement ; phaen:partOfPlan <undated> ; schema:position 20 ;
    skos:prefLabel "แผนงานอุตสาหกรรมและการโยธา"@th ; phaen:programme programme:9 ;
    phaen:parentElement <undated/strategy/1> ; phaen:ancestorElement <undated/strategy/1> .
<undated/j/road> a phaen:Project, phaen:PlanElement ; phaen:partOfPlan <undated> ; schema:position 21 ;
    skos:prefLabel "ก่อสร้างถนน"@th ; skos:notation "1" ;
    phaen:objective "เพื่อสัญจรสะดวก"@th ; phaen:output "ยาว 200 เมตร"@th ;
    phaen:responsibleUnit "กองช่าง"@th ; phaen:programme programme:9 ; phaen:totalBudget 900000.0 ;
    phaen:parentElement <undated/p/works> ; phaen:ancestorElement <undated/p/works>, <undated/strategy/1> .
<undated/j/drain> a phaen:Project, phaen:PlanElement ; phaen:partOfPlan <undated> ; schema:position 22 ;
    skos:prefLabel "วางท่อระบายน้ำ"@th ; skos:notation "2" ; phaen:objective "เพื่อไม่ให้น้ำท่วมถนน"@th ;
    phaen:responsibleUnit "กองช่าง"@th ; phaen:programme programme:9 ;
    phaen:parentElement <undated/p/works> ; phaen:ancestorElement <undated/p/works>, <undated/strategy/1> .
<undated/j/dogs> a phaen:Project, phaen:PlanElement ; phaen:partOfPlan <undated> ; schema:position 30 ;
    skos:prefLabel "ควบคุมโรคพิษสุนัขบ้า"@th ; skos:notation "1" ;
    phaen:parentElement <undated/strategy/2> ; phaen:ancestorElement <undated/strategy/2> .
<undated/j/road/budget/2566> a phaen:BudgetAllocation ; phaen:allocationOf <undated/j/road> ; phaen:fiscalYear 2566 ;
    phaen:amount 500000.0 ; qb:dataSet <undated/budget> .
<undated/j/road/budget/2567> a phaen:BudgetAllocation ; phaen:allocationOf <undated/j/road> ; phaen:fiscalYear 2567 ;
    phaen:amount 300000.50 ; qb:dataSet <undated/budget> .
<undated/j/drain/budget/2566> a phaen:BudgetAllocation ; phaen:allocationOf <undated/j/drain> ; phaen:fiscalYear 2566 ;
    phaen:amount 100000.0 ; qb:dataSet <undated/budget> .
<undated/strategy/1/budget/2566> a phaen:BudgetAllocation ; phaen:allocationOf <undated/strategy/1> ;
    phaen:fiscalYear 2566 ; phaen:amount 650000.0 ; qb:dataSet <undated/budget> .
<undated/strategy/1/budget/2568> a phaen:BudgetAllocation ; phaen:allocationOf <undated/strategy/1> ;
    phaen:fiscalYear 2568 ; phaen:amount 1000.0 ; qb:dataSet <undated/budget> .
<undated/budget> a qb:DataSet ; dct:isPartOf <undated> .
<undated/i/road> a phaen:Indicator, phaen:PlanElement ; phaen:partOfPlan <undated> ; schema:position 25 ;
    skos:prefLabel "ร้อยละของถนนที่ได้มาตรฐาน"@th ; phaen:parentElement <undated/strategy/1> .
<undated/i/road/target/2566> a phaen:Target, phaen:PlanElement ; phaen:partOfPlan <undated> ; schema:position 26 ;
    skos:prefLabel "80"@en ; phaen:fiscalYear 2566 ; phaen:parentElement <undated/i/road> .
<undated/i/road/target/2567> a phaen:Target, phaen:PlanElement ; phaen:partOfPlan <undated> ; schema:position 27 ;
    skos:prefLabel "85"@en ; phaen:fiscalYear 2567 ; phaen:parentElement <undated/i/road> .
<undated/i/dogs> a phaen:Indicator, phaen:PlanElement ; phaen:partOfPlan <undated> ; schema:position 31 ;
    skos:prefLabel "จำนวนสุนัขที่ได้รับวัคซีน"@th .
"""
"""Two programmes, three projects, an indicator."""

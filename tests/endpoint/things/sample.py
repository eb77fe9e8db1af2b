"""Plans made for the tests of the pages, as Turtle: one with a bit of everything, and others as long as wanted."""

from collections.abc import Iterator

PLAN = "plan/sao-1/2566-2570"
FORMER = "plan/sao-1/2561-2565"
_AROUND = f"""
<{PLAN}/document/1#offset_4_20> a phaen:TextSpan ; nif:referenceContext <{PLAN}/document/1> ;
    nif:anchorOf "ส่งเสริมการศึกษา" ; nif:beginIndex 4 ; nif:endIndex 20 ; phaen:extractionRule "guideline-numbered" .
<{PLAN}/strategy/1/guideline/1> prov:wasRevisionOf <{FORMER}/strategy/1/guideline/1> .
<change/1> a phaen:Change ; phaen:changeKind "reworded" ;
    phaen:laterVersion <{PLAN}/strategy/1/guideline/1> ; phaen:formerVersion <{FORMER}/strategy/1/guideline/1> .
<organisation/sao-2> a phaen:LocalAuthority ; skos:prefLabel "องค์การบริหารส่วนตำบลข้างเคียง"@th ;
    dct:spatial <https://w3id.org/phaen/vocab/province/51> .
<plan/sao-2/undated> a phaen:Plan ; phaen:planOf <organisation/sao-2> ; skos:prefLabel "แผนพัฒนาข้างเคียง"@th .
"""
_KINDS = {
    "vision": "phaen:Vision",
    "mission": "phaen:Mission",
    "strategy": "phaen:Strategy",
    "guideline": "phaen:Guideline, phaen:Approach",
    "project": "phaen:Project",
}


def head(plan: str = PLAN, years: tuple[int, int] = (2566, 2570)) -> str:
    """Give an organisation, its plan for some years, and the plan's source document."""
    return f"""
<organisation/sao-1> a phaen:LocalAuthority ; skos:prefLabel "องค์การบริหารส่วนตำบลบ้านกลาง"@th ;
    dct:spatial <https://w3id.org/phaen/vocab/province/51> ; phaen:areaCode "5101" ; phaen:hasPlan <{plan}> .
<{plan}> a phaen:Plan ; skos:prefLabel "แผนพัฒนาบ้านกลาง {years[0]}"@th ; phaen:planOf <organisation/sao-1> ;
    phaen:periodFrom {years[0]} ; phaen:periodTo {years[1]} ; prov:wasDerivedFrom <{plan}/document/1> ;
    prov:wasGeneratedBy <run/1>, <run/2> .
<run/1> prov:endedAtTime "2026-11-21T20:00:00Z"^^xsd:dateTime . <run/2> prov:endedAtTime "soon" .
<{plan}/document/1> a phaen:SourceDocument ; nif:isString "1.1 ส่งเสริมการศึกษา" ; phaen:fileName "plan.txt" .
"""


def statement(path: str, label: str, position: int, parent: str = "", more: str = "", plan: str = PLAN) -> str:
    """Give a statement of the plan, of the kind that its path names, below another one where there is a parent."""
    kind = _KINDS[[part for part in path.split("/") if part in _KINDS][-1]]
    above = f" phaen:parentElement <{plan}/{parent}> ;" if parent else ""
    return (
        f"<{plan}/{path}> a {kind}, phaen:PlanElement ; phaen:partOfPlan <{plan}> ;{above}"
        f' skos:prefLabel "{label}"@th ; schema:position {position} {more}.\n'
    )


def money(path: str, amounts: dict[int, int], plan: str = PLAN) -> str:
    """Give the amounts of a statement by fiscal year."""
    return "".join(
        f"<{plan}/{path}/budget/{year}> a phaen:BudgetAllocation ; phaen:allocationOf <{plan}/{path}> ;"
        f" phaen:fiscalYear {year} ; phaen:amount {amount}.0 .\n"
        for year, amount in amounts.items()
    )


def link(path: str, concept: str, vocabulary: str = "sdg", plan: str = PLAN) -> str:
    """Give a link of a statement, found by one word."""
    node, linkset = f"<{plan}/{path}/link/{vocabulary}/{concept.rpartition('/')[2]}>", f"<linkset/{vocabulary}>"
    return (
        f"<{plan}/{path}> phaen:serves <{concept}> .\n{node} owl:annotatedSource <{plan}/{path}> ;"
        f' owl:annotatedTarget <{concept}> ; sssom:confidence 0.8 ; phaen:because "การศึกษา" ;'
        f" phaen:inLinkSet {linkset} .\n{linkset} sssom:object_source <https://w3id.org/phaen/vocab/{vocabulary}> .\n"
    )


def small_plan() -> str:
    """Give a plan with a bit of everything, its edition before, and an organisation next door."""
    span = f"<{PLAN}/document/1#offset_4_20>"
    evidence = f'; phaen:hasEvidence {span} ; phaen:confidence 0.9 ; phaen:printedNumber "๑.๑" ;'
    evidence += ' phaen:sourceTerm "แนวทาง"@th ; phaen:explanation "เด็กและเยาวชน"@th '
    return "".join(
        (
            head(FORMER, (2561, 2565)),
            head(),
            statement("vision", "บ้านกลางน่าอยู่", 1),
            statement("mission/1", "จัดการศึกษา", 2),
            statement("mission/2", "ดูแลถนน", 3),
            statement("strategy/1", "ด้านการศึกษา <i>", 4, more='; phaen:printedNumber "1" '),
            statement("strategy/1/guideline/1", "ส่งเสริมการศึกษา", 5, "strategy/1", evidence),
            statement("strategy/1/guideline/1/project/1", "โครงการห้องสมุด", 6, "strategy/1/guideline/1"),
            statement("strategy/1/guideline/1/project/2", "โครงการค่ายเยาวชน", 7, "strategy/1/guideline/1"),
            statement("strategy/2", "ด้านถนน", 8, more='; phaen:printedNumber "2" '),
            statement("strategy/2/project/1", "โครงการถนน คสล. หมู่ที่ ๕", 9, "strategy/2"),
            money("strategy/1/guideline/1/project/1", {2566: 100_000, 2567: 200_000}),
            money("strategy/2/project/1", {2566: 1_500_000}),
            link("strategy/1/guideline/1", "http://metadata.un.org/sdg/4"),
            link("strategy/1/guideline/1/project/1", "http://metadata.un.org/sdg/4"),
            statement("strategy/1/guideline/1", "การศึกษา", 5, plan=FORMER),
            _AROUND,
        )
    )


def long_plan(strategies: int, guidelines: int, plan: str = PLAN) -> Iterator[str]:
    """Give a plan with so many strategies, so many guidelines under each, and a project under each of these."""
    yield head(plan)
    position = 0
    for s in range(1, strategies + 1):
        position += 1
        yield statement(f"strategy/{s}", f"ด้านที่ {s}", position, more=f'; phaen:printedNumber "{s}" ', plan=plan)
        for g in range(1, guidelines + 1):
            guideline, project = f"strategy/{s}/guideline/{g}", f"strategy/{s}/guideline/{g}/project/1"
            yield statement(guideline, f"พัฒนาระบบสาธารณูปโภค {s}.{g}", position + 1, f"strategy/{s}", plan=plan)
            yield statement(project, f"โครงการก่อสร้างถนน หมู่ที่ {g}", position + 2, guideline, plan=plan)
            yield money(project, dict.fromkeys(range(2566, 2571), 1000 * g), plan)
            yield link(guideline, f"http://metadata.un.org/sdg/{1 + g % 17}", plan=plan)
            yield link(project, f"http://metadata.un.org/sdg/{1 + s % 17}", plan=plan)
            position += 2

"""All tables with all their columns: the one place from which files, the data dictionary and documentation come."""

from types import MappingProxyType
from typing import Final

from phaen.loaders.releases.tables.columns import Column, Table, Type
from phaen.loaders.releases.tables.link_tables import LINKS, REVIEWS
from phaen.loaders.releases.tables.shared import (
    EVIDENCE_JOIN,
    IN_PLAN_ORDER,
    OF_PLAN,
    OWNER,
    PERIOD,
    PLAN_FACTS,
    Codes,
    coded,
    evidence,
    language,
    plan_column,
    years,
)
from phaen.ontology import terms as t

_CONFIDENCE: Final = Column("confidence", Type.DEGREE, "ความเชื่อมั่น", "confidence", "x.confidence", t.CONFIDENCE)
_PROGRAMME: Final = coded(
    "programme_code", ("แผนงาน", "programme"), "x.programme", "m", Codes(t.PROGRAMME_CODE.iri, t.PROGRAMME_PROPERTY)
)
_PROGRAMME_JOIN: Final = """
LEFT JOIN concept m ON m.iri = x.programme"""
_STRATEGY: Final = Column(
    "strategy",
    Type.IRI,
    "ยุทธศาสตร์",
    "strategy",
    """(WITH RECURSIVE up(iri, parent, kind, steps) AS (
    SELECT x.iri, x.parent, x.kind, 0
    UNION ALL
    SELECT a.iri, a.parent, a.kind, steps + 1 FROM up JOIN statement a ON a.iri = up.parent WHERE steps < 100
) SELECT iri FROM up WHERE kind = 'strategy' ORDER BY steps LIMIT 1)""",
    note=(
        "ยุทธศาสตร์ที่ใกล้ที่สุดเหนือข้อความนี้ หรือข้อความนี้เองหากเป็นยุทธศาสตร์",
        "The nearest strategy above the statement, or the statement itself if it is one.",
    ),
    refers="statements",
    repeated=True,
)
_PARENT: Final = Column(
    "parent", Type.IRI, "อยู่ภายใต้", "parent", "x.parent", t.PARENT_ELEMENT, refers="statements", repeated=True
)
_STATEMENT: Final = Column("statement", Type.IRI, "ข้อความ", "statement", "x.iri", required=True)
_NUMBER: Final = (
    Column(
        "number",
        Type.TEXT,
        "เลขข้อ",
        "number",
        "x.number",
        t.SKOS_NOTATION,
        note=("เลขข้อเป็นเลขอารบิก", "The number of the statement in Arabic digits."),
        repeated=True,
    ),
    Column("printed_number", Type.TEXT, "เลขข้อตามที่พิมพ์", "printed number", "x.printed_number", t.PRINTED_NUMBER),
)
_TEXT: Final = (
    Column(
        "text",
        Type.TEXT,
        "เนื้อความ",
        "text",
        "x.text",
        t.SKOS_PREF_LABEL,
        note=(
            "ข้อความที่อ่านได้ โดยไม่มีเลขข้อและการขึ้นบรรทัดใหม่ของเอกสาร",
            "The words of the statement, without its number and the line breaks of the document.",
        ),
    ),
    language("x.language", "text"),
)

ORGANISATIONS: Final = Table(
    "organisations",
    "องค์กร",
    "Organisations",
    (
        Column("organisation", Type.IRI, "องค์กร", "organisation", "x.iri", required=True),
        Column("organisation_th", Type.TEXT, "ชื่อ (ไทย)", "name (Thai)", "x.name_th", t.SKOS_PREF_LABEL),
        Column(
            "organisation_en",
            Type.TEXT,
            "ชื่อ (อังกฤษ)",
            "name (English)",
            "coalesce(x.name_en, x.other_en)",
            note=(
                "ชื่อหลักภาษาอังกฤษ หรือชื่ออื่นภาษาอังกฤษหากไม่มีชื่อหลัก",
                "The preferred English name; where there is none, another one.",
            ),
        ),
        *coded(
            "type_code",
            ("ประเภทหน่วยงาน", "type of organisation"),
            "x.type",
            "y",
            Codes(t.AUTHORITY_TYPE.iri, t.ORG_CLASSIFICATION),
        ),
        *coded("province_code", ("จังหวัด", "province"), "x.province", "v", Codes(t.PROVINCE.iri, t.DCT_SPATIAL)),
        *coded("region_code", ("ภาค", "region"), "v.broader", "r", Codes(t.VOCABULARY["region/"].value)),
        Column("area_code", Type.TEXT, "รหัสพื้นที่", "area code", "x.area", t.AREA_CODE),
        Column("homepage", Type.IRI, "เว็บไซต์", "homepage", "x.homepage", t.FOAF_HOMEPAGE),
        Column("see_also", Type.TEXTS, "ดูเพิ่มเติม", "see also", "x.see_also", t.RDFS_SEE_ALSO),
        Column(
            "plans",
            Type.WHOLE,
            "จำนวนแผน",
            "number of plans",
            "(SELECT count(*) FROM plan WHERE organisation = x.iri)",
            note=("จำนวนแผนในตาราง plans", "How many plans of the organisation the table plans has."),
        ),
    ),
    """organisation x
LEFT JOIN concept y ON y.iri = x.type
LEFT JOIN concept v ON v.iri = x.province
LEFT JOIN concept r ON r.iri = v.broader""",
)

PLANS: Final = Table(
    "plans",
    "แผน",
    "Plans",
    (
        Column("plan", Type.IRI, "แผน", "plan", "x.iri", required=True),
        *OWNER,
        *PERIOD,
        Column("start_date", Type.DAY, "วันเริ่มต้น", "start date", "d.start_date"),
        Column("end_date", Type.DAY, "วันสิ้นสุด", "end date", "d.end_date"),
        Column("title", Type.TEXT, "ชื่อแผน", "title", "x.title", t.SKOS_PREF_LABEL),
        language("x.language", "title"),
        Column("edition", Type.TEXT, "ฉบับ", "edition", "x.edition", t.DCAT_VERSION),
        Column(
            "amendment_kinds", Type.TEXTS, "ลักษณะการปรับปรุง", "kinds of amendment", "x.amendment_kinds", t.AMENDMENT_KIND
        ),
        Column(
            "amendment_number",
            Type.WHOLE,
            "ครั้งที่ปรับปรุง",
            "number of the amendment",
            "x.amendment_number",
            t.AMENDMENT_NUMBER,
        ),
        *years("amendment_year", "ปีที่ปรับปรุง", "year of the amendment", "x.amendment_year", t.AMENDMENT_YEAR),
        Column(
            "document",
            Type.IRI,
            "เอกสาร",
            "document",
            "x.document",
            t.PROV_WAS_DERIVED_FROM,
            note=("เอกสารที่อ่านแผนมา", "The document from which the plan was read."),
            refers="documents",
        ),
        Column("owner_asserted", Type.TRUTH, "เอกสารระบุเจ้าของ", "owner asserted", "a.asserted"),
        Column("owner_confidence", Type.DEGREE, "ความเชื่อมั่นเรื่องเจ้าของ", "confidence in the owner", "a.confidence"),
        Column(
            "owner_justification", Type.TEXT, "ที่มาของเจ้าของ", "how the owner is known", "a.justification", repeated=True
        ),
        Column(
            "statements",
            Type.WHOLE,
            "จำนวนข้อความ",
            "number of statements",
            "(SELECT count(*) FROM statement s WHERE s.plan = p.iri)",
            note=("จำนวนแถวของแผนในตาราง statements", "How many rows of the table statements are of the plan."),
        ),
    ),
    """plan x
LEFT JOIN plan p ON p.id = x.id
LEFT JOIN place ON place.plan = x.id
LEFT JOIN organisation o ON o.iri = p.organisation
LEFT JOIN concept v ON v.iri = o.province
LEFT JOIN period d ON d.iri = p.period
LEFT JOIN attribution a ON a.id = (SELECT min(id) FROM attribution WHERE plan = p.iri)""",
    order="place.rank",
)

STATEMENTS: Final = Table(
    "statements",
    "ข้อความของแผน",
    "Statements of plans",
    (
        _STATEMENT,
        plan_column(t.PART_OF_PLAN),
        *PLAN_FACTS,
        Column("position", Type.WHOLE, "ลำดับในแผน", "position in the plan", "x.position", t.SCHEMA_POSITION),
        Column(
            "kind",
            Type.TEXT,
            "ชนิด",
            "kind",
            "x.kind",
            note=(
                "vision mission goal strategy guideline indicator target programme หรือ project",
                "One of vision, mission, goal, strategy, guideline, indicator, target, programme and project.",
            ),
            repeated=True,
        ),
        *coded("class", ("คลาส", "class"), "x.class", "c", Codes(t.PHAEN.iri, t.RDF_TYPE)),
        *_NUMBER,
        *_TEXT,
        Column("verbatim_text", Type.TEXT, "ข้อความตามต้นฉบับ", "verbatim text", "x.verbatim_text", t.VERBATIM_TEXT),
        Column("explanation", Type.TEXT, "คำอธิบาย", "explanation", "x.explanation", t.EXPLANATION),
        Column("source_term", Type.TEXT, "คำเรียกในต้นฉบับ", "source term", "x.source_term", t.SOURCE_TERM, repeated=True),
        _PARENT,
        _STRATEGY,
        *_PROGRAMME,
        *evidence(),
        Column(
            "extraction_rule",
            Type.TEXT,
            "กฎที่ใช้สกัด",
            "extraction rule",
            "e.rule",
            t.EXTRACTION_RULE,
            "evidence",
            repeated=True,
        ),
        _CONFIDENCE,
    ),
    f"statement x{OF_PLAN}{EVIDENCE_JOIN}{_PROGRAMME_JOIN}\nLEFT JOIN term c ON c.iri = x.class",
    order=f"{IN_PLAN_ORDER}, x.position, x.id",
)

PROJECTS: Final = Table(
    "projects",
    "โครงการ",
    "Projects",
    (
        _STATEMENT,
        plan_column(t.PART_OF_PLAN),
        *PLAN_FACTS,
        *_NUMBER,
        *_TEXT,
        _PARENT,
        _STRATEGY,
        *_PROGRAMME,
        Column("objective", Type.TEXT, "วัตถุประสงค์", "objective", "x.objective", t.OBJECTIVE),
        Column("output", Type.TEXT, "เป้าหมาย (ผลผลิต)", "output", "x.output", t.OUTPUT),
        Column("outcome", Type.TEXT, "ผลที่คาดว่าจะได้รับ", "outcome", "x.outcome", t.OUTCOME),
        Column(
            "responsible_unit",
            Type.TEXT,
            "หน่วยงานรับผิดชอบ",
            "responsible unit",
            "x.responsible_unit",
            t.RESPONSIBLE_UNIT,
            repeated=True,
        ),
        Column(
            "total_budget_baht",
            Type.MONEY,
            "งบประมาณรวมตามที่พิมพ์ (บาท)",
            "total budget as printed (baht)",
            "x.total_budget",
            t.TOTAL_BUDGET,
        ),
        Column(
            "allocated_baht",
            Type.MONEY,
            "ผลรวมวงเงินรายปี (บาท)",
            "sum of the years (baht)",
            "(SELECT exact_sum(amount) FROM allocation WHERE statement = x.iri)",
            note=(
                "ผลรวมของแถวของโครงการในตาราง budgets ว่างหากไม่มีแถว",
                "The sum of the project's rows of the table budgets; empty where it has none.",
            ),
        ),
        *evidence(),
        _CONFIDENCE,
    ),
    f"statement x{OF_PLAN}{EVIDENCE_JOIN}{_PROGRAMME_JOIN}",
    order=f"{IN_PLAN_ORDER}, x.position, x.id",
    where="x.kind = 'project'",
)

TARGETS: Final = Table(
    "targets",
    "ค่าเป้าหมาย",
    "Targets",
    (
        _STATEMENT,
        plan_column(t.PART_OF_PLAN),
        *PLAN_FACTS,
        Column(
            "indicator",
            Type.IRI,
            "ตัวชี้วัด",
            "indicator",
            "x.parent",
            t.PARENT_ELEMENT,
            note=("ข้อความที่ค่าเป้าหมายนี้เป็นของ", "The statement whose target this is, an indicator as a rule."),
            refers="statements",
            repeated=True,
        ),
        Column("indicator_text", Type.TEXT, "เนื้อความของตัวชี้วัด", "text of the indicator", "i.text", repeated=True),
        *_TEXT,
        *years("fiscal_year", "ปีงบประมาณ", "fiscal year", "x.fiscal_year", t.FISCAL_YEAR),
        *evidence(),
        _CONFIDENCE,
    ),
    f"statement x{OF_PLAN}{EVIDENCE_JOIN}\nLEFT JOIN statement i ON i.iri = x.parent",
    order=f"{IN_PLAN_ORDER}, x.position, x.id",
    where="x.kind = 'target'",
)

BUDGETS: Final = Table(
    "budgets",
    "วงเงินงบประมาณ",
    "Budget allocations",
    (
        Column("allocation", Type.IRI, "วงเงิน", "allocation", "x.iri", required=True),
        Column(
            "statement",
            Type.IRI,
            "โครงการหรือข้อความ",
            "project or other statement",
            "x.statement",
            t.ALLOCATION_OF,
            refers="statements",
            repeated=True,
        ),
        Column("plan", Type.IRI, "แผน", "plan", "s.plan", t.PART_OF_PLAN, "statement", refers="plans", repeated=True),
        *PLAN_FACTS,
        *years("fiscal_year", "ปีงบประมาณ", "fiscal year", "x.fiscal_year", t.FISCAL_YEAR),
        Column("amount_baht", Type.MONEY, "จำนวนเงิน (บาท)", "amount (baht)", "x.amount", t.AMOUNT),
        Column("currency", Type.TEXT, "สกุลเงิน", "currency", "b.currency", repeated=True),
        *evidence(),
    ),
    f"""allocation x
LEFT JOIN statement s ON s.iri = x.statement{OF_PLAN.replace("x.plan", "s.plan")}{EVIDENCE_JOIN}
LEFT JOIN budget b ON b.iri = x.budget""",
    order=f"{IN_PLAN_ORDER}, s.position, s.id, x.fiscal_year, x.id",
)

DOCUMENTS: Final = Table(
    "documents",
    "เอกสาร",
    "Source documents",
    (
        Column("document", Type.IRI, "เอกสาร", "document", "x.iri", required=True),
        Column(
            "plan",
            Type.IRI,
            "แผน",
            "plan",
            "p.iri",
            note=("แผนที่อ่านจากเอกสารนี้", "The plan that was read from the document."),
            refers="plans",
        ),
        *OWNER,
        Column("title", Type.TEXT, "ชื่อเอกสาร", "title", "x.title", t.DCT_TITLE),
        language("x.language", "title"),
        Column("source_url", Type.IRI, "แหล่งที่มา", "source", "x.source_url", t.DCT_SOURCE),
        Column("sha256", Type.TEXT, "ค่าแฮช SHA-256", "SHA-256", "x.sha256", t.SHA256),
        Column("file_name", Type.TEXT, "ชื่อแฟ้ม", "file name", "x.file_name", t.FILE_NAME),
        Column("media_type", Type.TEXT, "ชนิดสื่อ", "media type", "x.media_type", t.DCAT_MEDIA_TYPE, repeated=True),
        Column("retrieved", Type.DAY, "วันที่ได้มา", "retrieved", "x.retrieved", t.RETRIEVED),
        Column("licence", Type.IRI, "สัญญาอนุญาต", "licence", "x.licence", t.DCT_LICENSE, repeated=True),
        Column("rights", Type.TEXT, "สิทธิ", "rights", "x.rights", t.DCT_RIGHTS, repeated=True),
        Column(
            "characters",
            Type.WHOLE,
            "ความยาว",
            "length",
            "x.characters",
            note=("จำนวนจุดรหัสของข้อความดิบ", "Code points of the raw text, in which offsets count."),
        ),
        Column("coverage", Type.DEGREE, "ส่วนที่เข้าใจ", "coverage", "x.coverage", t.COVERAGE),
    ),
    """document x
LEFT JOIN plan p ON p.id = (SELECT min(id) FROM plan WHERE document = x.iri)
LEFT JOIN place ON place.plan = p.id
LEFT JOIN organisation o ON o.iri = p.organisation
LEFT JOIN concept v ON v.iri = o.province""",
    order=f"{IN_PLAN_ORDER}, x.id",
)

TABLES: Final = (ORGANISATIONS, PLANS, STATEMENTS, PROJECTS, TARGETS, BUDGETS, LINKS, REVIEWS, DOCUMENTS)
"""All tables, in the order in which they are listed."""

KEYS: Final = MappingProxyType({table.name: table.key.name for table in TABLES})
"""The name of the key of each table."""

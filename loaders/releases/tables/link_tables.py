"""The tables of links from statements to shared vocabularies, and of what people have said of them."""

# ruff: noqa: S608 - no word of the SQL comes from the data

from typing import Final

from phaen.loaders.releases.tables.columns import Column, Table, Type
from phaen.loaders.releases.tables.shared import IN_PLAN_ORDER, OF_PLAN, PLAN_FACTS, Codes, coded
from phaen.ontology import terms as t

_WHOSE: Final = (
    Column(
        "plan",
        Type.IRI,
        "แผน",
        "plan",
        "s.plan",
        t.PART_OF_PLAN,
        "statement",
        refers="plans",
        repeated=True,
    ),
    *PLAN_FACTS,
)
_WHAT: Final = (
    *coded("relation", ("ความสัมพันธ์", "relation"), "x.relation", "n", Codes(t.PHAEN.iri, t.OWL_ANNOTATED_PROPERTY)),
    Column(
        "vocabulary",
        Type.TEXT,
        "คำศัพท์",
        "vocabulary",
        "vocabulary_of(x.concept)",
        note=("ชื่อย่อของรายการแนวคิดที่เชื่อมโยงไป", "The short name of the list of concepts that is linked to."),
        repeated=True,
    ),
    Column("vocabulary_th", Type.TEXT, "คำศัพท์ (ไทย)", "vocabulary (Thai)", "w.label_th", repeated=True),
    Column("vocabulary_en", Type.TEXT, "คำศัพท์ (อังกฤษ)", "vocabulary (English)", "w.label_en", repeated=True),
    Column("concept", Type.IRI, "แนวคิด", "concept", "x.concept", t.OWL_ANNOTATED_TARGET, repeated=True),
    Column(
        "notation",
        Type.TEXT,
        "รหัสแนวคิด",
        "notation",
        "notation_of(x.concept)",
        note=("รหัสของแนวคิดในรายการของมัน", "The code of the concept in its list."),
        repeated=True,
    ),
    Column(
        "concept_th",
        Type.TEXT,
        "แนวคิด (ไทย)",
        "concept (Thai)",
        "coalesce(g.label_th, h.name_th, area_th(x.concept))",
        repeated=True,
    ),
    Column(
        "concept_en",
        Type.TEXT,
        "แนวคิด (อังกฤษ)",
        "concept (English)",
        "coalesce(g.label_en, h.name_en, h.other_en, area_en(x.concept))",
        repeated=True,
    ),
)
_JOINS: Final = f"""
LEFT JOIN statement s ON s.iri = x.statement{OF_PLAN.replace("x.plan", "s.plan")}
LEFT JOIN term n ON n.iri = x.relation
LEFT JOIN vocabulary w ON w.name = vocabulary_of(x.concept)
LEFT JOIN concept g ON g.iri = x.concept
LEFT JOIN organisation h ON h.iri = x.concept"""


def _judged(source: str) -> tuple[Column, ...]:
    """Make the columns of what a person has judged; ``source`` is the alias of the review."""
    return (
        Column(
            "verdict",
            Type.TEXT,
            "คำตัดสิน",
            "verdict",
            f"{source}.verdict",
            note=("accepted added หรือ rejected", "What a person has said of the link: accepted, added or rejected."),
            repeated=True,
        ),
        Column(
            "reviewer",
            Type.TEXT,
            "ผู้ตรวจทาน",
            "reviewer",
            f"coalesce({source}.reviewer, {source}.reviewer_name)",
            note=("IRI หรือชื่อของผู้ตรวจทาน", "The IRI of the person, or a name."),
            repeated=True,
        ),
        Column("review_date", Type.DAY, "วันที่ตรวจทาน", "date of the review", f"{source}.review_date"),
        Column("comment", Type.TEXT, "หมายเหตุ", "comment", f"{source}.comment"),
    )


LINKS: Final = Table(
    "links",
    "การเชื่อมโยง",
    "Links to vocabularies",
    (
        Column("link", Type.IRI, "การเชื่อมโยง", "link", "x.iri", required=True),
        Column(
            "statement",
            Type.IRI,
            "ข้อความ",
            "statement",
            "x.statement",
            t.OWL_ANNOTATED_SOURCE,
            refers="statements",
            repeated=True,
        ),
        *_WHOSE,
        Column("kind", Type.TEXT, "ชนิดของข้อความ", "kind of statement", "s.kind", repeated=True),
        *_WHAT,
        Column("confidence", Type.DEGREE, "ความเชื่อมั่น", "confidence", "x.confidence", t.SSSOM_CONFIDENCE),
        Column(
            "justification",
            Type.TEXT,
            "วิธีเชื่อมโยง",
            "justification",
            f"code(x.justification, '{t.SEMAPV.iri}')",
            t.SSSOM_MAPPING_JUSTIFICATION,
            note=(
                "LexicalMatching คือคำนวณจากคำ ManualMappingCuration คือคนเป็นผู้เชื่อมโยง",
                "LexicalMatching if words made the link, ManualMappingCuration if a person did (SEMAPV).",
            ),
            start=t.SEMAPV.iri,
            repeated=True,
        ),
        Column("because", Type.TEXTS, "เพราะคำว่า", "because", "x.because", t.BECAUSE),
        *_judged("j"),
    ),
    f"""link x{_JOINS}
LEFT JOIN review j ON j.id = (SELECT min(id) FROM review WHERE statement = x.statement AND concept = x.concept)""",
    order=f"{IN_PLAN_ORDER}, s.position, s.id, x.id",
    where="x.link_set IS NOT NULL",
)

REVIEWS: Final = Table(
    "reviews",
    "ผลการตรวจทาน",
    "Reviews of links",
    (
        Column("review", Type.IRI, "ผลการตรวจทาน", "review", "x.iri", required=True),
        Column(
            "statement",
            Type.IRI,
            "ข้อความ",
            "statement",
            "x.statement",
            t.OWL_ANNOTATED_SOURCE,
            note=(
                "อาจเป็นข้อความที่แผนไม่มีแล้ว",
                "It may be one that its plan no longer has.",
            ),
            refers="statements",
            repeated=True,
        ),
        *_WHOSE,
        *_WHAT,
        Column("words", Type.TEXT, "ข้อความที่ตรวจทาน", "words that were judged", "x.words", t.SSSOM_SUBJECT_LABEL),
        *_judged("x"),
    ),
    f"review x{_JOINS}",
    order=f"{IN_PLAN_ORDER}, s.position, s.id, x.id",
)

"""Columns that several tables have: whose the row is, for which years, its evidence, and codes with their names."""

from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode

from phaen.loaders.releases.tables.columns import Column, Type
from phaen.ontology import terms as t

ERA: Final = 543
"""Years by which the Buddhist era is ahead of the Christian one."""

OF_PLAN: Final = """
LEFT JOIN plan p ON p.iri = x.plan
LEFT JOIN place ON place.plan = p.id
LEFT JOIN organisation o ON o.iri = p.organisation
LEFT JOIN concept v ON v.iri = o.province"""
"""Joins the plan of a row, its owner and the owner's province; ``place`` tells where a plan stands in tables."""

EVIDENCE_JOIN: Final = """
LEFT JOIN span e ON e.iri = x.evidence"""

IN_PLAN_ORDER: Final = "place.rank IS NULL, place.rank"


@dataclass(frozen=True, slots=True)
class Codes:
    """The values of a code list: what their IRIs start with, and the property that joins a row to one, if any does."""

    start: str
    property: NamedNode | None = None


def coded(name: str, titles: tuple[str, str], iri: str, labels: str, codes: Codes) -> tuple[Column, ...]:
    """Make the three columns of a code list's value: the code, and what it is called in Thai and in English.

    ``iri`` is the expression of its IRI; ``labels`` is the alias of the working table with the names.
    """
    (th, en), bare = titles, name.removesuffix("_code")
    note = (f"ส่วนท้ายของ IRI ของ{th} หลัง {codes.start}", f"The end of the IRI of the {en}, after {codes.start}")
    code = Column(
        name,
        Type.TEXT,
        f"รหัส{th}",
        f"{en} code",
        f"code({iri}, '{codes.start}')",
        codes.property,
        note=note,
        start=codes.start,
        repeated=True,
    )
    return (
        code,
        Column(f"{bare}_th", Type.TEXT, f"{th} (ไทย)", f"{en} (Thai)", f"{labels}.label_th", repeated=True),
        Column(f"{bare}_en", Type.TEXT, f"{th} (อังกฤษ)", f"{en} (English)", f"{labels}.label_en", repeated=True),
    )


PROVINCE: Final = coded("province_code", ("จังหวัด", "province"), "o.province", "v", Codes(t.PROVINCE.iri))


def years(
    name: str, th: str, en: str, sql: str, property_: NamedNode | None = None, about: str = ""
) -> tuple[Column, ...]:
    """Make the two columns of a year: of the Buddhist era as plans print it, and of the Christian one."""
    note = (f"ปีพุทธศักราชลบด้วย {ERA}", f"The Buddhist year less {ERA}; a fiscal year is named for its end.")
    return (
        Column(f"{name}_be", Type.WHOLE, f"{th} (พ.ศ.)", f"{en} (Buddhist era)", sql, property_, about),
        Column(f"{name}_ce", Type.WHOLE, f"{th} (ค.ศ.)", f"{en} (Christian era)", f"{sql} - {ERA}", note=note),
    )


PERIOD: Final = (
    *years("period_from", "ปีแรกของแผน", "first year of the plan", "p.period_from", t.PERIOD_FROM, "plan"),
    *years("period_to", "ปีสุดท้ายของแผน", "last year of the plan", "p.period_to", t.PERIOD_TO, "plan"),
)

OWNER: Final = (
    Column(
        "organisation",
        Type.IRI,
        "องค์กร",
        "organisation",
        "p.organisation",
        t.PLAN_OF,
        "plan",
        refers="organisations",
        repeated=True,
    ),
    Column("organisation_th", Type.TEXT, "ชื่อองค์กร (ไทย)", "organisation (Thai)", "o.name_th", repeated=True),
    Column(
        "organisation_en",
        Type.TEXT,
        "ชื่อองค์กร (อังกฤษ)",
        "organisation (English)",
        "coalesce(o.name_en, o.other_en)",
        repeated=True,
    ),
    *PROVINCE,
)

PLAN_FACTS: Final = (*OWNER, *PERIOD)
"""Whose plan a row is of, where, and for which years: the same in all rows of a plan."""


def plan_column(property_: NamedNode | None, about: str = "") -> Column:
    """Make the column of the plan that a row is of."""
    return Column("plan", Type.IRI, "แผน", "plan", "x.plan", property_, about, refers="plans", repeated=True)


def evidence(about: str = "") -> tuple[Column, ...]:
    """Make the columns of where the document says what the row says; offsets count code points of its raw text."""
    return (
        Column("evidence", Type.IRI, "หลักฐาน", "evidence", "x.evidence", t.HAS_EVIDENCE, about),
        Column(
            "document",
            Type.IRI,
            "เอกสาร",
            "document",
            "e.document",
            t.NIF_REFERENCE_CONTEXT,
            "evidence",
            ("เอกสารที่มีหลักฐาน", "The document in which the evidence stands."),
            refers="documents",
            repeated=True,
        ),
        Column(
            "offset_begin",
            Type.WHOLE,
            "ตำแหน่งเริ่ม",
            "first offset",
            "e.offset_begin",
            t.NIF_BEGIN_INDEX,
            "evidence",
            ("จำนวนจุดรหัสก่อนหลักฐานในข้อความดิบ", "Code points of the raw text before the evidence."),
        ),
        Column(
            "offset_end",
            Type.WHOLE,
            "ตำแหน่งจบ",
            "end offset",
            "e.offset_end",
            t.NIF_END_INDEX,
            "evidence",
            ("ตำแหน่งของจุดรหัสถัดจากหลักฐาน", "Code points of the raw text up to the end of the evidence."),
        ),
    )


def language(sql: str, of: str) -> Column:
    """Make the column of the language of a text, which is in Thai unless its document has none of its own."""
    note = (f"รหัสภาษาของคอลัมน์ {of} ตาม BCP 47", f"The language tag (BCP 47) of the column {of}.")
    return Column(f"{of}_language", Type.TEXT, "ภาษา", "language", sql, note=note, repeated=True)

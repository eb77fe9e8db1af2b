"""What a StratML plan says beside its statements: stakeholders, results that were reached, units and relationships.

It is rendered for the reader of the text, and nothing is understood of it; but it must not be lost in silence.
Placeholders of StratML's forms, such as "[To be determined]" and "[To_be_inserted_by_user]", say nothing.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from xml.etree.ElementTree import Element

PLACEHOLDER = re.compile(r"\[to[ _]be[ _][^\[\]]*\]", re.IGNORECASE)
BUDDHIST_ERA = 543
IN_CHARGE = "หน่วยงานรับผิดชอบ"
"""The role that phaen writes; it is rendered before the unit's name already."""

THAI_WORDS = {
    "Stakeholder": "ผู้มีส่วนได้ส่วนเสีย",
    "ActualResult": "ผลที่เกิดขึ้นจริง",
    "UnitOfMeasurement": "หน่วยวัด",
    "Relationship": "ความสัมพันธ์",
}
ENGLISH_WORDS = {
    "Stakeholder": "Stakeholder",
    "ActualResult": "Actual result",
    "UnitOfMeasurement": "Unit",
    "Relationship": "Relationship",
}


def said(element: Element, path: str) -> str:
    """Give the text of a part on one line; nothing where there is none, or a placeholder."""
    text = " ".join((element.findtext(path) or "").split())
    return "" if PLACEHOLDER.fullmatch(text) else text


def performs(stakeholder: Element) -> bool:
    """Tell whether a stakeholder carries out what is planned, in any of its roles (of two types at most each)."""
    return any((role.text or "").strip() == "Performer" for role in stakeholder.findall("Role/RoleType"))


def stakeholder_lines(element: Element, *, thai: bool, in_charge: Element | None = None) -> Iterator[str]:
    """Name the stakeholders of an organisation or a statement; of the one in charge only what is not its name."""
    for stakeholder in element.findall("Stakeholder"):
        roles = [said(role, part) for role in stakeholder.findall("Role") for part in ("Name", "Description")]
        more = [said(stakeholder, "Description"), *(role for role in roles if role != IN_CHARGE)]
        if stakeholder is not in_charge:
            yield from _line("Stakeholder", [said(stakeholder, "Name"), *more], thai=thai)
        elif any(more):
            yield " : ".join(filter(None, more))


def indicator_lines(indicator: Element, *, thai: bool) -> Iterator[str]:
    """Say what an indicator holds beside its dimension and its targets."""
    unit = said(indicator, "UnitOfMeasurement")
    results = indicator.findall("MeasurementInstance/ActualResult")
    targets = indicator.findall("MeasurementInstance/TargetResult")
    if not any(said(result, "NumberOfUnits") for result in (*results, *targets)):
        yield from _line("UnitOfMeasurement", [unit], thai=thai)
    for result in results:
        year = year_of(result)
        yield from _line("ActualResult", [result_words(result, unit)], thai=thai, year=year)
    for relationship in indicator.findall("Relationship"):
        parts = [said(relationship, part) for part in ("Name", "Description")]
        yield from _line("Relationship", parts, thai=thai)


def result_words(result: Element, unit: str) -> str:
    """Give a result in words: its number with the unit, unless its description holds the number, and its rating."""
    number, value = said(result, "NumberOfUnits"), said(result, "Descriptor/DescriptorValue")
    rating = " ".join(filter(None, (said(result, "Descriptor/DescriptorName"), value))) if value else ""
    words = " : ".join(filter(None, (said(result, "Description"), rating)))
    if not number:
        return words
    measured = " ".join(filter(None, (number, unit)))
    repeats = re.search(rf"(?<![\d.]){re.escape(number)}(?![\d.]*\d)", words.replace(",", ""))
    return words if repeats else " : ".join(filter(None, (measured, words)))


def year_of(result: Element) -> int | None:
    """Give the Buddhist year in which a result's time ends; None where no date is given."""
    end = date_of(result, "EndDate")
    return end.year + BUDDHIST_ERA if end else None


def date_of(element: Element, path: str) -> date | None:
    """Give a date; None where there is none, as the schema of Part 2 allows, or nothing that is one."""
    with suppress(ValueError):
        return date.fromisoformat(said(element, path)[:10])
    return None


def dated(word: str, year: int | None) -> str:
    """Put a Buddhist year behind a word."""
    return f"{word} ปี {year}" if year else word


def _line(tag: str, parts: list[str], *, thai: bool, year: int | None = None) -> Iterator[str]:
    word = (THAI_WORDS if thai else ENGLISH_WORDS)[tag]
    if year:
        word = dated(word, year) if thai else f"{word} {year - BUDDHIST_ERA}"
    if any(parts):
        yield " : ".join([word, *filter(None, parts)])

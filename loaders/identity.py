"""Whose plan a document is, for which years, and under which title: from the text, or from what was given beside it."""

import re
from dataclasses import dataclass, replace

from phaen.loaders.grammar import NUMBER, YEARS
from phaen.loaders.model import Context, Organisation, Period
from phaen.loaders.organisations import FRONT_LINES, Naming, find_owner, merge, same_body
from phaen.loaders.outline import Line, Outline, lines_of
from phaen.loaders.text import View, label
from phaen.ontology.digits import arabic

PERIOD = re.compile(r"(?:พ\.?\s*ศ\.?\s*)?([0-9๐-๙]{4})\s*(?:[-–—]|ถึง)\s*(?:พ\.?\s*ศ\.?\s*)?([0-9๐-๙]{4})")
ONLY_YEARS = re.compile(YEARS)
NUMBER_BEFORE = re.compile(rf"^(?:{NUMBER}[.)]*\s+)")
OTHERS_PLAN = re.compile("ยุทธศาสตร์ชาติ|แผนแม่บท|เศรษฐกิจและสังคมแห่งชาติ|ยุทธศาสตร์จังหวัด|กลุ่มจังหวัด")
OWN_PLAN = re.compile("แผนพัฒนา|แผนยุทธศาสตร์|วิสัยทัศน์|พันธกิจ|ยุทธศาสตร์")
BUDDHIST_YEARS = range(2500, 2700)
LONGEST_PERIOD = 20


@dataclass(frozen=True, slots=True)
class Identity:
    """Owner, years and title of a plan, each None where nobody knows it, and what is odd about them."""

    organisation: Organisation | None
    period: Period | None
    title: str | None
    warnings: tuple[str, ...] = ()


def identify(view: View, outline: Outline, context: Context) -> Identity:
    """Find whose plan a text is; what was given fills what the text does not say."""
    organisation, warnings = _owner(view, outline, context)
    period = _period(view, outline) or context.period
    return Identity(organisation, period, context.title or _title(view, outline), warnings)


def _owner(view: View, outline: Outline, context: Context) -> tuple[Organisation | None, tuple[str, ...]]:
    """Choose between the owner that the text names and the one that was given, and say what is odd about it."""
    named, given = find_owner(view, outline.headings, _front(view, outline)), context.organisation
    owner, warnings = _chosen(named, given)
    if owner and owner.province is None and context.province:
        owner = replace(owner, province=context.province)
    if owner and owner.province is None:
        warnings = (*warnings, f"the province of {owner.name} is not known; give it in the manifest")
    return owner, warnings


def _chosen(named: Naming, given: Organisation | None) -> tuple[Organisation | None, tuple[str, ...]]:
    if given is None:
        return named.organisation, (named.warning,) if named.warning else ()
    if named.organisation is None:
        return given, ()
    if same_body(named.organisation, given):
        return merge(named.organisation, given), ()
    return given, (f"the text names {named.organisation.name}, but {given.name} was given; the given one is used",)


def _front(view: View, outline: Outline) -> list[Line]:
    """Give the first lines, as far as they stand before the first statement."""
    first = outline.statements[0].start if outline.statements else len(view.text)
    return [line for line in lines_of(view.text) if line.text and line.end <= first][:FRONT_LINES]


def _title(view: View, outline: Outline) -> str | None:
    """Take the first line as the title where it is a heading; a section number is no part of it."""
    front = _front(view, outline)[:1]
    return NUMBER_BEFORE.sub("", label(front[0].text)) if front and front[0] in outline.headings else None


def _period(view: View, outline: Outline) -> Period | None:
    """Find the plan's own years in its headings and first lines; other bodies' plans are passed over."""
    for line in (*_front(view, outline), *outline.headings):
        if OTHERS_PLAN.search(line.text) or not (OWN_PLAN.search(line.text) or ONLY_YEARS.fullmatch(line.text)):
            continue
        for match in PERIOD.finditer(line.text):
            first, last = int(arabic(match[1])), int(arabic(match[2]))
            if first in BUDDHIST_YEARS and first <= last <= first + LONGEST_PERIOD:
                return Period(first, last)
    return None

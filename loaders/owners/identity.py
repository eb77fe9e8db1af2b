"""Whose plan a document is, for which years, in which edition, and under which title; and who says so.

What a steward gives (manifest, option) wins over the text, since it is there to correct it; the text over what the
format marks, that over the metadata, and that over the file's name and its folder's. Where two differ, it is said.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import Generic, TypeVar

from phaen.loaders.errors import OrganisationError
from phaen.loaders.model import Amendment, Context, Document, Organisation, Period, Sources
from phaen.loaders.outline.grammar import NUMBER, YEARS
from phaen.loaders.outline.outline import Outline
from phaen.loaders.owners.bodies import find_bodies
from phaen.loaders.owners.editions import find_amendment
from phaen.loaders.owners.namings import Found, Page
from phaen.loaders.owners.organisations import (
    Naming,
    find_owner,
    given_organisation,
    merge,
    parse_organisation,
    same_body,
    where_it_may_be,
    with_province,
)
from phaen.loaders.owners.periods import choose_period, period_in
from phaen.loaders.text import View, clean, label

T = TypeVar("T")

ONLY_YEARS = re.compile(YEARS)
NUMBER_BEFORE = re.compile(rf"^(?:{NUMBER}[.)]*\s+)")
NAMES_A_PLAN = re.compile(r"[^ก-ฮ]{0,12}(?:ร่าง\s*)?แผน(?:พัฒนา|ยุทธศาสตร์|ปฏิบัติ|กลยุทธ์|แม่บท|การดำเนินงาน|ดำเนินงาน|บริหาร)")
# "Microsoft Word - แผน.doc", "Untitled-1", "Sheet1", "scan0001".
BY_PROGRAMS = re.compile(
    r"^Microsoft (?:Word|Excel|PowerPoint)\s*-\s*|\.(?:docx?|xlsx?|pdf|pptx?)$"
    r"|^(?:untitled|document|doc|book|sheet|presentation|slide|scan|img|home|new page|index)[\s_-]*\d*$",
    re.IGNORECASE,
)
LONGEST_TITLE = 200
TITLE_LINES = 3
UPPER_BODIES = ("province", "district", "other-agency", "health-office", "education-area-office")
"""Types whose own plan may be called a province's, as แผนพัฒนาการศึกษาจังหวัด is."""

FOLDERS = 1
"""Folders above a file whose names count as well."""

MOST_NAMED = 5
"""Places that a warning names."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Owner, years, title and edition of a plan, each None where nobody knows it, and what is odd about them."""

    organisation: Organisation | None = None
    period: Period | None = None
    title: str | None = None
    amendment: Amendment | None = None
    sources: Sources = field(default_factory=Sources)
    warnings: tuple[str, ...] = ()


def identify(view: View, outline: Outline, context: Context, document: Document | None = None) -> Identity:
    """Find whose plan a document is, and which."""
    statements = tuple((statement.start, statement.end) for statement in outline.statements)
    page = Page(view.text, statements, _metadata_title(document))
    path = from_path(document.path) if document else Identity()
    stated = _stated(document)
    owner, warnings = _owner(find_owner(view, page), context, stated, path)
    period = _period(page, owner, context, stated, path)
    amendment = _amendment(page, path)
    title, title_by = _title(outline, context, page)
    return Identity(
        owner,
        period.value,
        title,
        amendment.value,
        Sources(title_by, period.source, amendment.source),
        (*warnings, *period.warnings, *amendment.warnings),
    )


def _metadata_title(document: Document | None) -> str | None:
    """Give the title in a file's metadata, cleaned; None for what programs put there by themselves."""
    title = label(clean(document.title).text) if document and document.title else ""
    title = BY_PROGRAMS.sub("", title)
    return title or None


def from_path(path: str) -> Identity:
    """Understand a file's name and its folder's: "แผนพัฒนาท้องถิ่น 2566-2570 อบต.บ้านกลาง เพิ่มเติมครั้งที่1.pdf"."""
    folders = PurePath(path).parts[-1 - FOLDERS : -1]
    names = [clean(name.replace("_", " ")).text for name in (PurePath(path).stem, *reversed(folders))]
    bodies = [m for name in names for m in find_bodies(name, 0, len(name), local=False) if not m.body.strict]
    return Identity(
        organisation=given_organisation(bodies[0], Found.FILE_NAME) if bodies else None,
        period=next(filter(None, map(period_in, names)), None),
        amendment=next(filter(None, (find_amendment(name, anywhere=True) for name in names)), None),
    )


def said_by_path(path: str) -> tuple[str, ...]:
    """Give what a path says of a plan in a stable form, for the key of a reading."""
    found = from_path(path)
    return tuple(repr(part) for part in (found.organisation, found.period, found.amendment) if part)


def _stated(document: Document | None) -> Identity:
    """Take what the document's format marks itself, as StratML does."""
    if document is None or document.stated is None:
        return Identity()
    name, period = document.stated.organisation, document.stated.period
    try:
        return Identity(parse_organisation(name, source=Found.METADATA) if name else None, period)
    except OrganisationError as error:
        return Identity(None, period, warnings=(str(error),))


# --- the owner --------------------------------------------------------------------------------------------------------


def _owner(
    named: Naming, context: Context, stated: Identity, path: Identity
) -> tuple[Organisation | None, tuple[str, ...]]:
    """Choose between the owners that the text names, that were given and that the file's name holds."""
    owner, warnings = _chosen(named, context.organisation)
    for beside, word in ((stated.organisation, "the file's marks"), (path.organisation, "the file's name")):
        if owner is None:
            owner = beside
        elif beside and not same_body(owner, beside):
            warnings = (*warnings, f"{word} says {beside.name}, but {owner.name} is used, by the {owner.source}")
        elif beside and owner.province is None:
            owner = merge(owner, beside)
    if owner and owner.province is None and context.province:
        owner = with_province(owner, context.province)
    return _without_province(owner, (*warnings, *stated.warnings))


def _chosen(named: Naming, given: Organisation | None) -> tuple[Organisation | None, tuple[str, ...]]:
    if given is None:
        return named.organisation, named.warnings
    if named.organisation is None:
        return given, ()
    if same_body(named.organisation, given):
        return merge(named.organisation, given), ()
    return given, (f"the text names {named.organisation.name}, but {given.name} was given; the given one is used",)


def _without_province(
    owner: Organisation | None, warnings: tuple[str, ...]
) -> tuple[Organisation | None, tuple[str, ...]]:
    """Say that the province is not known, and where the register has places of that name; none of them is taken."""
    if owner is None or owner.province:
        return owner, warnings
    only, places = where_it_may_be(owner)
    some = ", ".join(places[:MOST_NAMED]) + (", …" if len(places) > MOST_NAMED else "")
    maybe = f" (the register has {some})" if places else ""
    said = f"the province of {owner.name} is not known; give it in the manifest{maybe}"
    return replace(owner, inferred_area=only), (*warnings, said)


# --- years, edition, title --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Settled(Generic[T]):
    """What several sources say of one thing: the value of the first that knows it, and who that is."""

    value: T | None = None
    source: Found | None = None
    warnings: tuple[str, ...] = ()


def _settle(what: str, known: Iterable[tuple[T | None, Found]], written: Callable[[T], str]) -> _Settled[T]:
    """Take the first value that is known, and say where others differ from it."""
    found = [(value, source) for value, source in known if value is not None]
    if not found:
        return _Settled()
    value, source = found[0]
    others = [f"{written(other)} by the {by}" for other, by in found[1:] if written(other) != written(value)]
    said = f"the {what} {written(value)} by the {source}, but {', '.join(others)}; the former is used"
    return _Settled(value, source, (said,) if others else ())


def _period(
    page: Page, owner: Organisation | None, context: Context, stated: Identity, path: Identity
) -> _Settled[Period]:
    of_province = owner is None or owner.type in UPPER_BODIES
    years, rivals = choose_period(page.text, page.front_end, of_province=of_province)
    in_front = years is None or years.start < page.front_end
    known = (
        (context.period, Found.MANIFEST),
        (years.period if years else None, Found.FRONT_LINE if in_front else Found.PARAGRAPH),
        (stated.period, Found.METADATA),
        (period_in(page.title or ""), Found.METADATA),
        (path.period, Found.FILE_NAME),
    )
    settled = _settle("years are", known, _printed)
    if settled.value or not rivals:
        return settled
    several = ", ".join(map(_printed, rivals))
    return _Settled(warnings=(f"the text gives several periods ({several}); give the right one in the manifest",))


def _printed(period: Period) -> str:
    return f"{period.first}-{period.last}"


def _amendment(page: Page, path: Identity) -> _Settled[Amendment]:
    front = [line.text.strip() for line in page.lines if line.start < page.front_end]
    known = (
        (next(filter(None, map(find_amendment, front)), None), Found.FRONT_LINE),
        (find_amendment(page.title or "", anywhere=True), Found.METADATA),
        (path.amendment, Found.FILE_NAME),
    )
    return _settle("edition is", known, lambda amendment: amendment.key)


def _title(outline: Outline, context: Context, page: Page) -> tuple[str | None, str | None]:
    """Take the title that was given, a first line that names a plan, the metadata's, or a heading that is first."""
    if context.title:
        return context.title, Found.MANIFEST
    front = [line for line in page.lines if line.end <= page.front_end][:TITLE_LINES]
    for line in front:
        if NAMES_A_PLAN.match(line.text.strip()) and len(line.text) <= LONGEST_TITLE:
            return label(line.text), Found.FRONT_LINE
    if page.title:
        return page.title, Found.METADATA
    headings = {heading.start for heading in outline.headings}
    if not front or front[0].end - len(front[0].text.lstrip()) not in headings:
        return None, None
    return NUMBER_BEFORE.sub("", label(front[0].text)), Found.HEADING

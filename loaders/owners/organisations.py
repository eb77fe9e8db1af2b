"""The owner of a plan as a value: from its name as a user writes it, or from the names that a text holds."""

from dataclasses import dataclass, replace

from phaen.loaders.errors import OrganisationError
from phaen.loaders.model import Organisation
from phaen.loaders.owners.bodies import Mention, bodies, body_at
from phaen.loaders.owners.namings import Found, Page
from phaen.loaders.owners.ownership import Candidate, areas_of, choose_owner
from phaen.loaders.owners.places import Area, describe, is_only_one, places_called, province_called
from phaen.loaders.text import View
from phaen.ontology.provinces import all_provinces

DISTRICT_DIGITS = 4
"""Digits of a district's code."""


@dataclass(frozen=True, slots=True)
class Naming:
    """The owner that a text names, or None; and what is odd about it."""

    organisation: Organisation | None
    warnings: tuple[str, ...] = ()


def find_owner(view: View, page: Page) -> Naming:
    """Find the one body that a text names as the owner of its plan; several that are equally likely are no answer."""
    choice = choose_owner(page)
    if choice.owner is None:
        if not choice.rivals:
            return Naming(None)
        names = ", ".join(choice.rivals)
        return Naming(None, (f"the text names several bodies as its owner ({names}); give the right one with --org",))
    found, warnings = _with_area(choice.owner, areas_of(page, choice.owner))
    if choice.owner.source is Found.METADATA and Found.METADATA in choice.owner.seen and len(choice.owner.seen) == 1:
        return Naming(replace(found, asserted=False), warnings)
    # Identity, not equality: the title may name the body at the same place as the first line of the text does.
    beside = {id(mention) for mention in choice.owner.seen.get(Found.METADATA, ())}
    mention = next(mention for mention in choice.owner.mentions if id(mention) not in beside)
    return Naming(replace(found, span=view.raw_span(mention.start, mention.end)), warnings)


def _with_area(owner: Candidate, areas: list[Area]) -> tuple[Organisation, tuple[str, ...]]:
    """Make the organisation; areas that contradict each other leave its province open."""
    mention = owner.name
    provinces = list(dict.fromkeys(code for code in (m.province for m in owner.mentions) if code)) or list(
        dict.fromkeys(area.province for area in areas if area.province)
    )
    found = Organisation(mention.name, mention.body.type, None, asserted=True, source=owner.source)
    if len(provinces) > 1:
        names = ", ".join(all_provinces()[code].name_th for code in provinces)
        return found, (f"the text names several provinces for {mention.name} ({names}); give the right one",)
    if not provinces:
        return found, ()
    codes = {area.code for area in areas if area.province == provinces[0] and area.code} or {provinces[0]}
    longest = max(codes, key=len)
    area = longest if all(longest.startswith(code) for code in codes) else provinces[0]
    return replace(found, province=all_provinces()[provinces[0]].name_th, area=located(mention, area)), ()


def located(mention: Mention, area: str) -> str:
    """Make the area of a local government exact: its subdistrict, where only one there has its name."""
    body, bare = mention.body, mention.bare
    if body.type == "district":
        found = [place.code for place in places_called(bare, 4) if place.code.startswith(area)]
    elif body.name == "area" and body.type != "health-office":
        found = [place.code for place in places_called(bare, 6) if place.code.startswith(area)]
    else:
        found = []
    return found[0] if len(found) == 1 else area


# --- names that a user, a file's name or a format gives ---------------------------------------------------------------


def parse_organisation(name: str, *, province: str | None = None, source: str = Found.MANIFEST) -> Organisation:
    """Understand an organisation given by the user, such as "อบจ.ลำปาง".

    Raises OrganisationError where the name has no known type word, or the province is not one of the 77.
    """
    mention = body_at(" ".join(name.split()))
    if mention is None or (mention.body.type == "pao" and mention.province is None):
        words = ", ".join(body.word for body in bodies())
        raise OrganisationError(f"organisation '{name}' is not understood; write its kind ({words}) and then its name")
    return given_organisation(mention, source, checked_province(province))


def given_organisation(mention: Mention, source: str, province: str | None = None) -> Organisation:
    """Make the organisation that was named outside the text."""
    code = (province_called(province) if province else None) or mention.province
    found = Organisation(mention.name, mention.body.type, None, asserted=False, source=source)
    if code is None:
        return found
    exact = mention.area.code if mention.area.province == code else None
    return replace(found, province=all_provinces()[code].name_th, area=located(mention, exact or code))


def checked_province(province: str | None) -> str | None:
    """Give a province's bare Thai name; raises OrganisationError for none of the 77."""
    if not province:
        return None
    bare = province.strip().removeprefix("จังหวัด").removeprefix("จ.").strip()
    if bare not in {known.name_th for known in all_provinces().values()}:
        raise OrganisationError(f"province '{province}' is none of the 77 provinces; write its Thai name, such as ลำพูน")
    return bare


# --- comparing --------------------------------------------------------------------------------------------------------


def same_body(one: Organisation, other: Organisation) -> bool:
    """Tell whether two readings of an owner agree."""
    return one.name == other.name and (one.province == other.province or None in (one.province, other.province))


def merge(one: Organisation, other: Organisation) -> Organisation:
    """Fill the area that one reading lacks from the other; evidence, source and name stay those of the first."""
    area = max(one.area or "", other.area or "", key=len) or None
    return replace(one, province=one.province or other.province, area=area)


def with_province(organisation: Organisation, province: str) -> Organisation:
    """Add a province that was given beside the text."""
    mention = body_at(organisation.name)
    code = province_called(province)
    return replace(organisation, province=province, area=located(mention, code) if mention and code else code)


def telling_district(organisation: Organisation) -> str | None:
    """Give the district that the key of an organisation needs: where it is known, unless its name alone tells it.

    A name tells its district where the register has it (for a district or a subdistrict) in that one of the province's
    districts only. Bodies of which a province has one by their nature need no district.
    """
    area, mention = organisation.area or "", body_at(organisation.name)
    if len(area) < DISTRICT_DIGITS or mention is None or mention.body.name not in ("area", "text"):
        return None
    district = area[:DISTRICT_DIGITS]
    return None if is_only_one(mention.bare, district) else district


def area_of_key(organisation: Organisation) -> str | None:
    """Give the code of the area that follows from an organisation's key, so that all its plans agree on it."""
    province, mention = province_called(organisation.province or ""), body_at(organisation.name)
    known = telling_district(organisation) or province
    return located(mention, known) if known and mention else None


def where_it_may_be(organisation: Organisation) -> tuple[str | None, tuple[str, ...]]:
    """Look up the places of an organisation's name where its province is not known: the code of the only one, or all.

    >>> where_it_may_be(parse_organisation("อบต.ม่วงน้อย"))
    ('510604', ('ต.ม่วงน้อย อ.ป่าซาง จ.ลำพูน',))
    """
    mention = body_at(organisation.name)
    if mention is None or mention.body.name != "area":
        return None, ()
    is_district = mention.body.type in ("district", "health-office")
    found = places_called(mention.bare, 4 if is_district else 6)
    if not found and not is_district:
        found = places_called(mention.bare, 4)
    titles = tuple(" ".join(place.title for place in reversed(describe(place.code))) for place in found)
    return found[0].code if len(found) == 1 else None, titles

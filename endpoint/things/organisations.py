"""The page of an organisation: what and where it is, its plans, what they want, what they are about, its neighbours."""

from flask import request
from pyoxigraph import NamedNode

from phaen.endpoint.country import SMALL, outlines, shaded
from phaen.endpoint.editions import offers
from phaen.endpoint.knowledge import Description
from phaen.endpoint.language import language_of
from phaen.endpoint.memento.dated import dated
from phaen.endpoint.saved.pictures import maps
from phaen.endpoint.things.concepts import list_name
from phaen.endpoint.things.portrait import neighbours_of, plans_of, themes_of
from phaen.endpoint.things.shown import Place, Shown
from phaen.endpoint.website import Site
from phaen.ontology.areas import all_areas
from phaen.ontology.provinces import all_provinces
from phaen.ontology.terms import DCT, PHAEN, PROVINCE


def show_organisation(site: Site, place: Place, found: Description) -> Shown:
    """Show an organisation that makes plans."""
    language, code = language_of(request), province_of(found)
    plans = plans_of(site.engine, place.iri)
    themes = themes_of(site.engine, place.iri, site.settings.base) if plans else {}
    neighbours = neighbours_of(site.engine, place.iri, code) if code else None
    values: dict[str, object] = {
        "province": code,
        "province_name": _name(code, language),
        "areas": areas_of(found.text(PHAEN["areaCode"].value) or "", language),
        "plans": plans,
        "visions": [(plan, vision) for plan in plans for vision in plan.visions],
        "themes": [(list_name(key, language), themes[key]) for key in themes],
        "neighbours": neighbours,
        "picture": _picture(code, language, neighbours.count) if neighbours else None,
        # That page compares what there is now.
        "offers": offers(site, [place.iri]) if len(plans) > 1 and not dated() else [],
    }
    seen = {theme.concept.iri for found_ in themes.values() for theme in found_}
    return Shown("things/organisation.html", values, frozenset(seen))


def province_of(found: Description) -> str:
    """Return the code of the province that an organisation is in, "" where it is not known."""
    places = [term for term in found.outgoing.get(DCT["spatial"].value, []) if isinstance(term, NamedNode)]
    codes = (place.value.removeprefix(PROVINCE.iri) for place in places)
    return next((code for code in codes if code in all_provinces()), "")


def areas_of(code: str, language: str) -> list[str]:
    """Name the subdistrict and the district of a TIS 1099 code, as far as it tells them."""
    codes = (code[:size] for size in (6, 4) if len(code) >= size)
    areas = (all_areas().get(part) for part in codes)
    return [area.title_th if language == "th" else area.name_en for area in areas if area is not None]


def _name(code: str, language: str) -> str:
    province = all_provinces().get(code)
    if province is None:
        return ""
    return province.name_th if language == "th" else province.name_en


def _picture(code: str, language: str, count: int) -> maps.Map:
    """Return a small map with the province alone in colour, which leads to who has plans there."""
    country = outlines(SMALL)
    here = maps.Place(_name(code, language), f"{count:,}", f"/organisations?province={code}")
    return maps.Map(country.width, country.height, shaded({code: 1}, SMALL), {code: here})

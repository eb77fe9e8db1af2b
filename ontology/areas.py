"""The districts and subdistricts of Thailand, by their codes: the one source of places below the province.

The facts are those of the package geothai, which follows the list of the Department of Provincial Administration; the
codes are those of TIS 1099 (4 and 6 digits, the first of them the province's). Nothing of it is kept in this project.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final

from phaen.ontology.provinces import all_provinces

SOURCE: Final = "https://github.com/GeoThai/data"
"""Where the register comes from."""

_BANGKOK: Final = "10"
_TITLE: Final = "เขต"


@dataclass(frozen=True, slots=True)
class Area:
    """A district (code of 4 digits) or a subdistrict (6), its bare names, and the postal codes that it has."""

    code: str
    name_th: str
    name_en: str
    postal_codes: tuple[str, ...] = ()

    @property
    def is_district(self) -> bool:
        """Tell whether this is a district."""
        return len(self.code) == 4  # noqa: PLR2004 - digits of TIS 1099

    @property
    def above(self) -> str:
        """Return the code of the province or the district that this is a part of."""
        return self.code[:-2]

    @property
    def title_th(self) -> str:
        """Return the name with the word for its level, such as ``อำเภอป่าซาง``; Bangkok has words of its own."""
        words = ("เขต", "แขวง") if self.code.startswith(_BANGKOK) else ("อำเภอ", "ตำบล")
        return f"{words[0 if self.is_district else 1]}{self.name_th}"


@cache
def all_areas() -> Mapping[str, Area]:
    """Return every district, followed by its subdistricts, by code in the order of the codes.

    Read when first needed: it costs some hundredths of a second.
    """
    return MappingProxyType({area.code: area for area in _areas()})


def districts() -> Iterator[Area]:
    """Give the districts in the order of their codes."""
    return (area for area in all_areas().values() if area.is_district)


def subdistricts() -> Iterator[Area]:
    """Give the subdistricts in the order of their codes."""
    return (area for area in all_areas().values() if not area.is_district)


def register_version() -> str:
    """Return the date of the register's edition, such as ``2026.10.23``."""
    import geothai

    return geothai.DATA_VERSION


def _areas() -> Iterator[Area]:
    import geothai

    for province in all_provinces():
        for district in geothai.districts(province):
            # The register names the districts of Bangkok with their title, and no others.
            yield Area(district.code, district.name_th.removeprefix(_TITLE), district.name_en)
            for place in geothai.subdistricts(district.code):
                yield Area(place.code, place.name_th, place.name_en, place.postal_codes)

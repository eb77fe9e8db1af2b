"""The 7,850 local governments: kinds and numbers as in the country, provinces as in the code list, names made up."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from random import Random

from phaen.loaders.model import Organisation
from phaen.ontology.identifiers import organisation_key
from phaen.ontology.provinces import Province, all_provinces

SEED = 2566
"""All that is drawn by lot is drawn from this."""

CAPITAL, CHONBURI = "10", "20"
"""TIS 1099 codes: the capital has no government but its own, and Pattaya lies in the other."""

KINDS = {
    "municipality-city": ("เทศบาลนคร", 30),
    "municipality-town": ("เทศบาลเมือง", 195),
    "municipality-subdistrict": ("เทศบาลตำบล", 2247),
    "sao": ("องค์การบริหารส่วนตำบล", 5300),
}
"""Words and number of each kind of which a province has several (Department of Local Administration)."""

FIRST = (
    *("บ้าน", "หนอง", "โนน", "ท่า", "ดอน", "คลอง", "ห้วย", "วัง", "นา", "โคก", "บึง", "ป่า", "เขา", "แม่", "ดง"),
    *("บาง", "ทุ่ง", "สระ", "ปาก", "หัว", "เกาะ", "ลำ", "ไร่", "สาม", "ศรี", "คู", "กุด", "ผา", "น้ำ", "เวียง"),
)
SECOND = (
    *("กลาง", "ใหญ่", "น้อย", "สูง", "แก้ว", "ทอง", "เงิน", "ขาว", "แดง", "เหนือ", "ใต้", "ยาว", "หลวง", "งาม", "ใหม่"),
    *("พระ", "ช้าง", "เสือ", "ไผ่", "มะขาม", "มะม่วง", "ตาล", "บัว", "หิน", "ทราย", "ชัย", "เจริญ", "สวรรค์", "พัฒนา", "สามัคคี"),
)


@dataclass(frozen=True, slots=True)
class Body:
    """A local government: its place in the list, from 0, its key, and what a document says of it."""

    number: int
    key: str
    province: str
    organisation: Organisation


@cache
def bodies() -> tuple[Body, ...]:
    """Make the list of all local governments, always the same."""
    return tuple(_body(number, *named) for number, named in enumerate(_named()))


def _body(number: int, kind: str, name: str, province: Province) -> Body:
    organisation = Organisation(name, kind, province.name_th, asserted=True, source="heading")
    return Body(number, organisation_key(kind, province.code, name), province.code, organisation)


def _named() -> Iterator[tuple[str, str, Province]]:
    provinces = all_provinces()
    yield "bma", "กรุงเทพมหานคร", provinces[CAPITAL]
    yield "pattaya", "เมืองพัทยา", provinces[CHONBURI]
    others = [province for code, province in provinces.items() if code != CAPITAL]
    for province in others:
        yield "pao", f"องค์การบริหารส่วนจังหวัด{province.name_th}", province
    chance = Random(SEED)
    weights = [chance.choice((1, 2, 2, 3, 5)) for _ in others]  # provinces have 20 to 330 local governments
    names = {province.code: _names(chance) for province in others}
    for kind, (words, count) in KINDS.items():
        for province in sorted(chance.choices(others, weights, k=count), key=lambda province: province.code):
            yield kind, words + next(names[province.code]), province


def _names(chance: Random) -> Iterator[str]:
    """Give the names of places, each once, in an order of their own for each province."""
    made = [first + second for first, second in product(FIRST, SECOND)]
    chance.shuffle(made)
    return iter(made)

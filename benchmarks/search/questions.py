"""What is asked: words of the data from rare to frequent, phrases, names, what is being typed, and SPARQL queries."""

from benchmarks.national.wording import DOINGS, ENDINGS, THINGS

RARE = ("สายที่ 97 หมู่ที่ 13", "ยกระดับ โรงเรียนในสังกัด สายที่ 41", "เทศบาลตำบลหนองบัว ประปา", "อบต.โคกมะขาม", "ผาทอง ป่าไม้")
FREQUENT = ("โครงการ", "พัฒนา", "ส่งเสริม", "น้ำ", "ถนน", "ผู้สูงอายุ", "ขยะ", "ท่องเที่ยว")
COMPOUND = ("สะพาน", "ระบาย", "เด็กเล็ก", "ภูมิปัญญา", "แสงสว่าง", "สูงอายุ", "ประปา", "สาธารณภัย")
SEVERAL = ("ปรับปรุง ถนน หมู่ที่ 5", "ส่งเสริม ผู้สูงอายุ เชียงใหม่", "เกษตร แหล่งน้ำ ลำพูน", "elderly", "water supply village")
PHRASES = ('"ถนน สะพาน และทางระบายน้ำ"', '"ระบบประปาหมู่บ้าน"', '"อย่างมีส่วนร่วม"')
SLIPS = ("ผู้สุงอายุ", "ถนนน", "ท่องเทียว", "แหลงน้ำ", "ภูมิปัญา")
LONG = tuple(f"{DOINGS[n % len(DOINGS)]}{THINGS[n % len(THINGS)]}{ENDINGS[n % len(ENDINGS)]}" for n in range(6))

SEARCHES = {
    "rare": RARE,
    "frequent": FREQUENT,
    "part of a compound": COMPOUND,
    "several words": SEVERAL,
    "phrase": PHRASES,
    "slip": SLIPS,
    "whole statement": LONG,
}
"""Searches by what makes them light or heavy."""

TYPED = ("ก", "กา", "ผู้ส", "เทศบาลตำบลหน", "องค์การบริหารส่วนตำบลบ้าน", "ถน", "ลำพ", "หนองบ", "ระบบประ", "chiang")
"""What somebody may have typed when suggestions are asked for."""

WORDS = ("ผู้สูงอายุ", "ประปา", "สะพาน", "ท่องเที่ยว", "ภูมิปัญญา", "แสงสว่าง")
"""Words that are looked for in SPARQL, by the index and by CONTAINS."""

_PREFIXES = """PREFIX text: <http://jena.apache.org/text#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX phaen: <https://w3id.org/phaen/ontology#>
"""

_SHAPES = {
    "labels": "SELECT ?s ?label WHERE {{ {found} }} LIMIT 20",
    "joined with its plan": (
        "SELECT ?s ?label ?owner WHERE {{ {found} ?s a phaen:Guideline ; phaen:partOfPlan ?plan . "
        "?plan phaen:planOf ?owner }} LIMIT 20"
    ),
}
_BY_INDEX = '(?s ?score ?label) text:query (skos:prefLabel "{word}" 200) .'
_BY_FILTER = '?s skos:prefLabel ?label . FILTER(CONTAINS(?label, "{word}"))'


def embedded(word: str) -> dict[str, tuple[str, str]]:
    """Give queries with a word: of each shape the one that asks the index, and the one that looks at every label.

    The filter must look at all labels, as who wants the best of all must: its result is sorted.
    """
    return {
        name: (
            _PREFIXES + shape.format(found=_BY_INDEX.format(word=word)),
            _PREFIXES + shape.format(found=_BY_FILTER.format(word=word)).replace("LIMIT", "ORDER BY ?label LIMIT"),
        )
        for name, shape in _SHAPES.items()
    }

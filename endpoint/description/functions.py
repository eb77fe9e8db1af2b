"""What the engine, Oxigraph with what we add to it, knows beyond SPARQL 1.1; a test runs each of them."""

from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode

from phaen.endpoint.sparql.textsearch.names import MATCH_SCORE, MATCHES, TEXT_QUERY
from phaen.ontology.terms import XSD, Namespace

GEOSPARQL: Final = Namespace("http://www.opengis.net/def/function/geosparql/")


@dataclass(frozen=True)
class Extension:
    """Something that the query language has beyond the standard: where it is described, and its names."""

    iri: str
    label: dict[str, str]


LANGUAGE_EXTENSIONS: Final = (
    Extension(
        "https://www.w3.org/TR/sparql12-query/",
        {
            "th": "SPARQL 1.2 (ร่าง): triple term, ทิศทางของข้อความ, VERSION",
            "en": "SPARQL 1.2 (draft): triple terms, text direction, VERSION",
        },
    ),
    Extension(
        "https://github.com/w3c/sparql-dev/blob/main/SEP/SEP-0002/sep-0002.md",
        {"th": "การคำนวณวันเวลาและช่วงเวลา, ADJUST", "en": "arithmetic of dates, times and durations; ADJUST"},
    ),
    Extension(
        "https://github.com/w3c/sparql-dev/blob/main/SEP/SEP-0006/sep-0006.md",
        {
            "th": "LATERAL: ประมวลผลส่วนขวาต่อแต่ละผลลัพธ์ของส่วนซ้าย",
            "en": "LATERAL: evaluate a pattern for each solution before it",
        },
    ),
)

PROPERTY_FEATURE: Final = Extension(
    TEXT_QUERY,
    {
        "th": "text:query: ค้นหาข้อความเต็มในรูปแบบของ Apache Jena",
        "en": "text:query: full-text search as in Apache Jena",
    },
)
"""The property that finds subjects by the words of their literals."""

_GEOSPARQL: Final = (
    *("area", "asGeoJSON", "centroid", "convexHull", "coordinateDimension", "difference", "dimension", "distance"),
    *("ehContains", "ehCoveredBy", "ehCovers", "ehDisjoint", "ehEquals", "ehInside", "ehMeet", "ehOverlap"),
    *("envelope", "getSRID", "intersection", "isEmpty", "isSimple", "length", "perimeter"),
    *("rcc8dc", "rcc8ec", "rcc8eq", "rcc8ntpp", "rcc8ntppi", "rcc8po", "rcc8tpp", "rcc8tppi", "relate"),
    *("sfContains", "sfCrosses", "sfDisjoint", "sfEquals", "sfIntersects", "sfOverlaps", "sfTouches", "sfWithin"),
    *("spatialDimension", "symDifference", "union"),
)
# SPARQL 1.1 Query, section 17.5, has seven casts; these are more.
_CASTS: Final = (
    *("date", "time", "duration", "dayTimeDuration", "yearMonthDuration"),
    *("gYear", "gYearMonth", "gMonth", "gMonthDay", "gDay"),
)

MATCH_FUNCTIONS: Final = (
    Extension(
        MATCHES.value,
        {
            "th": "matches(ข้อความ, คำค้น): ข้อความตรงกับคำค้นหรือไม่",
            "en": "matches(text, words): whether a text matches words, as text:query reads them",
        },
    ),
    Extension(
        MATCH_SCORE.value,
        {
            "th": "matchScore(ข้อความ, คำค้น): ข้อความตรงกับคำค้นเพียงใด ตั้งแต่ 0 ถึง 1",
            "en": "matchScore(text, words): how well a text matches words, from 0 to 1",
        },
    ),
)
"""Our own functions, which nothing else describes."""

EXTENSION_FUNCTIONS: Final = (
    *(GEOSPARQL[name] for name in _GEOSPARQL),
    *(XSD[name] for name in _CASTS),
    *(NamedNode(function.iri) for function in MATCH_FUNCTIONS),
)
"""The functions that have an IRI of their own. The engine has no aggregates beyond the standard."""

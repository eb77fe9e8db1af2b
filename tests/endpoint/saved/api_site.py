"""Saved queries for the tests of their results: of each form, of each type, in any order."""

from collections.abc import Mapping
from pathlib import Path

XSD = "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n"
TYPES = """SELECT * { VALUES (?text ?label ?iri ?whole ?great ?money ?share ?truth ?day ?moment ?local ?year ?odd) {
  ("051" "กำแพงเพชร"@th <http://example.org/ก> 2566 12345678901234567890 1500000.50 1.5e-3 true
   "2026-11-21"^^xsd:date "2026-11-21T09:30:00+07:00"^^xsd:dateTime "2026-11-21T09:30:00"^^xsd:dateTime
   "2023"^^xsd:gYear "soon"^^xsd:integer)
  (UNDEF UNDEF UNDEF UNDEF UNDEF UNDEF UNDEF UNDEF UNDEF UNDEF UNDEF UNDEF UNDEF) } }"""
TIES = """SELECT ?group ?number ?text {
  VALUES ?number { 7 3 5 1 9 2 8 4 6 0 } VALUES ?text { "ข"@th "b" "ก"@th "ก"@en } BIND(?number / 5 >= 1 AS ?group)
} ORDER BY ?group # of many rows alike"""
ECHO = 'SELECT ?text { VALUES ?text { "ก" } # parameter\n}'
MANY = """SELECT ?a ?b ?c {
  VALUES ?i { 0 1 2 3 4 5 6 7 8 9 } VALUES ?j { 0 1 2 3 4 5 6 7 8 9 } VALUES ?k { 0 1 2 3 4 5 6 7 8 9 }
  VALUES ?l { 0 1 2 3 4 5 6 7 8 9 } BIND(?i * 1000 + ?j * 100 + ?k * 10 + ?l AS ?a) BIND(STR(?a) AS ?b)
  BIND(CONCAT("แผนพัฒนาท้องถิ่น ", ?b) AS ?c) }"""
_QUERIES = {
    "types": XSD + TYPES,
    "ties": TIES,
    "window": TIES.replace(" # of many rows alike", " DESC(?number) LIMIT 23 OFFSET 4"),
    "many": MANY,
    "truth": "ASK {}",
    "graph": "CONSTRUCT { <http://example.org/s> <http://example.org/p> 1 } WHERE {}",
}


def write_queries(folder: Path) -> None:
    """Write the queries, and one that echoes what it is given."""
    for name, text in _QUERIES.items():
        (folder / f"{name}.rq").write_text(_header({}) + text, "utf-8")
    parameter = {"name": '"text"', "type": '"text"', "example": '"ก"', "required": "true"}
    (folder / "echo.rq").write_text(_header(parameter) + ECHO, "utf-8")


def _header(parameter: Mapping[str, str]) -> str:
    lines = [f'{key}.{lang} = "{key} {lang} ก"' for key in ("title", "description") for lang in ("th", "en")]
    lines += ['keywords = ["x"]', "order = 1"]
    if parameter:
        lines += ["[[parameters]]", 'label.th = "ข้อความ"', 'label.en = "text"']
        lines += [f"{key} = {value}" for key, value in parameter.items()]
    return "".join(f"#+ {line}\n" for line in lines)

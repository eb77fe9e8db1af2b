"""The table of line rules: every example is read by its rule, and no line, however made, takes long."""

import time
from typing import Any

import pytest

from phaen.loaders.model import Kind
from phaen.loaders.outline.grammar import Grammar, Reads, Rule, load_grammar
from phaen.loaders.outline.lines import lines_of

GRAMMAR = load_grammar()
EXAMPLES = [(rule, example) for rule in GRAMMAR.rules for example in rule.examples]


@pytest.mark.parametrize(("rule", "example"), EXAMPLES, ids=[f"{rule.name}: {e}" for rule, e in EXAMPLES])
def test_every_example_is_read_by_the_rule_that_it_stands_under(rule: Rule, example: str) -> None:
    parsed = GRAMMAR.parse(example)
    assert (parsed.rule, parsed.reads) == (rule.name, rule.reads)


def test_every_rule_has_a_name_of_its_own_an_example_and_a_note() -> None:
    names = [rule.name for rule in GRAMMAR.rules]
    assert len(set(names)) == len(names)
    assert [rule.name for rule in GRAMMAR.rules if not rule.examples or not rule.note] == []


def test_confidences_are_shares() -> None:
    assert all(0 < sure <= 1 for sure in GRAMMAR.confidence.values())


@pytest.mark.parametrize(
    ("line", "terms"),
    [
        ("ตัวชี้วัดระดับกลยุทธ์", [Kind.INDICATOR]),
        ("เป้าหมายเชิงยุทธศาสตร์", [Kind.GOAL]),
        ("วิสัยทัศน์และพันธกิจ", [Kind.VISION, Kind.MISSION]),
        ("Vision & Mission", [Kind.VISION, Kind.MISSION]),
        ("กลยุทธ์/แนวทางการพัฒนา", [Kind.GUIDELINE]),
        ("ยุทธศาสตร์และแนวทางการพัฒนา", [Kind.STRATEGY, Kind.GUIDELINE]),
    ],
)
def test_a_heading_names_its_kinds_once_and_a_suffix_is_none(line: str, terms: list[Kind]) -> None:
    assert [term.kind for term in GRAMMAR.parse(line).terms] == terms


@pytest.mark.parametrize(
    "line",
    [
        "พัฒนาแหล่งน้ำเพื่อการเกษตร",
        "ยุทธศาสตร์การพัฒนาสังคม",
        "วิสัยทัศน์ที่ดีควรสั้นและจำง่าย",
        "โอกาสทางการศึกษาของเด็ก",
        "2566 เป็นปีแรก",
    ],
)
def test_a_line_without_a_mark_is_text(line: str) -> None:
    assert GRAMMAR.parse(line).reads is Reads.TEXT


@pytest.mark.parametrize(
    "piece", ["วิสัยทัศน์ ", "1.", "(", "๑.๑", "ยุทธศาสตร์และ", "- ", ". ", "ของ ", "พ.ศ. 2566 ", "อบต.", "ก", "|", "\t"]
)
def test_no_line_however_made_takes_long(piece: str) -> None:
    started = time.process_time()
    for line in (piece * 400, piece * 13, "วิสัยทัศน์" + piece * 100 + "!", piece * 20_000):
        GRAMMAR.parse(line[:100_000])
        lines_of(line[:100_000], GRAMMAR)
    assert time.process_time() - started < 5


def test_the_grammar_is_made_of_its_tables_alone() -> None:
    lists = ("suffix", "lead_in", "lead_in_start", "aside", "aside_suffix", "foreign", "body", "programme", "part")
    words = ("statement_start", "goes_on", "goes_on_after", "whole_before", "prose", "furniture")
    lexicon: dict[str, Any] = {name: ["ฯ"] for name in (*lists, *words)}
    lexicon |= {"term": [{"kind": "vision", "words": ["ภาพฝัน"]}], "aside_english": ["x"]}
    rule = {"name": "only", "reads": "heading", "pattern": "(?P<terms>{phrase})"}
    pieces = dict.fromkeys(("gloss", "owner", "end", "number"), "x")
    small = Grammar(lexicon, {"piece": pieces, "line": [rule], "way": []})
    assert small.parse("ภาพฝัน").terms[0].kind is Kind.VISION
    assert small.parse("วิสัยทัศน์").reads is Reads.TEXT

"""Where the documents say what was found, whatever the data hold."""

from typing import Any

import pytest

from phaen.endpoint.search.evidence import sources_of
from phaen.loaders.search.model import Hit
from tests.endpoint.plain_engine import PlainEngine

HIT = "https://w3id.org/phaen/id/x"
QUOTED = (
    "<x> phaen:hasEvidence <{name}> . <{name}> nif:referenceContext <d> ; nif:beginIndex {begin} ; nif:endIndex 9 ."
)


@pytest.mark.parametrize("begin", ['"abc"', '"1.5"', '""', "-1", "9" * 5000, "<d>"])
def test_a_place_whose_offsets_are_none_is_left_out_and_the_others_are_shown(begin: str) -> None:
    engine: Any = PlainEngine(QUOTED.format(name="a", begin=begin) + QUOTED.format(name="b", begin=5))
    places = sources_of(engine, [Hit(HIT, "goal", "ก", "th", 1.0, {})]).places[HIT]
    assert [(place.span, place.begin, place.end) for place in places] == [("https://w3id.org/phaen/id/b", 5, 9)]


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ('dct:title "แผน ก" ; phaen:fileName "a.txt"', "แผน ก"),
        ('phaen:fileName "a.txt"', "a.txt"),
        ("a phaen:SourceDocument", ""),
    ],
)
def test_a_document_goes_by_its_title_else_by_the_name_of_its_file(said: str, name: str) -> None:
    engine: Any = PlainEngine(QUOTED.format(name="a", begin=5) + f"<d> {said} .")
    (place,) = sources_of(engine, [Hit(HIT, "goal", "ก", "th", 1.0, {})]).places[HIT]
    assert place.title == name

"""Where the documents say what was found, whatever the data hold."""

import json
from typing import Any

import pytest
from pyoxigraph import RdfFormat, Store

from phaen.endpoint.search.evidence import Place, places_in, sources_of
from phaen.endpoint.search.operations import read_places, with_places
from phaen.loaders.search.model import Hit
from phaen.ontology.assets import sparql_prologue
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


SPANS = " ".join(QUOTED.format(name=name, begin=begin) for begin, name in enumerate("fcebad"))


def quads() -> Store:
    """Give a database with the spans in two graphs of their own."""
    store = Store()
    for graph in ("g:1", "g:2"):
        text = f"{sparql_prologue()} GRAPH <{graph}> {{ {SPANS} <d> dct:title 'แผน' . }}".encode()
        store.load(text, RdfFormat.TRIG, base_iri="https://w3id.org/phaen/id/")
    return store


def test_a_database_that_is_open_gives_the_places_that_the_engine_gives() -> None:
    engine: Any = PlainEngine(f"{SPANS} <d> dct:title 'แผน' .")
    found = sources_of(engine, [Hit(HIT, "goal", "ก", "th", 1.0)]).places
    assert [place.begin for place in found[HIT]] == [0, 1, 2]
    assert places_in(quads(), [HIT, "e:none"]) == found


def test_places_are_the_same_after_their_journey_as_json() -> None:
    answer = json.loads(json.dumps(with_places({"hits": [{"iri": HIT}]}, quads())))
    assert read_places(answer) == places_in(quads(), [HIT])


def test_a_database_that_fails_leaves_the_places_to_the_engine() -> None:
    class Broken:
        def query(self, _query: str, **_: object) -> None:
            raise OSError("the disk")

    store: Any = Broken()
    assert read_places(with_places({"hits": [{"iri": HIT}]}, store)) is None


def test_what_is_known_already_is_not_asked_for() -> None:
    nobody: Any = None
    hit = Hit(HIT, "goal", "ก", "th", 1.0, plan="e:plan", plan_label="แผน ก")
    place = Place("e:span", "e:document", "", 0, 9)
    found = sources_of(nobody, [hit], {HIT: [place]})
    assert (found.places, found.plans) == ({HIT: [place]}, {"e:plan": "แผน ก"})


def test_a_plan_that_the_index_does_not_name_goes_by_the_name_that_the_graph_has() -> None:
    engine: Any = PlainEngine("<p> skos:prefLabel 'Plan'@en, 'แผน'@th .")
    plan = "https://w3id.org/phaen/id/p"
    assert sources_of(engine, [Hit(HIT, "goal", "ก", "th", 1.0, plan=plan)]).plans == {plan: "แผน"}

"""The match functions of one query: what they remember."""

from pyoxigraph import Literal

from phaen.endpoint.sparql.textsearch.functions import MatchFunctions
from phaen.endpoint.sparql.textsearch.names import MATCHES

ROAD = "ถนน"


def test_after_a_wrong_call_no_more_texts_are_looked_at() -> None:
    functions = MatchFunctions()
    matches = functions.table()[MATCHES]
    road = Literal(ROAD)
    assert matches(road, road).value == "true"
    assert matches(road, Literal("(")) is None
    assert matches(road, road) is None

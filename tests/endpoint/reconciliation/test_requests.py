"""Batches as clients send them: what is wrong with one query costs that query, what is wrong with a batch the batch."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phaen.endpoint.errors import BadRequestError, BodyTooLargeError
from phaen.endpoint.reconciliation.extension import MOST_PROPERTIES, MOST_THINGS, read_extension
from phaen.endpoint.reconciliation.queries import FEW_CANDIDATES, MOST_CANDIDATES, Condition, Query
from phaen.endpoint.reconciliation.requests import MOST_QUERIES, MOST_TEXT, read_batch, read_draft_batch

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["query", "type", "limit", "properties", "type_strict", "pid", "v", "id", "conditions", "x"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


def only(members: object) -> Query | str:
    return read_batch(json.dumps({"q": members}))["q"]


def test_a_whole_query_of_0_2_is_read() -> None:
    members = {
        "query": "บ้านกลาง",
        "type": ["municipality", "https://w3id.org/phaen/vocab/authority-type/sao"],
        "type_strict": "should",
        "limit": 3,
        "properties": [
            {"pid": "province", "v": {"id": "https://w3id.org/phaen/vocab/province/51"}},
            {"pid": "x", "v": 5},
        ],
    }
    conditions = (Condition("province", ("https://w3id.org/phaen/vocab/province/51",)), Condition("x", ("5",)))
    assert only(members) == Query("บ้านกลาง", ("municipality", "sao"), "should", 3, conditions)


@pytest.mark.parametrize("members", [{"query": "ก"}, {"query": "ก", "type": ""}, {"query": "ก", "limit": 0}, "ก"])
def test_what_a_query_leaves_out_has_its_usual_value(members: object) -> None:
    assert only(members) == Query("ก", (), "any", FEW_CANDIDATES)


def test_a_limit_is_bounded() -> None:
    for limit in (1e9, 10**400):  # the second is more than any float
        found = only({"query": "ก", "limit": limit})
        assert isinstance(found, Query)
        assert found.limit == MOST_CANDIDATES


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({}, "neither query nor properties"),
        ({"query": "ก", "type": "Q42"}, 'there is no type "Q42"; use one of organisation'),
        ({"query": "ก", "type": 5}, "there is no type 5"),
        ({"query": "ก", "type": ["pao"] * 1000}, "1000 values"),
        ({"query": "ก", "type_strict": "maybe"}, "give any, all or should"),
        ({"query": "ก", "limit": -1}, "limit is -1"),
        ({"query": "ก", "limit": "3"}, 'limit is "3"'),
        ({"query": "ก", "limit": -(10**400)}, "limit is -1000"),
        ({"query": "ก", "limit": True}, "limit is true"),
        ({"query": ["ก"]}, 'query is ["'),
        ({"query": "ก" * (MOST_TEXT + 1)}, "10,001 characters"),
        ({"query": "ก", "properties": {}}, "properties is no list"),
        ({"query": "ก", "properties": [{"pid": "province"}]}, "lacks its pid or v"),
        ({"query": "ก", "properties": [{"pid": "province", "v": [[1]]}]}, "value of a property is [1]"),
        ({"query": "ก", "properties": [{"pid": "province", "v": 1}] * 21}, "21 properties"),
        ({"query": "ก", "types": "pao"}, 'no member "types"'),
        (None, "no JSON object"),
        (["ก"], "no JSON object"),
    ],
)
def test_a_wrong_query_says_what_is_wrong_with_it_and_the_others_are_read(members: object, said: str) -> None:
    batch = read_batch(json.dumps({"bad": members, "good": {"query": "ก"}}))
    assert isinstance(batch["bad"], str)
    assert said in batch["bad"]
    assert batch["good"] == Query("ก")


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "5", "null", '"x"', "[" * 100_000, '{"q": NaN}', '{"q": 1' + "0" * 5000 + "}"]
)
def test_what_is_no_batch_is_refused(text: str) -> None:
    with pytest.raises(BadRequestError, match=r"queries is no JSON"):
        read_batch(text)


def test_an_oversized_batch_is_refused_with_the_number_that_is_allowed() -> None:
    batch = {f"q{number}": {"query": "ก"} for number in range(10_000)}
    with pytest.raises(BodyTooLargeError, match=f"10000 queries; send {MOST_QUERIES}"):
        read_batch(json.dumps(batch))
    with pytest.raises(BodyTooLargeError, match="501 queries"):
        read_draft_batch(json.dumps({"queries": [{}] * 501}))


@given(JSON)
def test_any_json_is_read_or_refused_with_a_reason(members: object) -> None:
    found = only(members)
    assert isinstance(found, Query) or found
    again = read_draft_batch(json.dumps({"queries": [members]}))[0]
    assert isinstance(again, Query) or again


def test_a_lone_surrogate_is_no_character() -> None:
    found = only({"query": "\ud800ก"})
    assert isinstance(found, Query)
    found.text.encode("utf-8")


def test_the_draft_has_names_and_properties_as_conditions() -> None:
    conditions = [
        {"matchType": "name", "v": "บ้านกลาง"},
        {"matchType": "property", "pid": "province", "v": ["ลำพูน", "51"], "required": True},
        {"matchType": "property", "propertyId": "type", "propertyValue": "ทต."},
    ]
    body = {"queries": [{"type": "authority", "limit": 4, "lang": "th", "conditions": conditions}]}
    wanted = (Condition("province", ("ลำพูน", "51"), is_required=True), Condition("type", ("ทต.",)))
    assert read_draft_batch(json.dumps(body)) == [Query("บ้านกลาง", ("authority",), "any", 4, wanted)]


@pytest.mark.parametrize(
    "members",
    [
        {},
        {"conditions": []},
        {"conditions": [{"v": "ก"}]},
        {"conditions": [{"matchType": "property", "v": "ก"}]},
        {"conditions": [{"matchType": "name"}]},
        {"type": ["pao"], "conditions": [{"matchType": "name", "v": "ก"}]},
        {"condition": [{"matchType": "name", "v": "ก"}]},
    ],
)
def test_a_wrong_query_of_the_draft_says_what_is_wrong(members: object) -> None:
    assert isinstance(read_draft_batch(json.dumps({"queries": [members]}))[0], str)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ([], "lacks its ids"),
        ({"ids": "x", "properties": []}, "lacks its ids"),
        ({"ids": [5], "properties": []}, "is no text"),
        ({"ids": [], "properties": ["sdg"]}, 'a property of extend is "sdg", which has no id'),
        ({"ids": [], "properties": [{"id": "P31"}]}, 'no property "P31"; use one of province'),
        ({"ids": [], "properties": [{"id": "sdg", "settings": [1]}]}, "no JSON object"),
        ({"ids": [], "properties": [{"id": "sdg", "settings": {"limit": "many"}}]}, "limit is 'many'"),
    ],
)
def test_a_wrong_extension_is_refused(asked: object, said: str) -> None:
    with pytest.raises(BadRequestError, match=said):
        read_extension(json.dumps(asked))


def test_an_oversized_extension_is_refused() -> None:
    for ids, properties in ((MOST_THINGS + 1, 1), (1, MOST_PROPERTIES + 1)):
        asked = {"ids": ["x"] * ids, "properties": [{"id": "sdg"}] * properties}
        with pytest.raises(BodyTooLargeError, match="extend has too many"):
            read_extension(json.dumps(asked))

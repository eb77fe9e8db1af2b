"""What a search may ask, and that its address says just that."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phaen.endpoint.errors import BadParameterError
from phaen.endpoint.iris import Addresses
from phaen.endpoint.protocol import Fields, split_fields
from phaen.endpoint.search.addresses import address_of, fields_of, pages_of
from phaen.endpoint.search.limits import MOST_REACHED
from phaen.endpoint.search.parameters import (
    MOST_SIZE,
    SearchRequest,
    organisation_types,
    read_query,
    read_search,
    read_year,
)
from phaen.loaders.search.model import KINDS, Filters
from phaen.ontology.provinces import all_provinces

ADDRESSES = Addresses("https://w3id.org/phaen/", {})
ORGANISATION = "https://w3id.org/phaen/id/organisation/pao-51"


def read(*given: tuple[str, str]) -> SearchRequest:
    return read_search(list(given), ADDRESSES)


def some(values: list[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), max_size=4, unique=True).map(tuple)


THEMES = [
    "http://metadata.un.org/sdg/4",
    "https://w3id.org/phaen/vocab/cofog/09",
    "https://example.org/a%20b",
]
years = st.none() | st.integers(1900, 2199)
filters = st.builds(
    Filters,
    kinds=some(list(KINDS)),
    provinces=some(list(all_provinces())),
    organisations=some([ORGANISATION, "https://example.org/o?x=1&y=2"]),
    organisation_types=some(list(organisation_types())),
    themes=some(THEMES),
    first_year=years,
    last_year=years,
).filter(lambda found: None in (found.first_year, found.last_year) or (found.first_year or 0) <= (found.last_year or 0))
queries = st.text(max_size=30).map(lambda text: read_query(text.encode("utf-8", "ignore").decode()))
searches = st.builds(SearchRequest, queries, filters, st.integers(1, 100), st.integers(1, MOST_SIZE))


@given(searches, st.booleans())
def test_a_search_is_what_its_address_says(asked: SearchRequest, buddhist: bool) -> None:  # noqa: FBT001
    address = address_of(asked, ADDRESSES, buddhist=buddhist)
    fields: Fields = split_fields(address.partition("?")[2].encode())
    assert read_search(fields, ADDRESSES) == asked
    assert fields == fields_of(asked, ADDRESSES, buddhist=buddhist)


def test_an_address_is_short_where_it_names_things_of_ours() -> None:
    asked = SearchRequest("น้ำ", Filters(organisations=(ORGANISATION,), themes=(THEMES[0],)))
    assert address_of(asked, ADDRESSES).endswith("&organisation=pao-51&theme=sdg%2F4")


def test_names_and_codes_of_provinces_in_any_script_are_one_filter() -> None:
    asked = read(
        ("province", "ลำพูน"), ("province", "51"), ("province", "๕๑"), ("province", "Lamphun"), ("province", "")
    )
    assert asked.filters.provinces == ("51",)


@pytest.mark.parametrize("text", ["2023", "2566", "๒๕๖๖", " 2566 "])
def test_a_year_is_buddhist_or_christian_in_either_digits(text: str) -> None:
    assert read_year("from", text) == 2023


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("kind", "foo", "'foo'.*vision, mission"),
        ("kind", "Vision", "'Vision'.*vision"),
        ("province", "ลำปูน", "'ลำปูน'.*ลำพูน"),
        ("province", "99", "'99'.*/vocab/province"),
        ("organisation_type", "city", "'city'.*pao, municipality-city"),
        ("organisation", "a:b c", "'a:b c'.*pao-51"),
        ("organisation", "\udce0", "pao-51"),
        ("theme", "<x>:1", "sdg/4"),
        ("from", "66", "'66'.*2443"),
        ("to", "25 66", "'25 66'"),
        ("to", "9" * 5000, "no year"),
        ("from", "²⁵⁶⁶", "no year"),
        ("page", "0", "from 1 to 500"),
        ("page", "501", "from 1 to 500"),
        ("page", "-1", "from 1 to 500"),
        ("page", "1e3", "from 1 to 500"),
        ("size", "101", "from 1 to 100"),
        ("q", "ก" * 1001, "1,001 characters.*1,000"),
        ("knd", "goal", "'knd'.*kind"),
    ],
)
def test_a_wrong_value_is_refused_by_name_with_what_would_do(name: str, value: str, said: str) -> None:
    with pytest.raises(BadParameterError, match=said):
        read((name, value))


def test_what_is_asked_for_once_is_not_given_twice() -> None:
    for name in ("q", "from", "to", "page", "size"):
        with pytest.raises(BadParameterError, match=f"{name} is given 2 times"):
            read((name, "2566"), (name, "2566"))


def test_years_in_the_wrong_order_and_floods_of_filters_are_refused() -> None:
    with pytest.raises(BadParameterError, match="from 2570 is after to 2566"):
        read(("from", "2570"), ("to", "2566"))
    with pytest.raises(BadParameterError, match="51 values"):
        read(*[("kind", "goal")] * 51)


def test_control_characters_are_blanks_and_other_characters_stay() -> None:
    assert read(("q", " a\x00b\r\nc\t")).query == "a b  c"
    assert read(("q", '"น้ำ" OR 1=1; DROP TABLE x --')).query == '"น้ำ" OR 1=1; DROP TABLE x --'


def test_a_filter_is_added_and_removed_and_the_search_begins_at_its_first_page() -> None:
    asked = replace(read(("q", "a"), ("kind", "goal")), page=3)
    more = asked.toggled("kind", "vision")
    assert (more.filters.kinds, more.page) == (("goal", "vision"), 1)
    assert more.toggled("kind", "goal").filters.kinds == ("vision",)
    assert asked.in_years(2023, 2023).filters.first_year == 2023
    assert not asked.toggled("kind", "goal").filtered


@given(st.integers(1, 600), st.integers(1, 100), st.integers(0, 20_000))
def test_pages_lead_to_each_other_and_never_out_of_the_hits(page: int, size: int, total: int) -> None:
    found = pages_of(SearchRequest("a", page=page, size=size), total, MOST_REACHED)
    last = max(1, -(-min(total, MOST_REACHED) // size))
    assert all(1 <= other.page <= last for other in found.values())
    assert ("next" in found) == (page < last)
    assert ("prev" in found) == (page > 1)
    if page > last:
        assert found["prev"].page == last

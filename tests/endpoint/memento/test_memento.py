"""RFC 7089: an address says which times it can be asked at, and leads there."""

import re
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.http import http_date, parse_date

from phaen.endpoint.memento.headers import release_at
from phaen.loaders.releases.manifest import moment_of
from tests.endpoint.memento.conftest import FIRST, SECOND, Past

THING = "/doc/plan/pao-52/undated"
QUERY = f"/sparql?query={quote('SELECT * { ?s ?p ?o } LIMIT 1')}"
ADDRESSES = (THING, "/id/plan/pao-52/undated", "/doc/plan/pao-52/undated.ttl", QUERY, "/graphs?default")
LINK = re.compile(r'<([^<>"]*)>; rel="([^"]*)"')


def links(text: str) -> dict[str, str]:
    return {relation: target for target, relations in LINK.findall(text) for relation in relations.split()}


def in_release(address: str, release: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}release={release}"


@pytest.mark.parametrize("address", [THING, "/doc/plan/pao-52/undated.ttl", QUERY, "/queries/organisations.csv"])
def test_an_answer_of_a_release_tells_its_moment_and_its_original(
    traveller: FlaskClient, past: Past, address: str
) -> None:
    for method in ("GET", "HEAD"):
        response = traveller.open(in_release(address, FIRST), method=method)
        assert response.headers["Memento-Datetime"] == http_date(moment_of(past.first))
        found = links(", ".join(response.headers.getlist("Link")))
        assert found["original"] == found["timegate"] == f"http://localhost{address}"
        assert found["timemap"] == f"http://localhost/timemap/link{address}"
        assert "Memento-Datetime" not in traveller.open(address, method=method).headers


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_time_leads_to_the_release_that_was_current_then(traveller: FlaskClient, past: Past, address: str) -> None:
    times = {moment_of(past.first): FIRST, moment_of(past.second): SECOND}
    years = zip(times, (2001, 2999), times.values(), strict=True)
    times |= {moment.replace(year=year): date for moment, year, date in years}
    for moment, date in times.items():
        response = traveller.get(address, headers={"Accept-Datetime": http_date(moment)})
        assert (response.status_code, "Accept-Datetime" in response.vary) == (302, True)
        assert response.headers["Location"] == f"http://localhost{in_release(address, date)}"
        assert traveller.get(response.headers["Location"]).status_code in {200, 303}


IMPOSSIBLE = ["Sun, 22 Nov 99999999999999999999 00:00:00 GMT", f"Sun, 22 Nov 2026 00:00:00 +{'9' * 20}"]


@pytest.mark.parametrize("time", IMPOSSIBLE)
def test_a_time_that_no_calendar_has_is_refused_or_passed_over(traveller: FlaskClient, time: str) -> None:
    assert traveller.get(THING, headers={"Accept-Datetime": time}).status_code == 400
    for name in ("If-Modified-Since", "If-Unmodified-Since", "If-Range"):
        answer = traveller.get("/static/phaen.css", headers={name: time, "Range": "bytes=0-4"})
        assert answer.status_code == (200 if name == "If-Range" else 206)


@pytest.mark.parametrize("time", ["yesterday", "", "2026-11-22", "Sun, 99 Nov 2026 00:00:00 GMT", "'\"<>"])
def test_a_time_that_is_none_is_refused(traveller: FlaskClient, time: str) -> None:
    response = traveller.get(THING, headers={"Accept-Datetime": time})
    assert response.status_code == (302 if parse_date(time) else 400)


def test_a_time_is_not_asked_for_beside_a_release_nor_for_a_change(traveller: FlaskClient) -> None:
    time = {"Accept-Datetime": "Sun, 22 Nov 2026 00:00:00 GMT"}
    assert traveller.get(in_release(QUERY, FIRST), headers=time).status_code == 200
    assert traveller.post(QUERY.partition("?")[0], data={"query": "ASK {}"}, headers=time).status_code == 200


@pytest.mark.parametrize("address", ADDRESSES)
def test_caches_learn_that_the_time_matters(traveller: FlaskClient, address: str) -> None:
    assert "accept-datetime" in traveller.get(address).vary


@pytest.mark.parametrize("address", [*ADDRESSES, "/graphs/some/path", "/queries/organisations.csv"])
def test_the_list_of_releases_leads_to_each(traveller: FlaskClient, past: Past, address: str) -> None:
    response = traveller.get(f"/timemap/link{address}")
    assert response.content_type == "application/link-format"
    found = response.text.split(",\n")
    here, moments = f"http://localhost{address}", [http_date(moment_of(name)) for name in past[1:]]
    assert found[0] == f'<{here}>; rel="original timegate"'
    assert found[1].startswith(f'<http://localhost/timemap/link{address}>; rel="self"; type="application/link-format"')
    assert found[2] == f'<{in_release(here, FIRST)}>; rel="first memento"; datetime="{moments[0]}"'
    assert found[3] == f'<{in_release(here, SECOND)}>; rel="last memento"; datetime="{moments[1]}"\n'


@pytest.mark.parametrize("address", ["/", "/health", "/update", "/vocab/sdg", "/timemap/link/doc/x", "/docs/x"])
def test_other_addresses_have_no_list(traveller: FlaskClient, address: str) -> None:
    assert traveller.get(f"/timemap/link{address}").status_code == 404


def test_nothing_in_an_address_ends_it_within_a_link(traveller: FlaskClient) -> None:
    hostile = quote("ASK { ?s ?p '<http://a/,b>; rel=\"x\", ก' }", safe='<>,;=" ก')
    response = traveller.get(f"/sparql?query={hostile}&release={FIRST}")
    assert response.status_code == 200
    found = links(", ".join(response.headers.getlist("Link")))
    assert found.keys() == {"describedby", "service-desc", "original", "timegate", "timemap"}
    assert found["original"].isascii()


def test_a_long_address_is_left_out_of_the_head(traveller: FlaskClient) -> None:
    long = QUERY + quote(f" # {'ก' * 1000}")
    response = traveller.get(in_release(long, FIRST))
    assert response.headers["Memento-Datetime"]
    assert "original" not in links(", ".join(response.headers.getlist("Link")))


NAMES = st.datetimes(min_value=parse_date("Wed, 01 Jan 2020 00:00:00 GMT").replace(tzinfo=None)).map(  # type: ignore[union-attr]
    lambda moment: moment.strftime("%Y%m%dT%H%M%SZ")
)


@given(st.lists(NAMES, min_size=1, unique=True), NAMES)
def test_of_any_releases_the_newest_that_is_not_after_a_time_is_found(names: list[str], time: str) -> None:
    kept = {str(number): name for number, name in enumerate(names)}
    found = release_at(kept, moment_of(time))
    assert found is not None
    assert kept[found] == max((name for name in names if name <= time), default=min(names))


def test_where_nothing_is_kept_no_time_leads_anywhere() -> None:
    assert release_at({}, moment_of("20261122T000000Z")) is None

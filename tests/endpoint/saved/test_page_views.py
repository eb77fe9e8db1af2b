"""Views by address: what may be asked for, which columns are guessed, and what the page offers."""

import re

import pytest
from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode

from phaen.endpoint.errors import BadParameterError
from phaen.endpoint.saved.pictures.choosing import read_view, view_fields
from phaen.endpoint.saved.pictures.guessing import completed
from phaen.endpoint.saved.pictures.views import merged, offered
from phaen.endpoint.tables import Table, Term
from phaen.queries.model import View

EN = {"Accept": "text/html", "Accept-Language": "en"}
BAR = View("bar", x="x", y="y")
ROW: dict[str, Term] = {
    "organisation": NamedNode("https://w3id.org/phaen/id/organisation/pao-51"),
    "province_code": Literal("51"),
    "province_name": Literal("ลำพูน", language="th"),
    "year": Literal(2566),
    "plans": Literal(3),
    "parent": NamedNode("x:top"),
}
TABLE = Table(tuple(ROW), (tuple(ROW.values()),), more=False)


def test_a_view_is_read_from_an_address_and_written_back() -> None:
    fields = [("view", "bar"), ("x", "?x"), ("y", "y"), ("series", ""), ("other", "1")]
    assert read_view(fields) == BAR
    assert read_view([*view_fields(BAR).items()]) == BAR
    assert read_view([("view", "")]) is None
    assert view_fields(None) == {}
    assert read_view([("view", "bar"), ("x", "ปีงบประมาณ")]) == View("bar", x="ปีงบประมาณ")


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ([("view", "pie")], "view"),
        ([("x", "a")], "x"),
        ([("view", "table"), ("x", "a")], "x"),
        ([("view", "bar"), ("x", "a b")], "x"),
        ([("view", "bar"), ("x", "a"), ("x", "b")], "x"),
        ([("view", "bar"), ("x", "\ud800")], "x"),
    ],
)
def test_a_view_that_is_none_is_refused_with_the_name_of_the_field(fields: list[tuple[str, str]], name: str) -> None:
    with pytest.raises(BadParameterError) as error:
        read_view(fields)
    assert error.value.extras()["parameter"] == name
    str(error.value).encode()


@pytest.mark.parametrize(
    ("wish", "parts"),
    [
        (View("bar"), {"x": "province_name", "y": "year"}),
        (View("bar", y="plans"), {"x": "province_name", "y": "plans"}),
        (View("line"), {"x": "year", "y": "plans"}),
        (View("matrix"), {"rows": "organisation", "columns": "province_code", "value": "year"}),
        (View("map"), {"place": "organisation", "value": "year", "label": "province_name"}),
        (View("tree"), {"node": "organisation", "parent": "parent", "label": "province_name"}),
        (View("graph"), {"source": "organisation", "target": "parent"}),
    ],
)
def test_columns_that_are_not_named_are_guessed(wish: View, parts: dict[str, str]) -> None:
    assert completed(wish, TABLE).parts() == parts


def test_a_column_that_is_not_there_and_one_without_values_differ() -> None:
    with pytest.raises(BadParameterError, match="has no column 'nothing' for y"):
        completed(View("bar", x="organisation", y="nothing"), TABLE)
    assert completed(View("bar", x="organisation", y="nothing"), TABLE, ("nothing",)).y == "nothing"


def test_a_wish_for_the_declared_view_keeps_its_columns() -> None:
    assert merged(View("bar", y="z"), BAR) == View("bar", x="x", y="z")
    assert merged(View("line"), BAR) == View("line")
    assert merged(None, BAR) == BAR
    assert merged(View("bar"), None) == View("bar")


def test_views_are_offered_that_can_be_drawn() -> None:
    assert offered(TABLE, None, "th") == ("table", "bar", "matrix", "map", "tree")
    assert offered(TABLE, View("graph", source="a", target="b"), "th")[-1] == "graph"
    text = Table(("a",), ((Literal("x"),),), more=False)
    assert offered(text, None, "th") == ("table",)


def test_the_page_of_a_query_leads_to_each_view_and_to_the_code_to_embed_it(client: FlaskClient) -> None:
    page = client.get("/queries/organisations", headers=EN).text
    views = re.findall(r'<a href="([^"]+)#result"( aria-current="true")?>([^<]+)</a>', page)
    assert ("/queries/organisations?view=table", "", "table") in views
    assert ("/queries/organisations", ' aria-current="true"', "bar chart") in views
    code = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)
    assert code is not None
    assert "src=&#34;http://localhost/embed/queries/organisations?lang=en&#34;" in code[1]
    assert 'href="/embed/queries/organisations.svg?lang=en"' in page
    table = client.get("/queries/organisations?view=table", headers=EN).text
    assert "picture-of-result" not in table
    assert 'name="view" value="table"' not in table, "without values there is no form"


def test_a_view_stays_while_values_change(client: FlaskClient) -> None:
    page = client.get("/queries/visions?view=table", headers=EN).text
    assert '<input type="hidden" name="view" value="table">' in page


@pytest.mark.parametrize("suffix", ["", ".csv", ".rq"])
def test_a_view_that_is_none_is_refused_whatever_is_asked_for(client: FlaskClient, suffix: str) -> None:
    answer = client.get(f"/queries/organisations{suffix}?view=pie")
    assert answer.status_code == 400
    assert answer.json is not None
    assert answer.json["parameter"] == "view"


def test_the_page_of_a_typed_query_shows_its_view(client: FlaskClient) -> None:
    query = 'SELECT * { VALUES (?name ?n) { ("ก" 1) ("ข" 2) } }'
    address = "/sparql"
    page = client.get(address, query_string={"query": query, "view": "bar", "format": "html"}, headers=EN)
    assert '<dl class="bars">' in page.text
    wrong = client.get(address, query_string={"query": query, "view": "bar", "x": "no", "format": "html"}, headers=EN)
    assert wrong.status_code == 400
    assert "has no column" in wrong.text

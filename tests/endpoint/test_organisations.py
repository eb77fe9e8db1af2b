"""``/organisations``: by region and province with the map; by name, type and province; in pages; in a release."""

import csv
import html
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from phaen.endpoint.app import create_app
from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.owners import MOST_CHARACTERS, Chosen, Owner, narrowed
from phaen.endpoint.settings import Settings
from phaen.endpoint.views.organisations import FEW, PAGE, country_of, regions, types
from phaen.loaders.releases.kept import keep
from phaen.ontology.assets import prefixes

HTML = {"Accept": "text/html", "Accept-Language": "th"}
PAO = "องค์การบริหารส่วนจังหวัดลำปาง"
ALL = slice(None)
MANY = 450
OWNERS = [
    Owner("x:1", "ก", "", "", "", "", 1),
    Owner("x:2", "ข", "pao", "อบจ.", "ภาคใต้", "90", 1),
    Owner("x:3", "ค", "pao", "อบจ.", "ภาคกลาง", "10", 2),
    Owner("x:4", "ฅ", "sao", "อบต.", "ภาคกลาง", "10", 1),
    Owner("x:5", "ฆ", "sao", "อบต.", "ภาคใต้", "99", 1),
]


def page(client: FlaskClient, address: str, language: str = "th") -> str:
    response = client.get(address, headers={**HTML, "Accept-Language": language})
    assert response.status_code == 200, response.text
    return response.text


def many() -> str:
    """Write so many organisations of Chiang Mai, of two types, with a plan each, and one of no known province."""
    of = "a phaen:LocalAuthority ; dct:spatial <https://w3id.org/phaen/vocab/province/50>"
    type_ = "https://w3id.org/phaen/vocab/authority-type/"
    lines = [
        f"<organisation/o{n}> {of} ; org:classification <{type_}{'sao' if n % 3 else 'pao'}> ;"
        f' skos:prefLabel "หน่วย {n:03d}"@th . <plan/o{n}/x> phaen:planOf <organisation/o{n}> .'
        for n in range(MANY)
    ]
    lines.append('<organisation/lost> skos:prefLabel "ที่ใดไม่รู้"@th . <plan/lost/x> phaen:planOf <organisation/lost> .')
    return "\n".join(lines)


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory, publish: Callable[..., str]) -> Path:
    """Give a store in which a release was kept of one plan, and then many organisations came."""
    folder = tmp_path_factory.mktemp("crowd") / "store"
    keep(folder, "2026-01-02", publish(folder), 5)
    publish(folder, many())
    return folder


@pytest.fixture(scope="module")
def crowded(crowd: Path) -> Iterator[FlaskClient]:
    settings = Settings.from_environment({}, {"store": crowd, "query_workers": 1, "timeout": 20, "memory": 512})
    engine = EmbeddedEngine(settings, dict(prefixes()))
    yield create_app(settings, engine).test_client()
    engine.close()


@pytest.mark.parametrize(("language", "region", "province"), [("th", "ภาคเหนือ", "ลำปาง"), ("en", "North", "Lampang")])
def test_an_organisation_stands_in_its_region_and_province(
    client: FlaskClient, language: str, region: str, province: str
) -> None:
    text = page(client, "/organisations", language)
    assert re.search(rf"<h2[^>]*>{region}\b.*?<h3><a [^>]*>{province}</a>.*?{PAO}", text, re.DOTALL)
    assert f'<a href="/organisations?province=52" aria-label="{province}: 1">' in text
    assert text.count("<path ") == 77


@pytest.mark.parametrize("asked", ["52", "ลำปาง", "Lampang"])
def test_one_province_is_asked_for_by_code_or_name(client: FlaskClient, asked: str) -> None:
    assert PAO in page(client, f"/organisations?province={asked}")
    assert PAO not in page(client, "/organisations?province=50")


@pytest.mark.parametrize(("words", "listed"), [("ลำปาง", [PAO]), ("จังหวัด ลำปาง", [PAO]), ("ลำพูน", []), ("<b>\"'", [])])
def test_words_of_the_name_narrow_the_list_and_what_is_offered_as_data(
    client: FlaskClient, words: str, listed: list[str]
) -> None:
    text = page(client, f"/organisations?q={quote(words)}")
    assert re.findall(f">({PAO})</a>", text) == listed
    assert "<b>" not in text
    for kind in ("csv", "json"):
        assert re.findall(PAO, client.get(offered(text, kind)).text) == listed


@pytest.mark.parametrize(("province", "rows"), [("52", 1), ("50", 0), ("unknown", 0)])
def test_the_page_offers_what_it_shows_as_csv(client: FlaskClient, province: str, rows: int) -> None:
    answer = client.get(offered(page(client, f"/organisations?province={province}"), "csv"))
    assert answer.status_code == 200, answer.text
    assert len(list(csv.DictReader(answer.text.splitlines()))) == rows


def offered(text: str, kind: str) -> str:
    address = re.search(rf'<a href="(/organisations\.{kind}[^"]*)"', text)
    assert address
    return html.unescape(address[1])


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("province=<b>", "province"),
        ("province=51&province=52", "province"),
        ("q=ก&q=ข", "q"),
        ("type=pao&type=sao", "type"),
        ("type=<b>", "type"),
        ("page=0", "page"),
        ("page=-1", "page"),
        ("page=๑", "page"),
        ("page=99999999999999999999", "page"),
        ("q=" + "ก" * (MOST_CHARACTERS + 1), "q"),
    ],
)
def test_what_cannot_be_meant_is_named(client: FlaskClient, query: str, parameter: str) -> None:
    response = client.get(f"/organisations?{query}", headers={"Accept": "application/json"})
    problem = json.loads(response.text)
    assert (response.status_code, problem["parameter"]) == (400, parameter)
    if "<b>" in query:
        assert "<b>" in problem["detail"]


def test_a_release_given_twice_or_unknown_is_refused(client: FlaskClient) -> None:
    assert client.get("/organisations?release=2026-01-01&release=2026-01-02").status_code == 400
    assert client.get("/organisations?release=2020-01-01").status_code == 404


def test_of_many_organisations_the_provinces_are_shown_first(crowded: FlaskClient) -> None:
    text = page(crowded, "/organisations")
    assert 'href="/organisations?province=50">เชียงใหม่</a> <small>450</small>' in text
    assert 'href="/organisations?province=unknown">ไม่ทราบจังหวัด</a> <small>1</small>' in text
    assert "หน่วย 001" not in text
    assert "ที่ใดไม่รู้" in page(crowded, "/organisations?province=unknown")


def test_a_long_list_comes_in_pages_that_hold_every_one_once(crowded: FlaskClient) -> None:
    texts = [page(crowded, f"/organisations?province=50&page={number}") for number in (1, 2, 3)]
    names = [name for text in texts for name in re.findall(r">(หน่วย \d+)</a>", text)]
    assert (len(names), len(set(names))) == (MANY, MANY)
    assert all('<small class="count">450</small>' in text for text in texts)
    assert 'href="/organisations?province=50&amp;page=2" rel="next"' in texts[0]
    assert 'rel="next"' not in texts[2]
    assert max(map(len, texts)) < 150_000
    assert crowded.get("/organisations?province=50&page=4", headers=HTML).status_code == 404


def test_a_type_is_chosen_with_its_count_and_let_go_again(crowded: FlaskClient) -> None:
    text = page(crowded, "/organisations?province=50")
    assert re.search(r'href="/organisations\?type=pao&amp;province=50">[^<]+<span class="name">150</span>', text)
    chosen = page(crowded, "/organisations?province=50&type=pao")
    assert len(re.findall(r">หน่วย \d+</a>", chosen)) == 150
    assert re.search(r'<a href="/organisations\?province=50" class="chosen" aria-current="true">', chosen)


def test_a_release_is_shown_and_kept_in_every_link(crowded: FlaskClient) -> None:
    text = page(crowded, "/organisations?release=2026-01-02")
    assert PAO in text
    assert "หน่วย" not in re.sub("หน่วยงาน", "", text)
    assert 'href="/id/organisation/pao-52?release=2026-01-02"' in text
    assert 'href="/organisations?province=52&amp;release=2026-01-02"' in text
    assert '<input type="hidden" name="release" value="2026-01-02">' in text
    assert "release=2026-01-02" in offered(text, "csv")
    assert PAO in crowded.get(offered(text, "csv")).text


@pytest.fixture
def asked(client: FlaskClient) -> Iterator[None]:
    """Answer a request meanwhile: addresses on a page are in the release that it asks."""
    with client.application.test_request_context("/organisations"):
        yield


@pytest.mark.usefixtures("asked")
def test_what_has_no_province_comes_last_and_is_on_no_map() -> None:
    found = regions(OWNERS, "th", Chosen(), ALL)
    assert [(region.name, region.count) for region in found] == [("ภาคกลาง", 2), ("ภาคใต้", 2), ("", 1)]
    shades = {shape.code: shape.shade for shape in country_of(OWNERS, "th", Chosen()).shapes if shape.shade}
    assert shades == {"10": 5, "90": 3}


@pytest.mark.usefixtures("asked")
def test_a_page_that_ends_within_a_region_still_counts_the_whole() -> None:
    found = regions(OWNERS, "th", Chosen(), slice(1, 3))
    assert [(region.name, region.count) for region in found] == [("ภาคกลาง", 2), ("ภาคใต้", 2)]
    assert [len(province.organisations) for region in found for province in region.provinces] == [1, 1]


@pytest.mark.usefixtures("asked")
def test_types_are_counted_among_what_else_is_chosen() -> None:
    found = types(narrowed(OWNERS, Chosen(province="10")), Chosen(type="sao", province="10"))
    assert [(one.name, one.count, one.chosen) for one in found] == [("อบจ.", 1, False), ("อบต.", 1, True)]
    assert FEW <= PAGE

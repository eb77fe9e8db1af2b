"""The first page stays light where the whole country has plans, also for who has no Thai font and loads ours."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from phaen.endpoint.app import create_app
from phaen.endpoint.country import outlines
from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.settings import Settings
from phaen.ontology.assets import prefixes

MOST_BYTES = 88_000
"""Before compression, with all that the page loads."""
FONTS = Path(__file__).parents[2] / "endpoint" / "static" / "fonts"
LARGEST_FONT = 16_000
HTML = {"Accept": "text/html"}
BODY = """
<organisation/sao-{code}> a phaen:LocalAuthority ; skos:prefLabel "องค์การบริหารส่วนตำบลทุ่งศรีทอง {code}"@th ;
    dct:spatial <https://w3id.org/phaen/vocab/province/{code}> .
<plan/sao-{code}/2566-2570> a phaen:Plan ; phaen:planOf <organisation/sao-{code}> ;
    skos:prefLabel "แผนพัฒนาท้องถิ่น (พ.ศ. 2566-2570)"@th .
<run/{code}> prov:generated <plan/sao-{code}/2566-2570> ; prov:endedAtTime "2026-01-02T03:04:05Z"^^xsd:dateTime .
"""


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory, publish: Callable[..., str]) -> Iterator[FlaskClient]:
    """Serve a store with a plan of each province."""
    store = tmp_path_factory.mktemp("country") / "store"
    publish(store, "".join(BODY.format(code=code) for code in outlines().paths))
    settings = Settings.from_environment({}, {"store": store, "query_workers": 1, "timeout": 20, "memory": 512})
    engine = EmbeddedEngine(settings, dict(prefixes()))
    yield create_app(settings, engine).test_client()
    engine.close()


def font() -> int:
    """Give the size of the Thai font of the site, or the most it may have where npm has not brought it."""
    return max((file.stat().st_size for file in FONTS.glob("*.woff2")), default=LARGEST_FONT)


@pytest.mark.parametrize("language", ["th", "en"])
def test_the_first_page_of_the_whole_country_is_light(country: FlaskClient, language: str) -> None:
    answer = country.get(f"/{language}/", headers=HTML)
    assert answer.text.count("/organisations?province=") > 2 * len(outlines().paths) - 2  # on the map and in the list
    loaded = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', answer.text))
    assert {"/static/phaen.css", "/static/home.css", "/static/suggest.js"} <= loaded
    sizes = {address: len(country.get(address, buffered=True).data) for address in loaded} | {"page": len(answer.data)}
    assert sum(sizes.values()) + font() < MOST_BYTES, sizes


@pytest.mark.skipif(not FONTS.exists(), reason="no Thai font here: 'make editor' brings it, where there is npm")
def test_the_font_has_only_what_the_pages_use() -> None:
    assert font() < LARGEST_FONT

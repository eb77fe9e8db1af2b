"""Words that browsers do not know stay whole in headings, and nothing but their breaking changes."""

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from phaen.endpoint.app import create_app
from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.settings import Settings
from phaen.endpoint.whole_words import kept_whole, with_whole_words
from phaen.ontology.assets import prefixes

HTML = {"Accept": "text/html"}
VALUES = {"query_workers": 1, "timeout": 20, "memory": 512}
NAMED = """
<organisation/sao-1> a phaen:LocalAuthority ; skos:prefLabel "องค์การบริหารส่วนตำบลหนองบัวโคก"@th .
"""
MARK = re.compile(r'<span class="unbroken">(.*?)</span>')


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("องค์การบริหารส่วนตำบลหนองบัวโคก", ["หนองบัวโคก"]),
        ("เทศบาลตำบลป่าตอง หรือหนองทะเล", ["ป่าตอง", "หนองทะเล"]),
        ("แผนพัฒนา", []),
        ("plan", []),
        ("", []),
    ],
)
def test_names_that_browsers_do_not_know_are_whole(text: str, whole: list[str]) -> None:
    assert MARK.findall(kept_whole(text)) == whole


@given(st.text(st.sampled_from("หนองบัวโคกป่าต กะทู้<&>\"'a;"), max_size=60))
def test_the_text_of_a_heading_stays_what_it_is(text: str) -> None:
    page = f'<body><h1 lang="th">{escape(text)} <a href="/?q=ป่าตอง" title="ป่าตอง">ป่าตอง</a></h1><p>ป่าตอง</p></body>'
    made = with_whole_words(page)
    assert re.sub(r'<span class="unbroken">|(?<!</a)</span>', "", made) == page
    assert made.endswith("</a></h1><p>ป่าตอง</p></body>")
    assert '<a href="/?q=ป่าตอง" title="ป่าตอง"><span class="unbroken">ป่าตอง</span></a>' in made


def test_a_heading_of_any_length_costs_little() -> None:
    long, many = "หนอง" * 100_000, "".join(f"<h2>หนองบัวโคก {number}</h2>" for number in range(2000))
    began = time.process_time()
    assert with_whole_words(f"<h1>{long}</h1>") == f"<h1>{long}</h1>"
    assert with_whole_words("<h1>" * 20_000) == "<h1>" * 20_000
    assert with_whole_words(many).count("unbroken") == 2000
    assert time.process_time() - began < 5


@pytest.mark.parametrize("language", ["th", "en"])
def test_pages_keep_names_whole_in_their_headings(tmp_path: Path, publish: Callable[..., str], language: str) -> None:
    publish(tmp_path, NAMED)
    engine = EmbeddedEngine(settings := Settings.from_environment({}, VALUES | {"store": tmp_path}), dict(prefixes()))
    try:
        answer = create_app(settings, engine).test_client().get(f"/{language}/doc/organisation/sao-1", headers=HTML)
    finally:
        engine.close()
    heading = answer.text[answer.text.index("<h1") : answer.text.index("</h1>")]
    assert heading.endswith('ตำบล<span class="unbroken">หนองบัวโคก</span>')
    assert "<title>องค์การบริหารส่วนตำบลหนองบัวโคก" in answer.text

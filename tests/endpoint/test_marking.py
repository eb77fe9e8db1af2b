"""Thai words on English pages are marked as Thai, wherever they stand; nothing else is touched."""

import re

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from phaen.endpoint.marking import mark_thai

SPAN = re.compile(r'<span lang="th">(.*?)</span>')


def marked(body: str) -> str:
    return mark_thai(f"<html><head><title>แผน – phaen</title></head><body>{body}</body></html>")


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("plans such as แผนพัฒนา (ฉบับที่ 1) here", ["แผนพัฒนา (ฉบับที่"]),
        ("<p>ก</p><ul><li>ข<li>ค</ul>ง", ["ก", "ข", "ค", "ง"]),
        ('<p lang="th">ก <b>ข</b> <span lang="en">x ค</span></p>', ["ค"]),
        ("<br>ก<img>ข", ["ก", "ข"]),
        ("<code>ก</code>", ["ก"]),
        ("<textarea>ก</textarea><script>ก</script><style>ก</style>", []),
        ("no Thai &amp; nothing marked", []),
        ("ก &lt;b&gt; ข", ["ก", "ข"]),
    ],
)
def test_thai_words_stand_in_elements_of_that_language(body: str, found: list[str]) -> None:
    assert SPAN.findall(marked(body)) == found
    assert "<title>แผน – phaen</title>" in marked(body)


def test_elements_that_hold_only_text_are_marked_themselves() -> None:
    assert '<option value="a" lang="th">ก</option>' in marked('<select><option value="a">ก</option></select>')
    assert '<text x="1" lang="th">ก</text>' in marked('<svg><text x="1">ก</text></svg>')
    assert '<circle><title lang="th">ลำพูน: 4</title></circle>' in marked(
        "<svg><circle><title>ลำพูน: 4</title></circle></svg>"
    )
    assert '<option lang="th">ก</option>' in marked('<option lang="th">ก</option>')


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_the_text_of_a_page_stays_what_it_is(text: str) -> None:
    plain = f"<html><body><p>{escape(text)}</p></body></html>"
    assert re.sub(r'<span lang="th">|</span>', "", mark_thai(plain)) == plain


def test_a_page_of_a_hundred_thousand_elements_takes_no_long_time() -> None:
    assert marked("<p>ก</p>" * 100_000).count("<span") == 100_000


def test_thai_pages_are_left_as_they_are_and_english_ones_marked(client: FlaskClient) -> None:
    path = "/doc/plan/pao-52/undated/strategy/1/guideline/1"
    english, thai = (client.get(f"/{code}{path}", headers={"Accept": "text/html"}).text for code in ("en", "th"))
    assert '<span lang="th">การศึกษา</span>' in english
    assert thai.count('<span lang="th">') < english.count('<span lang="th">')

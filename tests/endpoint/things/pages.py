"""How the tests read a page."""

import html
import re

from flask.testing import FlaskClient

HTML = {"Accept": "text/html"}


def page(client: FlaskClient, path: str, lang: str = "en") -> str:
    """Return a page of the site; it must be one."""
    response = client.get(path, headers=HTML | {"Accept-Language": lang})
    assert response.status_code == 200, response.text[:2000]
    assert "style=" not in response.text
    return response.text


def text_of(part: str) -> str:
    """Return what a reader sees of a part of a page, with single blanks."""
    part = re.sub(r"</?span[^>]*>", "", part)
    return " ".join(html.unescape(re.sub(r"<(style|script).*?</\1>|<[^>]+>", " ", part, flags=re.DOTALL)).split())


def section(whole: str, name: str) -> str:
    """Return the text of the section with this heading's id."""
    found = re.search(rf'<section[^>]*><h2 id="{name}".*?</section>', whole, re.DOTALL)
    assert found, f"the page has no section {name}"
    return text_of(found[0])

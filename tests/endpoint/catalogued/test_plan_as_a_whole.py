"""The page of a plan leads to all its statements as RDF: the plan's own data only name them."""

import html
import re

from flask.testing import FlaskClient

HTML = {"Accept": "text/html", "Accept-Language": "en"}
STATEMENT = "ด้านสังคม <b>เอียง</b>"


def test_all_that_a_plan_says_is_one_click_away_as_rdf(client: FlaskClient) -> None:
    shown = client.get("/doc/plan/pao-52/undated", headers=HTML).text
    links = shown.partition("With all its statements:")[2].partition("</p>")[0]
    found = re.findall(r'href="([^"]+)" rel="alternate" type="([^"]+)"', links)
    assert [kind for _, kind in found] == ["text/turtle", "application/ld+json"]
    for link, kind in found:
        answer = client.get(html.unescape(link))
        assert (answer.status_code, answer.mimetype) == (200, kind)
        assert STATEMENT in answer.text

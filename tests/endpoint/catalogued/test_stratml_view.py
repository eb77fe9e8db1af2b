"""A plan is one suffix away as StratML, valid against the schema."""

from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient

from tests.loaders.stratml_plans import validated

PLAN = "plan/pao-52/undated"


def test_a_plan_is_answered_as_valid_stratml(client: FlaskClient) -> None:
    answer = client.get(f"/doc/{PLAN}.stratml")
    assert answer.content_type == "application/xml"
    root = validated(answer.data)
    assert root.findtext("{*}StrategicPlanCore/{*}Goal/{*}Name") == "ด้านสังคม <b>เอียง</b>"
    assert root.findtext(".//{*}Objective/{*}SequenceIndicator") == "๑"
    again = client.get(f"/doc/{PLAN}.stratml", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_its_identifier_leads_there(client: FlaskClient) -> None:
    answer = client.get(f"/id/{PLAN}.stratml?lang=th")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/doc/{PLAN}.stratml?lang=th")
    thai = client.get("/id/plan/sao-51-บ้านกลาง/2566-2570.stratml")
    assert unquote(thai.headers["Location"]) == "/doc/plan/sao-51-บ้านกลาง/2566-2570.stratml"


@pytest.mark.parametrize("path", ["plan/pao-99/undated", "plan/pao-52/none", "plan/%20/x", "plan/../x", "plan/a"])
def test_what_is_no_plan_here_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(f"/doc/{path}.stratml").status_code == 404


def test_the_page_of_a_plan_leads_there(client: FlaskClient) -> None:
    assert f'href="/doc/{PLAN}.stratml"' in client.get(f"/doc/{PLAN}", headers={"Accept": "text/html"}).text

"""The requests of OpenRefine, replayed in its order: a project that adds the service, reconciles, and extends.

OpenRefine (3.x) asks for the manifest from the browser, with JSONP where CORS fails; guesses types from the first ten
cells; reconciles in batches of ten by a form; takes a candidate as matched if it is the first and says so; suggests and
previews in the browser; and fetches values in batches by a form with the identifiers that it was given.
"""

import json
import re
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import pytest
from flask.testing import FlaskClient

CELLS = ["อบจ.ลำปาง", "องค์การบริหารส่วนจังหวัด ลำปาง", "Lampang PAO", "อบจ.เชียงไหม่", "ไม่มีชื่อนี้", "pao-52"] + [
    f"อบจ.{name}" for name in ("ลำพูน", "น่าน", "ลำปาง", "เลย", "ลำปาง", "ตาก", "ลำปาง")
]
PROVINCES = ["ลำปาง", "", "Lampang", "เชียงใหม่", "", "52", *[""] * 7]
OWNER = "https://w3id.org/phaen/id/organisation/pao-52"


class OpenRefine:
    """As much of the client as asks a service."""

    def __init__(self, client: FlaskClient, address: str) -> None:
        self.client = client
        self.address = address
        self.manifest = self.jsonp(address)

    def jsonp(self, address: str, **fields: str) -> Any:  # noqa: ANN401 - JSON
        joint = "&" if "?" in address else "?"
        answer = self.client.get(self._path(address) + joint + urlencode({**fields, "callback": "jQuery360_1"}))
        found = re.fullmatch(r"/\*\*/jQuery360_1\((.*)\);", answer.text, re.DOTALL)
        assert found, answer.text
        return json.loads(found[1])

    def _path(self, address: str) -> str:
        parts = urlsplit(address)
        return parts.path + (f"?{parts.query}" if parts.query else "")

    def post(self, name: str, members: object) -> Any:  # noqa: ANN401 - JSON
        answer = self.client.post(self._path(self.address), data={name: json.dumps(members)})
        assert (answer.status_code, answer.mimetype) == (200, "application/json")
        return answer.get_json()

    def guess_types(self, cells: list[str]) -> list[str]:
        """Ask for three candidates of each of the first cells, and rank their types."""
        answers = self.post("queries", {f"q{n}": {"query": cell, "limit": 3} for n, cell in enumerate(cells[:10])})
        scores: dict[str, float] = {}
        for found in answers.values():
            for place, candidate in enumerate(found["result"]):
                for type_ in candidate["type"]:
                    scores[type_["id"]] = scores.get(type_["id"], 0.0) + 1.0 / (1 + place)
        return sorted(scores, key=lambda type_: -scores[type_])

    def reconcile(self, cells: list[str], provinces: list[str], type_: str) -> list[str | None]:
        """Reconcile cells in batches of ten, with a column beside them; give what is matched by itself."""
        matched: list[str | None] = []
        for start in range(0, len(cells), 10):
            queries = {}
            for place, (cell, province) in enumerate(zip(cells[start : start + 10], provinces[start:], strict=False)):
                query: dict[str, Any] = {"query": cell, "type": type_, "type_strict": "should"}
                if province:
                    query["properties"] = [{"pid": "province", "v": province}]
                queries[f"q{place}"] = query
            answers = self.post("queries", queries)
            assert answers.keys() == queries.keys()
            for found in answers.values():
                ranked = sorted(found["result"], key=lambda one: -one["score"])
                matched.append(ranked[0]["id"] if ranked and ranked[0]["match"] else None)
        return matched

    def place(self, *names: str) -> str:
        """Give an address that the manifest names."""
        found = self.manifest
        for name in names:
            found = found[name]
        return str(found["service_url"] + found["service_path"])


@pytest.fixture
def openrefine(client: FlaskClient) -> OpenRefine:
    return OpenRefine(client, "http://localhost/reconcile")


def test_a_column_of_names_is_reconciled_and_extended_as_openrefine_does_it(openrefine: OpenRefine) -> None:
    assert openrefine.manifest["view"]["url"].count("{{id}}") == 1
    assert openrefine.guess_types(CELLS[:3])[0] in {"pao", "authority", "organisation"}
    matched = openrefine.reconcile(CELLS, PROVINCES, "pao")
    assert matched[:6] == [OWNER, OWNER, OWNER, None, None, OWNER]
    assert [place for place, one in enumerate(matched) if one == OWNER] == [0, 1, 2, 5, 8, 10, 12]
    proposed = openrefine.jsonp(openrefine.place("extend", "propose_properties"), type="pao", limit="50")
    assert proposed["type"] == "pao"
    wanted = [{"id": one["id"]} for one in proposed["properties"] if one["id"] in ("province", "strategies")]
    wanted[0]["settings"] = {"limit": 1, "count": False}
    found = openrefine.post("extend", {"ids": [OWNER], "properties": wanted})
    assert [column["name"] for column in found["meta"]] == ["จังหวัด", "จำนวนยุทธศาสตร์"]
    assert found["rows"][OWNER]["strategies"] == [{"int": 1}]


def test_somebody_searches_for_a_match_by_hand(openrefine: OpenRefine) -> None:
    suggest = openrefine.manifest["suggest"]["entity"]
    found = openrefine.jsonp(
        openrefine.place("suggest", "entity"), prefix="องค์การบริหารส่วนจังหวัดลำป", type="pao", type_strict="should"
    )["result"]
    assert found[0]["id"] == OWNER
    assert found[0]["notable"][0]["id"] == "pao"
    flyout = suggest["flyout_service_url"] + suggest["flyout_service_path"].replace("${id}", quote(OWNER, safe=""))
    assert openrefine.jsonp(flyout)["id"] == OWNER
    for name in ("type", "property"):
        assert openrefine.jsonp(openrefine.place("suggest", name), prefix="จัง")["result"]


def test_the_preview_and_the_view_of_a_candidate_open(openrefine: OpenRefine, client: FlaskClient) -> None:
    preview = openrefine.manifest["preview"]
    page = client.get(openrefine._path(preview["url"].replace("{{id}}", quote(OWNER, safe=""))))
    assert page.mimetype == "text/html"
    assert "frame-ancestors *" in page.headers["Content-Security-Policy"]
    view = client.get(openrefine._path(openrefine.manifest["view"]["url"].replace("{{id}}", quote(OWNER, safe=""))))
    assert (view.status_code, view.headers["Location"]) == (303, "/id/organisation/pao-52")

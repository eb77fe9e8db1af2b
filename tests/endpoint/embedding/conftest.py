"""A service with saved queries of each view, over the small store of all tests of the endpoint."""

import pytest
from flask.testing import FlaskClient

from phaen.endpoint.app import create_app
from phaen.endpoint.embedded import EmbeddedEngine
from phaen.endpoint.settings import Settings
from phaen.queries.catalogue import load_catalogue

HEADER = """#+ title.th = "ชื่อ <i>ไทย</i>"
#+ title.en = "An <i>English</i> title"
#+ description.th = "ทดสอบ"
#+ description.en = "For a test"
"""
EVIL = "<script>alert(1)</script>"
_VIEWS = {
    "bars": (
        'type = "bar", x = "name", y = "n"',
        f'SELECT ?name ?n {{ VALUES (?name ?n) {{ ("น้ำ {EVIL}" 3) ("ที่ดิน" -1) ("โรงเรียน" 2) }} }} ORDER BY ?n',
    ),
    "lines": (
        'type = "line", x = "year", y = "n", series = "name"',
        'SELECT ?year ?n ?name { VALUES (?year ?n ?name) { (2566 1 "ก") (2567 4 "ก") (2566 2 "ข") (2567 1 "ข") } }',
    ),
    "grid": (
        'type = "matrix", rows = "name", columns = "place", value = "n"',
        f'SELECT ?name ?place ?n {{ VALUES (?name ?place ?n) {{ ("ก" "ลำพูน" 1) ("{EVIL}" "ลำปาง" 5) }} }}',
    ),
    "country": (
        'type = "map", place = "code", value = "n", label = "name"',
        'SELECT ?code ?n ?name { VALUES (?code ?n ?name) { ("51" 1 "ลำพูน") ("52" 4 "ลำปาง") } }',
    ),
    "branches": (
        'type = "tree", node = "node", parent = "parent", label = "name"',
        """SELECT ?node ?parent ?name { VALUES (?node ?parent ?name) {
           (<https://w3id.org/phaen/id/a> UNDEF "ราก")
           (<https://w3id.org/phaen/id/b> <https://w3id.org/phaen/id/a> "ใบ") } }""",
    ),
    "net": (
        'type = "graph"',
        f'CONSTRUCT {{ <x:a> <x:to> <x:b> . <x:a> <x:name> "ต้น {EVIL}" }} WHERE {{}}',
    ),
    "rows": ('type = "table"', "SELECT ?n { VALUES ?n { " + " ".join(map(str, range(60))) + " } } ORDER BY ?n"),
    "echo": (
        'type = "table"',
        'SELECT ?word { VALUES ?word { "ก" } # parameter\n}',
    ),
}  # fmt: skip
_WORD = """#+ [[parameters]]
#+ name = "word"
#+ type = "text"
#+ label.th = "คำ"
#+ label.en = "Word"
#+ example = "ก"
#+ required = true
"""


@pytest.fixture(scope="module")
def site(settings: Settings, engine: EmbeddedEngine, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    folder = tmp_path_factory.mktemp("views")
    for name, (view, text) in _VIEWS.items():
        parameter = _WORD if name == "echo" else ""
        (folder / f"{name}.rq").write_text(f"{HEADER}#+ view = {{ {view} }}\n{parameter}{text}", "utf-8")
    return create_app(settings, engine, load_catalogue(folder)).test_client()

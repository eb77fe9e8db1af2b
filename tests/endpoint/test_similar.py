"""What the page of a statement says of similar ones elsewhere."""

from typing import TYPE_CHECKING, cast

from phaen.endpoint.things.similar import Similar, similar_statements
from tests.endpoint.plain_engine import PlainEngine

if TYPE_CHECKING:
    from phaen.endpoint.engine import Engine

ID = "https://w3id.org/phaen/id/"
DATA = """
<a> skos:prefLabel "พัฒนาคน"@th .
<b> skos:prefLabel "พัฒนาคุณภาพคน"@th ; phaen:partOfPlan <plan> . <plan> phaen:planOf <org> .
<org> skos:prefLabel "อบต.บ้านกลาง"@th .
<c> skos:prefLabel "พัฒนาประชาชน"@th .
<s1> phaen:comparedStatement <a>, <c> ; phaen:score 0.8 .
<s2> phaen:comparedStatement <b>, <a> ; phaen:score 0.95 .
<s3> phaen:comparedStatement <b>, <c> ; phaen:score 0.99 .
"""


def test_the_nearest_come_first_with_whose_they_are() -> None:
    engine = cast("Engine", PlainEngine(DATA))
    assert similar_statements(engine, f"{ID}a") == [
        Similar(f"{ID}b", "พัฒนาคุณภาพคน", f"{ID}org", "อบต.บ้านกลาง", 0.95),
        Similar(f"{ID}c", "พัฒนาประชาชน", "", "", 0.8),
    ]
    assert similar_statements(engine, f"{ID}org") == []

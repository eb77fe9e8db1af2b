"""Plans for tests of StratML: made by hand or at random, and the schemas that all of them must be valid against."""

from dataclasses import replace
from pathlib import Path

from hypothesis import strategies as st
from lxml import etree

from phaen.loaders.documents import read_document
from phaen.loaders.extract import read_plan
from phaen.loaders.graph.stratml import PART_1, PART_2
from phaen.loaders.model import Entity, Kind, Reading, Span

SCHEMAS = Path(__file__).parents[1] / "corpus" / "stratml"
NOWHERE = Span(0, 0)
SCHEMA = {
    f"{{{PART_1}}}StrategicPlan": etree.XMLSchema(etree.parse(SCHEMAS / "part1.xsd")),
    f"{{{PART_2}}}PerformancePlanOrReport": etree.XMLSchema(etree.parse(SCHEMAS / "part2.xsd")),
}


def validated(written: bytes) -> etree._Element:
    root = etree.fromstring(written)
    SCHEMA[root.tag].assertValid(root)
    return root


def reading_of(*entities: Entity, name: str = "lamphun-pao.txt", samples: Path) -> Reading:
    return replace(read_plan(read_document(samples / name)), entities=entities)


def entity(kind: Kind, label: str, parent: int | None = None, **more: object) -> Entity:
    return replace(Entity(kind, label, NOWHERE, label, None, "test", 1.0, parent=parent), **more)  # type: ignore[arg-type]


WORDS = st.lists(
    st.sampled_from(["พัฒนา", "ส่งเสริม", "คน", "น้ำ", "ถนน", "อบต.", "e-service", "&", "<ก>", "ป่า 2"]),
    min_size=1,
    max_size=4,
)
LABELS = WORDS.map(lambda words: " ".join(["การ", *words]))
EXPLANATIONS = st.none() | LABELS.map(lambda label: f"{label} อธิบายให้ยาวพอที่จะเป็นคำอธิบาย")
CODES = st.none() | st.sampled_from(["1", "2", "1.1", "๒", "๑.๒"])
TOPS = (Kind.VISION, Kind.MISSION)


@st.composite
def plans(draw: st.DrawFn) -> list[Entity]:
    made: list[Entity] = []
    for _ in range(draw(st.integers(1, 12))):
        kind = draw(st.sampled_from(list(Kind)))
        above = [i for i, e in enumerate(made) if e.kind not in (Kind.VISION, Kind.INDICATOR)]
        parent = draw(st.none() | st.sampled_from(above)) if above and kind not in TOPS else None
        if kind is Kind.MISSION and made and made[-1].kind is Kind.MISSION and draw(st.booleans()):
            parent = len(made) - 1
        number = draw(CODES)
        explained = kind not in (Kind.VISION, Kind.INDICATOR)
        made.append(
            entity(
                kind,
                draw(LABELS),
                parent,
                printed_number=number,
                code=number.translate(str.maketrans("๑๒", "12")) if number else None,
                explanation=draw(EXPLANATIONS) if explained else None,
                class_="Tactic" if kind is Kind.GUIDELINE and draw(st.booleans()) else None,
            )
        )
    return made

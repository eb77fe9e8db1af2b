"""Random plans in random layouts are read back; damage changes nothing; no text breaks, stalls or misplaces reading."""

import random
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from phaen.loaders.documents import decode_document
from phaen.loaders.errors import DocumentError
from phaen.loaders.extract import read_plan
from phaen.loaders.model import Kind, Reading
from tests.corpus import forms
from tests.corpus.forms import FORMS, WRITINGS, Form, Writing
from tests.corpus.gold import DOCUMENTS, Part, text_cases
from tests.corpus.outlines import DAMAGE, LAYOUTS, PLANS, Expected, Layout, Plan, expected, render

Damage = Callable[[str, random.Random], str]


def read(text: str) -> Reading:
    return read_plan(decode_document(text.encode(), "plan.txt"))


def outline_of(reading: Reading) -> Expected:
    labels = ["".join(entity.label.split()) for entity in reading.entities]
    return [
        (entity.kind, entity.code, label, labels[entity.parent] if entity.parent is not None else None)
        for entity, label in zip(reading.entities, labels, strict=True)
    ]


def assert_true_to_the_text(reading: Reading) -> None:
    raw = reading.document.text
    for entity in reading.entities:
        assert 0 <= entity.span.start < entity.span.end <= len(raw)
        assert raw[entity.span.start : entity.span.end] == entity.verbatim
        assert entity.label
        assert entity.parent is None or 0 <= entity.parent < len(reading.entities)
    for unclaimed in reading.unclaimed:
        assert 0 <= unclaimed.span.start < unclaimed.span.end <= len(raw)


def same(found: Expected, right: Expected) -> bool:
    """Compare statements without their order: an overview puts strategies first."""
    return sorted(found, key=repr) == sorted(right, key=repr)


@given(PLANS, LAYOUTS)
def test_a_random_plan_in_a_random_layout_is_read_back(plan: Plan, layout: Layout) -> None:
    reading = read(render(plan, layout))
    assert_true_to_the_text(reading)
    assert same(outline_of(reading), expected(plan, layout)), render(plan, layout)


@pytest.mark.parametrize("damage", DAMAGE, ids=lambda damage: damage.__name__)
@given(plan=PLANS, layout=LAYOUTS, seed=st.integers(0, 1000))
@settings(max_examples=25)
def test_damaged_thai_is_read_as_if_it_were_sound(damage: Damage, plan: Plan, layout: Layout, seed: int) -> None:
    sound = render(plan, layout)
    reading = read(damage(sound, random.Random(seed)))
    assert_true_to_the_text(reading)
    assert outline_of(reading) == outline_of(read(sound))


@given(FORMS, WRITINGS)
@settings(max_examples=50)
def test_the_projects_of_a_random_form_are_read_back_with_their_budgets(form: Form, writing: Writing) -> None:
    reading = read(forms.render(form, writing))
    assert_true_to_the_text(reading)
    programme = next(place for place, one in enumerate(reading.entities) if one.kind is Kind.PROGRAMME)
    projects = [one for one in reading.entities if one.kind is Kind.PROJECT]
    assert [one.parent for one in projects] == [programme] * len(form.projects)
    found = [(one.code, one.label, {a.year: int(a.amount) for a in one.allocations if a.amount}) for one in projects]
    assert found == [(str(n), one.name, forms.budget(one)) for n, one in enumerate(form.projects, start=1)]
    assert [one.unit.text if one.unit else None for one in projects] == [one.unit for one in form.projects]


def cut(text: str, chance: random.Random) -> str:
    start, end = sorted(chance.randrange(len(text) + 1) for _ in range(2))
    return text[start:end]


def without_lines(text: str, chance: random.Random) -> str:
    return "\n".join(line for line in text.split("\n") if chance.random() < 0.8)


def shuffled(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    chance.shuffle(lines)
    return "\n".join(lines)


def stuttered(text: str, chance: random.Random) -> str:
    return "\n".join(line for line in text.split("\n") for _ in range(chance.choice((1, 1, 1, 2))))


def glued(text: str, chance: random.Random) -> str:
    return "".join(line + chance.choice(("\n", "\n", " ", "")) for line in text.split("\n"))


def noisy(text: str, chance: random.Random) -> str:
    letters = list(text)
    for _ in range(len(letters) // 20):
        letters[chance.randrange(len(letters))] = chance.choice("ก่ำ1๒.():“”-\t|\ufffd\n ")
    return "".join(letters)


MUTATIONS = (cut, without_lines, shuffled, stuttered, glued, noisy)


@pytest.mark.timeout(60)  # a second or two; what goes on for ever is found sooner
@pytest.mark.parametrize("mutate", MUTATIONS, ids=lambda mutate: mutate.__name__)
@given(name=st.sampled_from([case.gold.name for case in text_cases(Part.DEVELOPMENT)]), seed=st.integers(0, 10**6))
@settings(max_examples=40)
def test_a_mutilated_document_is_read_with_true_spans(mutate: Damage, name: str, seed: int) -> None:
    text = mutate((DOCUMENTS / f"{name}.txt").read_text(encoding="utf-8"), random.Random(seed))
    try:
        reading = read(text)
    except DocumentError:
        return
    assert_true_to_the_text(reading)


HOSTILE = {
    "one letter": "ก",
    "one mark": "่",
    "digits": "1",
    "dots": ".1",
    "brackets": "(",
    "quotes": "“",
    "headings": "ยุทธศาสตร์ที่ 1 ",
    "lead-ins": "มีแนวทางการพัฒนา ดังนี้ ",
    "bodies": "องค์การบริหารส่วนตำบลกข อำเภอคง จังหวัดจฉ ",
    "years": "พ.ศ. 2566 - 2570 ",
    "amounts": "1,250,000 ",
    "damage": "ต าบล ก าร ",
    "tabs": "1\t",
    "bars": "| ",
    "projects": "โครงการก่อสร้าง งบประมาณ 5 บาท ",
}
MEGABYTE = 1_000_000


@pytest.mark.timeout(30)
@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_megabyte_on_one_line_is_read_in_seconds(piece: str) -> None:
    began = time.process_time()
    assert read("พันธกิจ\n1. พัฒนาคน\n" + piece * (MEGABYTE // len(piece.encode()))).document.text
    assert time.process_time() - began < 5

"""How a hit is shown: what matches is marked in its title where it can be, and nothing is said twice."""

import pytest

from phaen.endpoint.search.evidence import Sources
from phaen.endpoint.search.showing import Pieces, Shown, shown_hits, written_in
from phaen.loaders.search.model import Hit, Results, Snippet

LONG = "ด้านสังคม และการพัฒนาคุณภาพชีวิต พัฒนาสังคมให้น่าอยู่"


ENGLISH = "Quality education"


def shown(label: str, language: str = "th", /, **snippets: Pieces) -> Shown:
    found = tuple(Snippet(field, pieces) for field, pieces in snippets.items())
    names = {"th": label, "en": ENGLISH}
    hit = Hit("e:1", "goal", label, "th", 1.0, names, organisation_label="เทศบาล", snippets=found)
    return shown_hits(Results(1, (hit,), {}, None, ""), Sources(), language)[0]


def test_a_title_is_in_the_reader_s_language_and_a_name_that_matches_in_another_one_stands_below() -> None:
    assert (shown("การศึกษา", "en").title, shown("การศึกษา", "en").language) == (((ENGLISH, False),), "en")
    assert shown("การศึกษา", "en", label=(("Quality ", False), ("education", True))).title[1] == ("education", True)
    matched = shown("การศึกษา", "en", label=(("การศึกษา", True),))
    assert (matched.title, matched.language) == (((ENGLISH, False),), "en")
    assert matched.texts == (Snippet("label", (("การศึกษา", True),)),)


def test_a_text_is_read_aloud_in_the_language_of_its_script() -> None:
    assert (written_in((("การ", True),)), written_in((("An ", False), ("education", True)))) == ("th", "en")


@pytest.mark.parametrize(
    ("cut", "title"),
    [
        ((), ((LONG, False),)),
        ((("…การพัฒนา", False), ("คุณภาพ", True), ("ชีวิต…", False)),
         (("ด้านสังคม และ", False), ("การพัฒนา", False), ("คุณภาพ", True), ("ชีวิต", False), (" พัฒนาสังคมให้น่าอยู่", False))),
        ((("ด้าน", True), ("สังคม…", False)), (("ด้าน", True), ("สังคม", False), (LONG[9:], False))),
        (((LONG, True),), ((LONG, True),)),
    ],
)  # fmt: skip
def test_a_long_title_is_whole_and_marked(cut: Pieces, title: Pieces) -> None:
    found = shown(LONG, label=cut) if cut else shown(LONG)
    assert found.title == title
    assert found.texts == ()


def test_another_name_that_matches_stands_below_the_title() -> None:
    found = shown("องค์การบริหารส่วนจังหวัดลำพูน", label=(("อบจ.", True), ("ลำพูน", False)))
    assert found.title == (("องค์การบริหารส่วนจังหวัดลำพูน", False),)
    assert [snippet.field for snippet in found.texts] == ["label"]


def test_the_text_is_left_out_where_name_and_explanation_say_it() -> None:
    text, explanation = (("น้ำ (สะอาด", False), ("ดื่ม…", True)), (("สะอาด", False), ("ดื่ม", True))
    assert [found.field for found in shown("น้ำ", text=text, explanation=explanation).texts] == ["explanation"]
    assert [found.field for found in shown("ดิน", text=text, explanation=explanation).texts] == ["text", "explanation"]
    assert [found.field for found in shown("น้ำ", text=text).texts] == ["text"]
    assert shown("น้ำสะอาด", text=(("น้ำ", True), ("สะอาด", False))).texts == ()


def test_the_owner_is_marked_only_where_its_shown_name_matches() -> None:
    assert shown("น้ำ", organisation=(("เทศ", True), ("บาล", False))).organisation == (("เทศ", True), ("บาล", False))
    assert shown("น้ำ", organisation=(("อบต.", True),)).organisation == (("เทศบาล", False),)

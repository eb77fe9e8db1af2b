"""Random plans, the many ways in which pages write them down, and the damage that files do to Thai.

A Plan is rendered by a Layout; what reading must give back is its `expected` list of statements.
"""

import random
from dataclasses import dataclass
from itertools import pairwise

from hypothesis import strategies as st

from phaen.loaders.model import Kind

THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")

DOING = ("ส่งเสริม", "สนับสนุน", "ปรับปรุง", "ก่อสร้าง", "จัดหา", "อนุรักษ์", "ฟื้นฟู", "ยกระดับ", "ซ่อมแซม", "ขยาย")
THINGS = (
    *("ถนนและสะพาน", "แหล่งน้ำเพื่อการเกษตร", "ระบบประปาหมู่บ้าน", "การท่องเที่ยวชุมชน", "กลุ่มอาชีพสตรี", "ศูนย์พัฒนาเด็กเล็ก"),
    *("ประเพณีท้องถิ่น", "ป่าต้นน้ำลำธาร", "ไฟฟ้าสาธารณะ", "ตลาดสินค้าเกษตร", "สวัสดิการผู้สูงอายุ", "ลานกีฬาประจำตำบล"),
)
HOW = ("ให้ได้มาตรฐาน", "อย่างทั่วถึง", "ในทุกหมู่บ้าน", "โดยการมีส่วนร่วมของชุมชน", "ตลอดทั้งปี", "ให้เพียงพอ")
AREAS = ("โครงสร้างพื้นฐาน", "เศรษฐกิจชุมชน", "สังคมและคุณภาพชีวิต", "สิ่งแวดล้อม", "การศึกษาและวัฒนธรรม", "การเมืองการบริหาร")
WHO = ("ประชาชน", "เกษตรกร", "เด็กและเยาวชน", "ผู้สูงอายุ", "ครัวเรือน", "ชุมชน")
WELL = ("มีรายได้เพิ่มขึ้น", "มีสุขภาพแข็งแรง", "ได้รับบริการที่ดี", "เดินทางสะดวกและปลอดภัย", "มีน้ำใช้ตลอดปี")
MEASURED = ("ร้อยละของ", "จำนวน", "อัตราการเพิ่มขึ้นของ")
PHRASES = ("ตำบลน่าอยู่", "คู่คุณธรรม", "นำเศรษฐกิจพอเพียง", "เกษตรปลอดภัย", "ใส่ใจสิ่งแวดล้อม", "สืบสานวัฒนธรรม")

Label = tuple[str, ...]
Expected = list[tuple[Kind, str | None, str, str | None]]
"""Statements as (kind, number, label, label of the parent), labels without blanks."""


@dataclass(frozen=True)
class Strategy:
    """A strategy, its guidelines, and the indicators that measure it; a line may be broken between a label's pieces."""

    label: Label
    guidelines: tuple[Label, ...]
    indicators: tuple[Label, ...]
    goal: Label


@dataclass(frozen=True)
class Plan:
    """A plan's outline."""

    vision: Label
    missions: tuple[Label, ...]
    goals: tuple[Label, ...]
    strategies: tuple[Strategy, ...]


def _labels(*parts: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.tuples(*(st.sampled_from(part) for part in parts))


def _list(label: st.SearchStrategy[tuple[str, ...]], least: int, most: int) -> st.SearchStrategy[tuple[Label, ...]]:
    return st.lists(label, min_size=least, max_size=most, unique=True).map(tuple)


# Under a single guideline, indicators might be those of the guideline.
STRATEGIES = st.lists(
    st.builds(
        Strategy,
        _labels(("การพัฒนาด้าน",), AREAS),
        _list(_labels(DOING, THINGS, HOW), 2, 3),
        _list(_labels(MEASURED, WHO, ("ที่",), WELL), 0, 2),
        _labels(WHO, WELL),
    ),
    min_size=2,
    max_size=4,
    unique_by=lambda one: one.label,
).map(tuple)
PLANS = st.builds(
    Plan,
    st.lists(st.sampled_from(PHRASES), min_size=2, max_size=4, unique=True).map(tuple),
    _list(_labels(DOING, THINGS, HOW), 2, 5),
    _list(_labels(WHO, WELL), 0, 4),
    STRATEGIES,
)


@dataclass(frozen=True)
class Layout:
    """One way to write a plan down: marks with {n} and {m} for numbers, headings, and what stands between the lines."""

    item: str = "{n}. {label}"
    strategy: str = "ยุทธศาสตร์ที่ {n} {label}"
    guideline_heading: str = "แนวทางการพัฒนา"
    guideline: str = "{n}.{m} {label}"
    indicator: str = "- {label}"
    vision: str = "“{vision}”"
    gloss: bool = False
    colon: bool = False
    thai_digits: bool = False
    overview: bool = False
    detail: str = "ยุทธศาสตร์และแนวทางการพัฒนา"
    indent: bool = False
    wrapped: bool = False
    gap: str = "\n"
    furniture: bool = False
    sections: bool = False
    kind_word: bool = False
    lead_in: bool = False
    same_line: bool = False
    owner: str = ""
    bait: str = ""
    strategies_first: bool = False
    goal_each: bool = False

    @property
    def numbers_items(self) -> bool:
        """Tell whether missions and goals bear numbers."""
        return "{n}" in self.item

    @property
    def numbers_guidelines(self) -> bool:
        """Tell whether guidelines bear numbers."""
        return "{m}" in self.guideline


OWNERS = ("", "องค์การบริหารส่วนตำบลบ้านนา อำเภอเวียงสา จังหวัดน่าน : www.banna.go.th", "เทศบาลตำบลหนองบัว")
BAIT = {
    "": (),
    "meaning": ("ตำบลน่าอยู่ หมายถึง ชุมชนที่สะอาดและปลอดภัย", "คู่คุณธรรม หมายถึง ผู้คนซื่อสัตย์และมีน้ำใจ"),
    "values": ("ค่านิยม", "S : Service mind บริการด้วยใจ", "M : Moral มีคุณธรรม"),
    "strengths": ("จุดแข็ง (Strengths)", "S1 มีแหล่งน้ำธรรมชาติไหลผ่าน", "จุดอ่อน (Weaknesses)", "W1 งบประมาณมีจำกัด"),
    "motto": ("คำขวัญ : ข้าวหอมมะลิ ผ้าไหมงาม", "ปรัชญา : อยู่อย่างพอเพียง"),
}
"""Text behind the vision that looks like statements and is none."""

LAYOUTS = st.builds(
    Layout,
    item=st.sampled_from(
        [
            "{n}. {label}",
            "{n}.{label}",
            "{n}) {label}",
            "({n}) {label}",
            "- {label}",
            "• {label}",
            "{label}",
            "{n}.\n{label}",
            "{n}.          {n}. {label}",
            "- {n}. {label}",
        ]
    ),
    strategy=st.sampled_from(
        [
            "ยุทธศาสตร์ที่ {n} {label}",
            "ยุทธศาสตร์ที่ {n} : {label}",
            "ยุทธศาสตร์ที่  {n}  {label}",
            "ยุทธศาสตร์ {n}: {label}",
            "ยุทธศาสตร์ที่ {n}\n{label}",
            "ประเด็นยุทธศาสตร์ที่ {n} {label}",
            "• ยุทธศาสตร์ที่ {n}: {label}",
            "{n}. {label}",
        ]
    ),
    guideline_heading=st.sampled_from(["แนวทางการพัฒนา", "กลยุทธ์", "แนวทางการพัฒนา ดังนี้", "กลยุทธ์ :", ""]),
    guideline=st.sampled_from(
        ["{n}.{m} {label}", "{n}.{m}{label}", "{m}. {label}", "{m}) {label}", "- {label}", "แนวทางที่ {m} {label}"]
    ),
    indicator=st.sampled_from(["- {label}", "• {label}"]),
    vision=st.sampled_from(["“{vision}”", '"{vision}"', "“ {vision} ”", "{vision}"]),
    gloss=st.booleans(),
    colon=st.booleans(),
    thai_digits=st.booleans(),
    overview=st.booleans(),
    detail=st.sampled_from(["ยุทธศาสตร์และแนวทางการพัฒนา", "รายละเอียดยุทธศาสตร์"]),
    indent=st.booleans(),
    wrapped=st.booleans(),
    gap=st.sampled_from(["\n", "\n\n"]),
    furniture=st.booleans(),
    sections=st.booleans(),
    kind_word=st.booleans(),
    lead_in=st.booleans(),
    same_line=st.booleans(),
    owner=st.sampled_from(OWNERS),
    bait=st.sampled_from(list(BAIT)),
    strategies_first=st.booleans(),
    goal_each=st.booleans(),
).filter(lambda one: one.strategy != "{n}. {label}" or bool(one.guideline_heading))
"""Layouts whose words and numbers say what is what; strategies and guidelines without any word do not."""


def expected(plan: Plan, layout: Layout) -> Expected:
    """Give the statements that reading must find, in order."""
    found: Expected = [(Kind.VISION, None, "".join(plan.vision), None)]
    for kind, labels in ((Kind.MISSION, plan.missions), (Kind.GOAL, plan.goals)):
        found += [
            (kind, str(n) if layout.numbers_items else None, "".join(label), None) for n, label in _numbered(labels)
        ]
    for n, strategy in enumerate(plan.strategies, start=1):
        above = ("ยุทธศาสตร์" if layout.kind_word else "") + "".join(strategy.label)
        found.append((Kind.STRATEGY, str(n), above, None))
        found += [(Kind.GOAL, None, "".join(strategy.goal), above)] if layout.goal_each else []
        for m, guideline in _numbered(strategy.guidelines):
            number = f"{n}.{m}" if "{n}.{m}" in layout.guideline else str(m)
            found.append((Kind.GUIDELINE, number if layout.numbers_guidelines else None, "".join(guideline), above))
        found += [(Kind.INDICATOR, None, "".join(one), above) for one in strategy.indicators]
    return found


def render(plan: Plan, layout: Layout) -> str:
    """Write a plan down."""
    lines = ["หน้าแรก | ข่าวประชาสัมพันธ์ | ติดต่อเรา"] if layout.furniture else []
    lines += [layout.owner] if layout.owner else []
    lines += [*_vision(plan, layout), *BAIT[layout.bait]]
    items = [_heading("พันธกิจ", "Mission", layout, 2), *_items(plan.missions, layout)]
    if plan.goals:
        items += [_heading("เป้าประสงค์", "Goals", layout, 3), *_items(plan.goals, layout)]
    strategies = _strategies(plan, layout)
    lines += [*strategies, *items] if layout.strategies_first else [*items, *strategies]
    if layout.furniture:
        lines.append("ปรับปรุงล่าสุด 5 เม.ย. 2566 | เข้าชม 1,032 ครั้ง")
    return layout.gap.join(lines) + "\n"


def _vision(plan: Plan, layout: Layout) -> list[str]:
    heading, vision = _heading("วิสัยทัศน์", "Vision", layout, 1), layout.vision.format(vision=" ".join(plan.vision))
    return [f"{heading} {vision}"] if layout.same_line else [heading, vision]


def _strategies(plan: Plan, layout: Layout) -> list[str]:
    lines = [_heading("ยุทธศาสตร์การพัฒนา", "Strategies", layout, 4)]
    if layout.overview:
        lines += [_strategy(n, one.label, layout) for n, one in enumerate(plan.strategies, start=1)]
        lines.append(layout.detail)
    for n, strategy in enumerate(plan.strategies, start=1):
        lines += _block(n, strategy, layout)
        if layout.furniture and n == 1:
            lines.append("-12-")
    return lines


def _block(n: int, strategy: Strategy, layout: Layout) -> list[str]:
    lead_in = " มีแนวทางการพัฒนา ดังนี้" if layout.lead_in and not layout.goal_each else ""
    lines = [_strategy(n, strategy.label, layout) + lead_in]
    if layout.goal_each:
        lines += ["เป้าประสงค์", "".join(strategy.goal)]
    # Behind a goal only a heading tells that what follows is no goal.
    heading = layout.guideline_heading or ("แนวทางการพัฒนา" if layout.goal_each else "")
    if heading and not lead_in:
        lines.append(heading)
    lines += [_mark(layout.guideline, label, layout, n, m) for m, label in _numbered(strategy.guidelines)]
    if strategy.indicators:
        lines += ["ตัวชี้วัด", *(_mark(layout.indicator, one, layout) for one in strategy.indicators)]
    return lines


def _strategy(n: int, label: tuple[str, ...], layout: Layout) -> str:
    return _mark(layout.strategy, ("ยุทธศาสตร์", *label) if layout.kind_word else label, layout, n)


def _items(labels: tuple[Label, ...], layout: Layout) -> list[str]:
    return [_mark(layout.item, label, layout, n) for n, label in _numbered(labels)]


def _numbered(labels: tuple[Label, ...]) -> list[tuple[int, tuple[str, ...]]]:
    return list(enumerate(labels, start=1))


def _heading(word: str, gloss: str, layout: Layout, section: int) -> str:
    number = _digits(f"2.{section} ", layout) if layout.sections else ""
    return f"{number}{word}{f' ({gloss})' if layout.gloss else ''}{' :' if layout.colon else ''}"


def _mark(mark: str, label: tuple[str, ...], layout: Layout, n: int = 0, m: int = 0) -> str:
    """Write an item with its mark; a long one may go on on the next line, between two words."""
    words = "".join(label)
    if layout.wrapped and len(label) > 2 and "{m}" in mark:
        words = "".join(label[:-1]) + "\n" + label[-1]
    written = mark.format(n=_digits(str(n), layout), m=_digits(str(m), layout), label=words)
    return f"     {written}" if layout.indent else written


def _digits(text: str, layout: Layout) -> str:
    return text.translate(THAI_DIGITS) if layout.thai_digits else text


# --- damage -----------------------------------------------------------------------------------------------------------


def nikhahit(text: str, _: random.Random) -> str:
    """Write sara am as nikhahit and sara aa."""
    return text.replace("\u0e33", "\u0e4d\u0e32")


def zero_width(text: str, chance: random.Random) -> str:
    """Put zero-width spaces between letters."""
    return "".join(
        f"{letter}\u200b"
        if after not in "\u0e31\u0e33\u0e34\u0e35\u0e36\u0e37\u0e38\u0e39\u0e47\u0e48\u0e49\u0e4c"
        and chance.random() < 0.05
        else letter
        for letter, after in pairwise(f"{text}\n")
    )


def no_break(text: str, _: random.Random) -> str:
    """Write blanks as no-break spaces."""
    return text.replace(" ", "\u00a0")


def blank_before_aa(text: str, _: random.Random) -> str:
    """Write sara am as a blank and sara aa, as PDF files leave it."""
    return text.replace("\u0e33", " \u0e32")


def line_ends(text: str, _: random.Random) -> str:
    """Write line ends as Windows does, with blanks before them."""
    return text.replace("\n", "  \r\n")


DAMAGE = (nikhahit, zero_width, no_break, blank_before_aa, line_ends)

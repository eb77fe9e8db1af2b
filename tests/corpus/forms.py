"""Random forms of projects (ผ.02), written as pages and text files hold them."""

from dataclasses import dataclass

from hypothesis import strategies as st

from tests.corpus.outlines import DOING, HOW, THAI_DIGITS, THINGS, WHO

PROGRAMMES = ("แผนงานเคหะและชุมชน", "แผนงานการศึกษา", "แผนงานสาธารณสุข", "แผนงานการเกษตร")
UNITS = ("กองช่าง", "กองการศึกษา", "สำนักปลัด", "กองคลัง")
YEARS = (2566, 2567, 2568, 2569, 2570)


@dataclass(frozen=True)
class Project:
    """A project of a form: its name, aim, amounts a year (0: nothing) and the unit in charge."""

    name: str
    aim: str
    amounts: tuple[int, ...]
    unit: str


@dataclass(frozen=True)
class Form:
    """A form: a programme and its projects."""

    programme: str
    projects: tuple[Project, ...]


@dataclass(frozen=True)
class Writing:
    """How a form is written down: what parts its cells, its digits, how its years are headed, what is left out."""

    bars: bool = False
    thai_digits: bool = False
    year: str = "{year} (บาท)"
    nothing: str = "-"
    with_aim: bool = True
    title: bool = True


PROJECTS = st.builds(
    Project,
    st.builds("โครงการ{}{}{}".format, *(st.sampled_from(words) for words in (DOING, THINGS, HOW))),
    st.builds("เพื่อให้{}ได้รับประโยชน์".format, st.sampled_from(WHO)),
    st.tuples(*[st.sampled_from((0, 5_000, 120_000, 450_000, 1_250_000, 12_500_000))] * len(YEARS)),
    st.sampled_from(UNITS),
)
FORMS = st.builds(
    Form,
    st.sampled_from(PROGRAMMES),
    st.lists(PROJECTS, min_size=1, max_size=4, unique_by=lambda one: one.name).map(tuple),
)
WRITINGS = st.builds(
    Writing,
    bars=st.booleans(),
    thai_digits=st.booleans(),
    year=st.sampled_from(["{year} (บาท)", "{year}", "ปี {year}", "พ.ศ. {year}"]),
    nothing=st.sampled_from(["-", "–", "0"]),
    with_aim=st.booleans(),
    title=st.booleans(),
)


def render(form: Form, writing: Writing) -> str:
    """Write a form down, a row a line."""
    head = ["ที่", "โครงการ", *(["วัตถุประสงค์"] if writing.with_aim else [])]
    head += [writing.year.format(year=year) for year in YEARS] + ["หน่วยงานรับผิดชอบ"]
    rows = [head, *(_row(number, one, writing) for number, one in enumerate(form.projects, start=1))]
    lines = ["แบบ ผ.02", "รายละเอียดโครงการพัฒนา"] if writing.title else []
    lines += ["ยุทธศาสตร์ที่ 1 การพัฒนาด้านสังคม", f"1.1 {form.programme}", *(_line(row, writing) for row in rows)]
    text = "\n".join(lines) + "\n"
    return text.translate(THAI_DIGITS) if writing.thai_digits else text


def budget(project: Project) -> dict[int, int]:
    """Give the amounts that reading must find, by year."""
    return {year: amount for year, amount in zip(YEARS, project.amounts, strict=True) if amount}


def _row(number: int, project: Project, writing: Writing) -> list[str]:
    amounts = [f"{amount:,}" if amount else writing.nothing for amount in project.amounts]
    return [str(number), project.name, *([project.aim] if writing.with_aim else []), *amounts, project.unit]


def _line(row: list[str], writing: Writing) -> str:
    return f"| {' | '.join(row)} |" if writing.bars else "\t".join(row)

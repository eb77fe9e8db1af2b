"""Made-up plans: a document's text, and the reading of it that a loader would have made of such a text."""

import hashlib
from dataclasses import dataclass, field, replace
from decimal import Decimal
from random import Random

from benchmarks.national import wording
from benchmarks.national.bodies import SEED, Body
from phaen.loaders.model import Allocation, Context, Detail, Document, Entity, Kind, Period, Reading, Span, Target

YEARS = range(2566, 2571)
"""The fiscal years of the plans, Buddhist era."""

RELATIVE_LENGTH = {"bma": 6.0, "pao": 4.0, "municipality-city": 3.5, "pattaya": 3.5, "municipality-town": 2.0}
"""How much longer the plans of larger bodies are."""

LONGEST = 5
"""How many times the mean a number that is drawn may be, so that no plan is endless."""


@dataclass(frozen=True, slots=True)
class Length:
    """How many statements a plan of a usual body has, on average.

    Goals and guidelines count for each strategy, indicators and projects for each guideline. ``years`` are those for
    which a project has money. ``details`` says whether the objective and the unit of a project are printed.
    """

    visions: float
    missions: float
    strategies: float
    goals: float
    guidelines: float
    indicators: float
    projects: float
    years: float
    details: bool


def make_plan(body: Body, length: Length) -> Reading:
    """Make up the plan of a body; the same body and length always give the same plan."""
    author = _Author(Random(f"{SEED} {body.key}"), length, RELATIVE_LENGTH.get(body.organisation.type, 0.9))
    return author.plan(body)


@dataclass(slots=True)
class _Author:
    """Writes one plan, line by line, and notes the statements as it goes."""

    chance: Random
    length: Length
    scale: float
    text: list[str] = field(default_factory=list)
    written: int = 0
    entities: list[Entity] = field(default_factory=list)

    def plan(self, body: Body) -> Reading:
        self.write(f"แผนพัฒนาท้องถิ่น (พ.ศ. {YEARS[0]} - {YEARS[-1]}) ")
        owner = self.line(body.organisation.name)
        self.vision(body)
        self.missions()
        for place in range(1, max(1, self.number(self.length.strategies * self.scale)) + 1):
            self.strategy(str(place))
        text = "".join(self.text)
        document = Document(f"{body.key}.txt", hashlib.sha256(text.encode()).hexdigest(), "text/plain", text, "utf-8")
        organisation = replace(body.organisation, span=owner)
        title = text.partition("\n")[0]
        period, entities = Period(YEARS[0], YEARS[-1]), tuple(self.entities)
        return Reading(document, Context(), title, organisation, period, entities, ())

    # --- statements ---------------------------------------------------------------------------------------------------

    def vision(self, body: Body) -> None:
        if self.happens(self.length.visions):
            self.line("วิสัยทัศน์")
            self.statement(Kind.VISION, f"{body.organisation.name} {self.chance.choice(wording.VISIONS)}", "วิสัยทัศน์")

    def missions(self) -> None:
        count = self.number(self.length.missions)
        if count:
            self.line("พันธกิจ")
        for place in range(1, count + 1):
            self.write(f"{place}. ")
            self.statement(Kind.MISSION, wording.doing(self.chance), "พันธกิจ", code=str(place))

    def strategy(self, code: str) -> None:
        self.write(f"ยุทธศาสตร์ที่ {code} ")
        words = f"การพัฒนาด้าน{self.chance.choice(wording.FIELDS)}"
        strategy = self.statement(Kind.STRATEGY, words, "ยุทธศาสตร์", code=code)
        for _ in range(self.number(self.length.goals)):
            self.write("เป้าประสงค์ ")
            self.statement(Kind.GOAL, wording.doing(self.chance), "เป้าประสงค์", parent=strategy)
        for place in range(1, self.number(self.length.guidelines) + 1):
            self.guideline(strategy, f"{code}.{place}")

    def guideline(self, strategy: int, code: str) -> None:
        self.write(f"แนวทางที่ {code} ")
        words = wording.doing(self.chance)
        guideline = self.statement(Kind.GUIDELINE, words, "แนวทางการพัฒนา", code=code, parent=strategy)
        for _ in range(self.number(self.length.indicators)):
            self.indicator(guideline)
        projects = self.number(self.length.projects)
        if projects:
            programme = self.statement(
                Kind.PROGRAMME, self.chance.choice(wording.PROGRAMMES), "แผนงาน", parent=guideline
            )
            for place in range(1, projects + 1):
                self.project(programme, place)

    def indicator(self, guideline: int) -> None:
        self.write("ตัวชี้วัด ")
        indicator = self.statement(Kind.INDICATOR, wording.measure(self.chance), "ตัวชี้วัด", parent=guideline)
        if self.length.details:
            words = f"ร้อยละ {self.chance.randint(50, 99)}"
            self.write("ค่าเป้าหมาย ")
            target = Target(self.chance.choice(YEARS), words, self.line(words))
            self.entities[indicator] = replace(self.entities[indicator], targets=(target,))

    def project(self, programme: int, place: int) -> None:
        self.write(f"{place}) ")
        project = self.statement(Kind.PROJECT, wording.work(self.chance), "โครงการ", code=str(place), parent=programme)
        entity = self.entities[project]
        if self.length.details:
            objective, unit = self.detail(wording.doing(self.chance)), self.detail(self.chance.choice(wording.UNITS))
            entity = replace(entity, objective=objective, unit=unit)
        self.entities[project] = replace(entity, allocations=self.money())

    def money(self) -> tuple[Allocation, ...]:
        """Set aside money for some of the years, from tens of thousands to tens of millions of baht."""
        number = min(max(1, self.number(self.length.years)), len(YEARS))
        allocations = []
        for year in sorted(self.chance.sample(YEARS, number)):
            amount = int(10 ** self.chance.uniform(4, 7.3)) // 1000 * 1000
            self.write(f"{year}: ")
            allocations.append(Allocation(year, Decimal(amount), self.line(f"{amount:,}")))
        return tuple(allocations)

    def detail(self, words: str) -> Detail:
        return Detail(words, self.line(words))

    def statement(
        self, kind: Kind, words: str, source_term: str, *, code: str | None = None, parent: int | None = None
    ) -> int:
        """Write a statement, note it, and give its place in the list."""
        span, rule = self.line(words), "numbered" if code else "labelled"
        self.entities.append(
            Entity(kind, words, span, words, source_term, rule, 0.99, code=code, printed_number=code, parent=parent)
        )
        return len(self.entities) - 1

    # --- text and chance ----------------------------------------------------------------------------------------------

    def write(self, words: str) -> Span:
        span = Span(self.written, self.written + len(words))
        self.text.append(words)
        self.written += len(words)
        return span

    def line(self, words: str) -> Span:
        span = self.write(words)
        self.write("\n")
        return span

    def number(self, mean: float) -> int:
        """Draw a number: most are small, some are large."""
        return min(int(self.chance.expovariate(1 / mean) + 0.5), round(mean * LONGEST + 1)) if mean else 0

    def happens(self, share: float) -> bool:
        return self.chance.random() < share

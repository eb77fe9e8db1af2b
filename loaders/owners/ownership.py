"""Whose plan a text is: every body that it names is weighed by where it stands, and the heaviest owns the plan.

Bodies named in passing (partners, superiors, laws, other bodies' plans) weigh nothing. Where two weigh much the same,
nobody is taken: a wrong owner is worse than none.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from phaen.loaders.owners.bodies import Mention, ends_visibly, find_bodies
from phaen.loaders.owners.namings import Found, Line, Page, found_in, is_address, is_strict
from phaen.loaders.owners.places import Area, key, read_area

POINTS = {
    Found.HEADING: 5.0,  # "วิสัยทัศน์ของเทศบาลตำบลป่าซาง", "แผนพัฒนา อบต.บ้านกลาง"
    Found.FRONT_LINE: 5.0,  # a line of its own among the first
    Found.METADATA: 4.0,  # the title that the file's format gives
    Found.PARAGRAPH: 4.0,  # "เทศบาลตำบลป่าซาง ได้กำหนดวิสัยทัศน์…"
    Found.OFFICIAL: 3.0,  # "นายกเทศมนตรีตำบลป่าซาง"
    Found.LETTERHEAD: 3.0,  # a line of its own further down, with an address or not
    Found.STATEMENT: 1.0,  # anywhere else
}
"""What the first naming of a kind adds; each further one adds only REPEATED."""

REPEATED, MOST_REPEATED = 0.25, 4
ONLY_BODY = 2.0
"""Added to a local government that the text names twice and more, and no other one."""

ENOUGH_LOCAL, ENOUGH, ENOUGH_ABOVE = 3.0, 4.0, 5.0
"""Points that a local government needs at least, another body, and one that stands over many others."""

LOW_RANK = 3
MARGIN = 2.0
"""Points by which an owner must lead."""

MOST_MENTIONS = 2000
"""Namings that are weighed; a plan of 300 pages has fewer."""

AREA_BEGINS = re.compile(r"(?:ตำบล|ต\.|แขวง|อำเภอ|อ\.|เขต|จังหวัด|จ\.)\s*(?=[ก-ฮเ-ไ])")


@dataclass(slots=True)
class Candidate:
    """A body that may own the plan: the whole name, and where it was seen."""

    name: Mention
    seen: dict[Found, list[Mention]] = field(default_factory=dict)

    @property
    def mentions(self) -> list[Mention]:
        """Return every naming that counts, the weightiest first."""
        kinds = sorted(self.seen, key=lambda found: -POINTS[found])
        return [mention for found in kinds for mention in self.seen[found]]

    @property
    def in_text(self) -> list[Mention]:
        """Return those that stand in the text itself."""
        # Identity, not equality: the title may name the body at the same place as the first line of the text does.
        beside = {id(mention) for mention in self.seen.get(Found.METADATA, [])}
        return [mention for mention in self.mentions if id(mention) not in beside]

    @property
    def points(self) -> float:
        """Return the weight of all that was seen."""
        repeated = sum(len(mentions) - 1 for mentions in self.seen.values())
        return sum(POINTS[found] for found in self.seen) + REPEATED * min(repeated, MOST_REPEATED)

    @property
    def source(self) -> Found:
        """Return where the weightiest naming stands."""
        return max(self.seen, key=POINTS.__getitem__)


@dataclass(frozen=True, slots=True)
class Choice:
    """The owner that was chosen, or the names between which nothing decides."""

    owner: Candidate | None
    rivals: tuple[str, ...] = ()


def choose_owner(page: Page) -> Choice:
    """Weigh the bodies that a page names, and choose the one that leads."""
    candidates = list(_candidates(page).values())
    local = [candidate for candidate in candidates if candidate.name.body.local]
    only = local[0] if len(local) == 1 and len(local[0].mentions) > 1 else None
    weighed = [(candidate.points + (ONLY_BODY if candidate is only else 0), candidate) for candidate in candidates]
    able = [(points, candidate) for points, candidate in weighed if points >= _enough(candidate.name)]
    best = max((points for points, _ in able), default=0)
    leaders = [candidate for points, candidate in able if points > best - MARGIN]
    owner = leaders[0] if len(leaders) == 1 else _lowest(leaders)
    return Choice(owner, () if owner else tuple(sorted({candidate.name.name for candidate in leaders})))


def _enough(mention: Mention) -> float:
    if mention.body.local:
        return ENOUGH_LOCAL
    return ENOUGH if mention.body.rank <= LOW_RANK and not mention.body.strict else ENOUGH_ABOVE


def _lowest(leaders: list[Candidate]) -> Candidate | None:
    """Find the one body that stands below all others and before them: a school, then the office that it is under."""
    if not leaders:
        return None
    first = min(leaders, key=lambda candidate: min(mention.start for mention in candidate.mentions))
    others = [candidate for candidate in leaders if candidate is not first]
    return first if all(first.name.body.rank < other.name.body.rank for other in others) else None


# --- candidates -------------------------------------------------------------------------------------------------------


def _candidates(page: Page) -> dict[str, Candidate]:
    found: dict[str, Candidate] = {}
    known = _whole_names(page)
    for line, mention in _mentions(page, known):
        place = found_in(page, line, mention)
        if place:
            _candidate(found, mention).seen.setdefault(place, []).append(mention)
    title = page.title or ""
    # In a title, a body that stands after another one is its superior or a partner.
    in_title = [m for m in find_bodies(title, 0, len(title), local=False, known=known) if not is_strict(m)]
    for mention in in_title[:1]:
        _candidate(found, mention).seen.setdefault(Found.METADATA, []).append(mention)
    return found


def _candidate(found: dict[str, Candidate], mention: Mention) -> Candidate:
    """Find the body that was named before, or is now, and keep its best name.

    A longer name is the whole one (a faculty's with its university's); but of two that differ only in the word before
    them, the plain one is better (อำเภอ… rather than ที่ว่าการอำเภอ…).
    """
    own = key(f"{mention.body.word} {mention.bare}")
    if mention.body.name == "text":
        own = next((known for known in found if known.startswith(f"{own} ") or own.startswith(f"{known} ")), own)
    candidate = found.setdefault(own, Candidate(mention))
    best = candidate.name
    if (len(mention.bare), -len(mention.sign.word)) > (len(best.bare), -len(best.sign.word)):
        candidate.name = mention
    return candidate


def _whole_names(page: Page) -> list[str]:
    """Give the names of local governments that end visibly somewhere, so that others are known to be the same."""
    found: dict[str, None] = {}
    for count, mention in enumerate(find_bodies(page.text, 0, len(page.text), local=True)):
        if count > MOST_MENTIONS:
            break
        if ends_visibly(page.text, mention.end):
            found[mention.name] = None
    return list(found)


def _mentions(page: Page, known: Iterable[str]) -> Iterator[tuple[Line, Mention]]:
    """Give the namings with their lines: local governments everywhere, other bodies before the first statement."""
    end = count = 0
    for line in page.lines:
        local = line.start >= page.front_end
        for mention in find_bodies(page.text, max(line.start, end), line.end, local=local, known=known):
            yield line, mention
            end, count = mention.area_end, count + 1
            if count == MOST_MENTIONS:
                return


# --- the area ---------------------------------------------------------------------------------------------------------


def areas_of(page: Page, owner: Candidate) -> list[Area]:
    """Give the areas that the text gives its owner: after its name, where its own area is named, or in an address."""
    named = [mention.area for mention in owner.mentions if mention.area.province]
    return named or list(_own_area(page, owner.name)) or list(_addresses(page))


def _own_area(page: Page, mention: Mention) -> Iterator[Area]:
    """Find "ตำบลป่าซาง อำเภอ… จังหวัด…" for a body called ป่าซาง."""
    if mention.body.name != "area":
        return
    title = r"(?:อำเภอ|อ\.)" if mention.body.type in ("district", "health-office") else r"(?:ตำบล|ต\.)"
    for match in re.finditer(rf"{title}\s*{re.escape(mention.bare)}(?=\s)", page.text):
        area, _ = read_area(page.text, match.start())
        if area.province:
            yield area


def _addresses(page: Page) -> Iterator[Area]:
    """Find the areas of address lines, and of a line of the front that holds nothing else."""
    for line in page.lines:
        for match in AREA_BEGINS.finditer(line.text):
            area, end = read_area(page.text, line.start + match.start())
            alone = match.start() == 0 and end >= line.end and line.start < page.front_end
            if area.province and (alone or is_address(line.text)):
                yield area
                break

"""Which edition of a plan a document is: "แผนพัฒนาท้องถิ่น (พ.ศ. 2566-2570) เพิ่มเติม ครั้งที่ 2/2567"."""

import re

from phaen.loaders.model import Amendment
from phaen.loaders.owners.periods import BUDDHIST_YEARS
from phaen.ontology.digits import arabic

KINDS = {"แก้ไข": "amendment", "เพิ่มเติม": "addition", "เปลี่ยนแปลง": "change", "ทบทวน": "review"}
"""The kinds of amendment that the rules of the Ministry of the Interior know, and the review of a whole plan."""

KIND = "(?:แก้ไข|เพิ่มเติม|เปลี่ยนแปลง|ทบทวน)"
AMENDMENT = re.compile(
    rf"(?P<kinds>{KIND}(?:\s*(?:และ|หรือ|/|,)?\s*{KIND})*)\s*[(\[]?\s*(?:แผนพัฒนา\S*\s*)?(?:(?:ครั้งที่|ฉบับที่)\s*(?P<number>[0-9๐-๙]{{1,2}})"
    r"(?:\s*/\s*(?P<year>[0-9๐-๙]{4}))?|(?P<once>(?:ประจำปี|ปี|พ\s?\.?\s?ศ\s?\.?)\s*(?:งบประมาณ)?\s*(?:พ\s?\.?\s?ศ\s?\.?)?\s*(?P<only>[0-9๐-๙]{4})))"
    r"(?:\s*(?:ประจำปี|ปี)?\s*(?:งบประมาณ)?\s*(?:พ\s?\.?\s?ศ\s?\.?|ปี)\s*(?P<after>[0-9๐-๙]{4})(?!\s*[-–]))?"
)
REVIEW = re.compile("ฉบับ(?P<kinds>ทบทวน|แก้ไข|เพิ่มเติม|เปลี่ยนแปลง)")
PLAN = re.compile("แผน")
LAW = re.compile("ระเบียบ|พระราชบัญญัติ|พ\\.ร\\.บ|กฎกระทรวง|แห่งชาติ|ประมวล|หนังสือสั่งการ")
LONGEST_LINE = 300


def find_amendment(text: str, *, anywhere: bool = False) -> Amendment | None:
    """Find the amendment that a line about a plan names; ``anywhere``: the text is a name, so it need not say "plan".

    >>> find_amendment("แผนพัฒนาท้องถิ่น (พ.ศ. 2566-2570) เพิ่มเติม ครั้งที่ ๒/๒๕๖๗").key
    'addition-2-2567'
    """
    if len(text) > LONGEST_LINE or LAW.search(text) or not (anywhere or PLAN.search(text)):
        return None
    match = AMENDMENT.search(text)
    if match:
        year = _year(match["year"] or match["only"] or match["after"])
        number = int(arabic(match["number"])) if match["number"] else None
        if number or year:
            return Amendment(_kinds(match["kinds"]), number, year, _balanced(match[0]))
    match = REVIEW.search(text)
    return Amendment(_kinds(match["kinds"]), None, None, match[0]) if match else None


def _balanced(text: str) -> str:
    """Give the printed words as one line, without a closing bracket that was opened before them."""
    text = " ".join(text.split())
    return text if "(" in text or "[" in text else text.rstrip(")] ")


def _kinds(text: str) -> tuple[str, ...]:
    """Give the kinds in the order of the rules, so that "เพิ่มเติมและแก้ไข" is what "แก้ไขเพิ่มเติม" is."""
    return tuple(kind for word, kind in KINDS.items() if word in text)


def _year(text: str | None) -> int | None:
    year = int(arabic(text)) if text else 0
    return year if year in BUDDHIST_YEARS else None

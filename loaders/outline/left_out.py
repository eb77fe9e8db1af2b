"""Lines that look like items of a list and are no statements: kinds of expense with amounts, files to be fetched."""

import re
from collections.abc import Sequence

from phaen.loaders.outline.grammar import Grammar, Parsed, Reads
from phaen.loaders.outline.lines import Line
from phaen.loaders.tables.cells import is_expense, mark_of

DOWNLOAD = re.compile(r"ดาวน์โหลด\s*:?\s*[0-9๐-๙]|[0-9]\s?(?:[KMG]B|[kmg]b)\b|ขนาด(?:ไฟล์)?\s*[0-9.]+\s*[KMG]")
AMOUNT_AT_END = re.compile(r"[0-9๐-๙](?:[0-9๐-๙,]*(?:\.[0-9๐-๙]{2})?)\s*(?:บาท(?:ถ้วน)?|\.\s?[-–])\s*\)?\.?$")
EXPENSE = re.compile("ค่า(?!นิยม|เฉลี่ย|คะแนน|เป้าหมาย|ดัชนี|ร้อยละ|ความ|ของ)[ก-ฮเ-ไ]")
MEASURED = re.compile("ไม่เกิน|ไม่น้อย|ไม่ต่ำ|อย่างน้อย|มากกว่า|น้อยกว่า|สูงกว่า|ต่ำกว่า|ลดลง|เพิ่มขึ้น|เฉลี่ย|ร้อยละ")
"""Words of an aim: what has one of them is measured, not spent."""

HEADS_OTHERS = re.compile("งบ|ค่าใช้จ่าย|รายจ่าย|รายละเอียด|เอกสาร|ไฟล์|ดาวน์โหลด|ประกาศ|ข่าว|คลัง|แหล่งที่มา|ประมาณการ")
LONGEST_HEAD = 60
"""Code points of a heading above such lines."""

FILES = "file-to-fetch"
HEAD = Parsed("head-of-what-is-left-out", Reads.GROUP)


def left_out_because(text: str) -> str | None:
    """Say why an item is no statement, whatever section it stands in."""
    if DOWNLOAD.search(text):
        return "page-furniture"
    return "expense" if is_priced_expense(text) else None


def is_priced_expense(text: str) -> bool:
    """Tell whether a line is a kind of expense and its amount.

    >>> is_priced_expense("(๑) ค่าจ้างเหมา ๔๓๐,๐๐๐ บาท"), is_priced_expense("- ค่าใช้จ่ายต่อหัวไม่เกิน 500 บาท")
    (True, False)
    """
    mark = mark_of(text)
    rest = text[mark.length :].lstrip() if mark else text
    begins = is_expense(rest) or EXPENSE.match(rest)
    return bool(begins and AMOUNT_AT_END.search(rest) and not MEASURED.search(rest))


def heads_of_what_is_left_out(lines: Sequence[Line], parsed: Sequence[Parsed], grammar: Grammar) -> dict[int, Parsed]:
    """Find the headings right above kinds of expense or files: no statement goes on with them."""
    found: dict[int, Parsed] = {}
    for place, line in enumerate(lines[:-1]):
        plain = parsed[place].reads is Reads.TEXT and len(line.text) <= LONGEST_HEAD and HEADS_OTHERS.match(line.text)
        heads = plain and not grammar.announces(line.text)
        if heads and (parsed[place + 1].rule == FILES or is_priced_expense(lines[place + 1].text)):
            found[place] = HEAD
    return found

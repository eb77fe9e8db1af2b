"""The corpus' plain texts cut into blocks: headings, lines, lists, tables."""

import re
from dataclasses import dataclass, field

HEADING = re.compile(
    r"(?:[0-9๐-๙.]{1,5}\s*)?(?:วิสัยทัศน์|พันธกิจ|เป้าประสงค์|เป้าหมาย|จุดมุ่งหมาย|ยุทธศาสตร์|ประเด็นยุทธศาสตร์|กลยุทธ์|แนวทางการพัฒนา|ตัวชี้วัด"
    r"|แผนพัฒนา|แผนยุทธศาสตร์|มิติที่|ส่วนที่|ค่านิยม)\S*(?:\s\S+){0,6}"
)
NUMBERED = re.compile(r"(?P<number>[0-9]{1,2}|[๐-๙]{1,2})\.\s+(?P<text>\S.*)")
BULLETED = re.compile(r"[-•–]\s+(?P<text>\S.*)")
LONGEST_HEADING = 80


@dataclass(slots=True)
class Block:
    """A stretch of a text of one make: heading, lines, numbered, bullets, table."""

    make: str
    lines: list[str] = field(default_factory=list)
    thai: bool = False

    @property
    def rows(self) -> list[list[str]]:
        """The cells of a table's rows."""
        return [cells(line) for line in self.lines]


def cells(line: str) -> list[str]:
    """Split a row at its tabs, or at its bars."""
    if "\t" in line:
        return [cell.strip() for cell in line.split("\t")]
    inside = line.rstrip().removesuffix("|").removeprefix("|")
    return [cell.strip() for cell in inside.split("|")]


def blocks(text: str) -> list[Block]:
    """Cut a text into blocks; empty lines only part them."""
    made: list[Block] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        block = _block_of(line, made[-1] if made else None)
        if not made or block is not made[-1]:
            made.append(block)
    return [block for block in made if block.lines]


def _block_of(line: str, last: Block | None) -> Block:
    """Give the block that a line belongs to: the last one, which it joins, or a new one."""
    stripped = line.strip()
    if not stripped:
        return Block("gap")
    if "\t" in line or line.count("|") > 1:
        return _joined(last, "table", line)
    numbered, bulleted = NUMBERED.fullmatch(stripped), BULLETED.fullmatch(stripped)
    if numbered and _goes_on(last, numbered["number"]):
        return _joined(last, "numbered", numbered["text"], thai=numbered["number"][0] >= "๐")
    if bulleted:
        return _joined(last, "bullets", bulleted["text"])
    if HEADING.fullmatch(stripped) and len(stripped) <= LONGEST_HEADING:
        return Block("heading", [stripped])
    return _joined(last, "lines", stripped)


def _goes_on(last: Block | None, number: str) -> bool:
    """Tell whether a number begins a list or goes on with the one above, so that a browser writes it the same."""
    value = int(number)
    return value == 1 or (last is not None and last.make == "numbered" and len(last.lines) == value - 1)


def _joined(last: Block | None, make: str, text: str, *, thai: bool = False) -> Block:
    begins_anew = make == "numbered" and last is not None and last.make == make and last.thai != thai
    if last is None or last.make != make or begins_anew:
        return Block(make, [text], thai)
    last.lines.append(text)
    return last

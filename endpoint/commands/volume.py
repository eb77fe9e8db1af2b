"""How far a command is that moves bytes: the line of ``progress``, drawn by megabytes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from phaen.endpoint.commands.progress import ProgressLine

_MEGABYTE: Final = 1_000_000


@contextmanager
def volume_line(label: str) -> Iterator[Callable[[int, int], None]]:
    """Give what is told how many bytes are done, of how many; the line is drawn from the first time on."""
    lines: list[ProgressLine] = []
    counted = 0

    def tell(done: int, total: int) -> None:
        nonlocal counted
        if not lines:
            lines.append(ProgressLine(label, max(total, done) // _MEGABYTE, "MB"))
        while counted < done // _MEGABYTE:
            counted += 1
            lines[0].count(read=True)
        lines[0].tick()

    try:
        yield tell
    finally:
        for line in lines:
            line.clear()

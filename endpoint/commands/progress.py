"""How far a long command is: a line on a terminal that is drawn anew, elsewhere a line every now and then."""

import shutil
import sys
import time
from collections import deque
from collections.abc import Callable
from typing import Self

WINDOW = 30.0
"""Seconds over which the rate is taken, so that it follows a change from short documents to long ones."""

REDRAW_SECONDS = 0.1
LINE_SECONDS = 10.0
BAR = 24


class Pace:
    """How many documents are done in how much time.

    What was only recognised as unchanged is done, but tells nothing of how long the rest will take.
    """

    def __init__(self, total: int, clock: Callable[[], float] = time.monotonic, unit: str = "documents") -> None:
        """Begin with nothing done."""
        self._unit = unit
        self.total = total
        self.done = 0
        self._clock = clock
        self._begun = self._passing = clock()
        self._read: deque[float] = deque()

    def count(self, *, read: bool) -> None:
        """Count a document, and say whether it was read."""
        self.done += 1
        if read:
            self._read.append(self._clock())
        elif not self._read:
            self._passing = self._clock()

    @property
    def rate(self) -> float | None:
        """Documents a second: those read in the last seconds, or where none was, all; None before there is any."""
        now = self._clock()
        while self._read and now - self._read[0] > WINDOW:
            self._read.popleft()
        if self._read:
            return len(self._read) / max(min(WINDOW, now - self._passing), 1e-3)
        return self.done / max(now - self._begun, 1e-3) if self.done else None

    @property
    def left(self) -> float | None:
        """Seconds until all is done, if it goes on like this."""
        rate = self.rate
        return (self.total - self.done) / rate if rate else None

    def __str__(self) -> str:
        """Say it in words."""
        said = [f"{self.done:,} of {self.total:,} {self._unit}"]
        if self.rate is not None and self.left is not None:
            said += [f"{self.rate:,.{0 if self.rate >= 10 else 1}f} a second", f"{duration(self.left)} left"]  # noqa: PLR2004
        return ", ".join(said)


class ProgressLine:
    """The line on standard error; a context manager, whose end removes it."""

    def __init__(self, label: str, total: int, unit: str = "documents") -> None:
        """Name the work and its extent."""
        self._label = label
        self._pace = Pace(total, unit=unit)
        self._is_drawn_anew = sys.stderr.isatty()
        self._next = time.monotonic() + (0.0 if self._is_drawn_anew else LINE_SECONDS)

    def __enter__(self) -> Self:
        """Draw nothing yet."""
        return self

    def __exit__(self, *_: object) -> None:
        """Leave a clean line."""
        self.clear()

    def count(self, *, read: bool) -> None:
        """Count a document, and say whether it was read."""
        self._pace.count(read=read)
        self.tick()

    def tick(self) -> None:
        """Draw the line anew, or print one, if it is time."""
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + (REDRAW_SECONDS if self._is_drawn_anew else LINE_SECONDS)
        text = f"{self._label} {self._pace}"
        if self._is_drawn_anew:
            text = f"\r\033[K{bar(self._pace.done, self._pace.total)} {text}"[: shutil.get_terminal_size().columns + 3]
        sys.stderr.write(text if self._is_drawn_anew else f"{text}\n")
        sys.stderr.flush()

    def clear(self) -> None:
        """Take the line off the terminal, so that something else can be printed there; then it is drawn at once."""
        if self._is_drawn_anew:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()
            self._next = 0.0


class StepLine:
    """What a command does at the moment, on a terminal only; a context manager, whose end removes the line."""

    def __init__(self) -> None:
        """Draw nothing yet."""
        self._is_shown = sys.stderr.isatty()
        self._next = 0.0

    def __enter__(self) -> Self:
        """Wait for the first step."""
        return self

    def __exit__(self, *_: object) -> None:
        """Leave a clean line."""
        if self._is_shown:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()

    def show(self, what: str, done: int = 0, total: int = 0) -> None:
        """Say what is done, and how much of it, if it is time; a total of 0 is not known."""
        now = time.monotonic()
        if not self._is_shown or now < self._next:
            return
        self._next = now + REDRAW_SECONDS
        text = f"{bar(done, total)} {done:,} of {total:,} {what}" if total else f"{done:,} {what}" if done else what
        sys.stderr.write(f"\r\033[K{text}"[: shutil.get_terminal_size().columns + 3])
        sys.stderr.flush()


def bar(done: int, total: int) -> str:
    """Draw how much is done."""
    full = round(BAR * done / total) if total else BAR
    return "━" * full + "─" * (BAR - full)


def duration(seconds: float) -> str:
    """Write a duration: '8 s', '3 min 20 s', '2 h 5 min'."""
    whole = round(seconds)
    if whole < 60:  # noqa: PLR2004
        return f"{whole} s"
    if whole < 3600:  # noqa: PLR2004
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"

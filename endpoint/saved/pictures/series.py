"""What pictures have in common: the keys of their series, and why there is none."""

from dataclasses import dataclass, field

from phaen.endpoint.tables import Term


@dataclass(frozen=True)
class Undrawn:
    """A result that its view cannot show honestly; ``reason`` is a word for the sentence that says why."""

    reason: str
    kind: str = "none"


@dataclass
class Keys:
    """Number the series as they are met; None is the one of rows without a series."""

    _numbers: dict[Term | None, int] = field(default_factory=dict)

    def of(self, series: Term | None) -> int:
        """Return the number of a series."""
        return self._numbers.setdefault(series, len(self._numbers))

    @property
    def found(self) -> tuple[Term | None, ...]:
        """Return the series by their numbers."""
        return tuple(self._numbers)

"""What a validation finds."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How bad a finding is (SHACL, section 2.1.4)."""

    VIOLATION = "Violation"
    WARNING = "Warning"
    INFO = "Info"


@dataclass(frozen=True, slots=True)
class Finding:
    """One result of a validation: what is wrong with which thing.

    ``path`` is the IRI of a property, with ``^`` before it where it is walked backwards.
    """

    severity: Severity
    focus: str
    path: str | None
    value: str | None
    message: str

    @property
    def rank(self) -> tuple[int, str, str, str, bool, str]:
        """Give the place of the finding in a report: violations first, then by the thing that it is about."""
        severity = list(Severity).index(self.severity)
        return severity, self.focus, self.path or "", self.message, self.value is None, self.value or ""

"""Who judges links, and when: an ORCID or a name, and a day."""

import re
from datetime import date
from typing import Final

_ORCID: Final = re.compile(r"(?:https?://orcid\.org/|orcid:)?(?P<id>\d{4}-\d{4}-\d{4}-\d{3}[\dX])", re.IGNORECASE)
_BUDDHIST_FROM: Final = 2400
_LONGEST_NAME: Final = 200


def today() -> str:
    """Give the day where this runs."""
    return date.today().isoformat()  # noqa: DTZ011 - the day where the reviewer is


def reviewer_of(text: str) -> str:
    """Give the IRI of an ORCID, or the name as it is; raises ValueError for an ORCID whose check digit is wrong."""
    text = " ".join(text.split())
    match = _ORCID.fullmatch(text)
    if match is None:
        if not text or len(text) > _LONGEST_NAME or not text.isprintable() or "orcid" in text.lower():
            raise ValueError(f"'{text[:60]}' is no reviewer; give an ORCID such as 0000-0002-1825-0097, or a name")
        return text
    digits = match["id"].replace("-", "").upper()
    total = 0
    for digit in digits[:-1]:  # ISO/IEC 7064, MOD 11-2
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    if digits[-1] != "0123456789X"[check]:
        raise ValueError(f"the ORCID '{match['id']}' has a wrong check digit; copy it again")
    return f"https://orcid.org/{match['id'].upper()}"


def day_of(text: str) -> str:
    """Check a day such as 2026-11-22; raises ValueError that says what is wrong."""
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"'{text}' is no date; write it as 2026-11-22 (Christian era)") from error
    if day.year >= _BUDDHIST_FROM:
        raise ValueError(f"'{text}' is a Buddhist year; write the Christian one, as {day.year - 543}")
    if day > date.today():  # noqa: DTZ011 - the day where the reviewer is
        raise ValueError(f"'{text}' is still to come")
    return day.isoformat()

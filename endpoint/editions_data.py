"""Comparisons of editions as tables: what changed between two, and which can be compared; the latter as JSON too."""

from collections.abc import Iterable
from typing import Any, Final

from phaen.endpoint.csv_table import WRITERS
from phaen.endpoint.editions import Offer
from phaen.endpoint.formats import Format
from phaen.loaders.editions.model import Comparison, Edition, Element

_CHANGES: Final = (
    "change", "kind", "former_number", "former_statement", "former_iri", "later_number", "later_statement", "later_iri",
)  # fmt: skip
_OFFERS: Final = ("former", "former_iri", "later", "later_iri", "comparison")


def changes_table(found: Comparison, format_: Format) -> str:
    """Return what changed: a row for each statement that is not what it was."""
    rows = [
        [
            " ".join(kind.value for kind in change.kinds),
            change.element.kind,
            *_said(change.former),
            *_said(change.later),
        ]
        for change in found.changes
        if change.kinds
    ]
    return WRITERS[format_](_CHANGES, rows)


def offers_table(offers: Iterable[Offer], root: str, format_: Format) -> str:
    """Return the editions that can be compared, a row for each pair; ``root`` is the address of the site."""
    rows = [[one.former.label, one.former.iri, one.later.label, one.later.iri, root + one.address] for one in offers]
    return WRITERS[format_](_OFFERS, rows)


def offers_json(offers: Iterable[Offer], root: str) -> dict[str, Any]:
    """Return the same as JSON."""
    return {
        "comparisons": [
            {"former": _edition(one.former), "later": _edition(one.later), "address": root + one.address}
            for one in offers
        ]
    }


def _edition(edition: Edition) -> dict[str, str]:
    return {"iri": edition.iri, "label": edition.label}


def _said(element: Element | None) -> tuple[str, str, str]:
    return (element.number, element.text, element.iri) if element else ("", "", "")

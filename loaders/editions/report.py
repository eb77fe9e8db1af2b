"""A comparison for programs and for a terminal."""

from collections.abc import Iterator

from phaen.loaders.editions.model import Change, ChangeKind, Comparison, Edition, Element
from phaen.loaders.editions.wording import KEPT, PUT_IN, TAKEN_OUT, Piece, reworded

_MARKS = {KEPT: ("", ""), TAKEN_OUT: ("[-", "-]"), PUT_IN: ("{+", "+}")}


def as_json(comparison: Comparison, *, unchanged: bool = True) -> dict[str, object]:
    """Return a comparison as values that JSON knows; without the statements that stayed unless ``unchanged``."""
    return {
        "former": _edition(comparison.former),
        "later": _edition(comparison.later),
        "same_organisation": comparison.same_organisation,
        "counts": comparison.counts(),
        "not_repeated": comparison.not_repeated,
        "changes": [_change(change) for change in comparison.changes if change.kinds or unchanged],
    }


def rows(comparison: Comparison) -> Iterator[tuple[str, str, str, str]]:
    """Yield what changed as rows: what happened, kind of statement, number, words; marked as wdiff does."""
    for change in comparison.changes:
        if change.kinds:
            what = " ".join(kind.value for kind in change.kinds)
            yield what, change.element.kind, _numbers(change), _words(change)


def pieces(change: Change) -> tuple[Piece, ...]:
    """Return the words of a statement, with those that were deleted and inserted where it was reworded."""
    if ChangeKind.REWORDED in change.kinds and change.former and change.later:
        return reworded(change.former.text, change.later.text)
    return (Piece(KEPT, change.element.text),)


def _words(change: Change) -> str:
    return "".join(_MARKS[piece.sign][0] + piece.text + _MARKS[piece.sign][1] for piece in pieces(change))


def _numbers(change: Change) -> str:
    numbers = [element.number for element in (change.former, change.later) if element]
    return " → ".join(dict.fromkeys(numbers))


def _change(change: Change) -> dict[str, object]:
    found: dict[str, object] = {
        "change": [kind.value for kind in change.kinds] or ["unchanged"],
        "kind": change.element.kind,
        "former": _element(change.former),
        "later": _element(change.later),
        "score": change.score,
    }
    if ChangeKind.REWORDED in change.kinds:
        found["words"] = [[piece.sign, piece.text] for piece in pieces(change)]
    return found


def _element(element: Element | None) -> dict[str, object] | None:
    return {"iri": element.iri, "number": element.number, "text": element.text} if element else None


def _edition(edition: Edition) -> dict[str, object]:
    return {
        "iri": edition.iri,
        "label": edition.label,
        "organisation": edition.organisation or None,
        "from": edition.first_year or None,
        "to": edition.last_year or None,
        "partial": edition.is_partial,
    }

"""How much of a document's text was understood."""

from phaen.loaders.explanation.notes import reason
from phaen.loaders.model import Reading, Span


def coverage(reading: Reading) -> float:
    """Give the share of a text's characters, blanks left out, that was understood: from 0 to 1, of an empty text 1.

    Understood is what belongs to a statement or a heading, and what was recognised as no part of the plan: page
    furniture, definitions, other bodies' plans (`understood` in notes.toml).
    """
    text = reading.document.text
    unknown = [part.span for part in reading.unclaimed if not reason(part.reason).understood]
    total = _printed(text)
    return 1 - sum(_printed(text[span.start : span.end]) for span in _apart(unknown)) / total if total else 1.0


def _apart(spans: list[Span]) -> list[Span]:
    """Give spans without what they share with earlier ones, so that nothing counts twice."""
    found: list[Span] = []
    end = 0
    for span in sorted(spans, key=lambda span: (span.start, span.end)):
        if span.end > end:
            found.append(Span(max(span.start, end), span.end))
            end = span.end
    return found


def _printed(text: str) -> int:
    return len("".join(text.split()))

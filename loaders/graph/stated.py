"""The reading of a document whose format marks the plan itself, as StratML does: its statements are taken as stated."""

from bisect import bisect_right
from dataclasses import replace

from phaen.loaders.model import Reading, Span, Unclaimed
from phaen.loaders.owners.namings import Found

NOT_STATED = "beside-the-statements"
DOUBTFUL = "stands twice"
"""The end of what the outline's reader says of numbers that repeat; here they are as stated."""


def as_stated(reading: Reading) -> Reading:
    """Put what a document states in the place of what was read of its rendering; owner and years are kept.

    So is a title, unless the document states that it has none: a name that was made for it is none.
    """
    stated = reading.document.stated
    if stated is None:
        return reading
    warnings = tuple(warning for warning in reading.warnings if not warning.endswith(DOUBTFUL))
    reading = replace(reading, entities=stated.entities, unclaimed=_unclaimed(reading), warnings=warnings)
    if reading.document.title is None and reading.sources.title != Found.MANIFEST:
        return replace(reading, title=None, sources=replace(reading.sources, title=None))
    return reading


def _unclaimed(reading: Reading) -> tuple[Unclaimed, ...]:
    """Give the lines of several words that no statement holds, such as descriptions and values."""
    stated = reading.document.stated
    spans: list[Span] = [e.span for e in stated.entities] if stated else []
    for entity in stated.entities if stated else ():
        details = (entity.objective, entity.output, entity.outcome, entity.unit)
        spans += [detail.span for detail in details if detail]
        spans += [money.span for money in entity.allocations] + [target.span for target in entity.targets]
    if reading.organisation and reading.organisation.span:
        spans.append(reading.organisation.span)
    ends = sorted(span.end for span in spans)
    starts = sorted(span.start for span in spans)
    found, place = [], 0
    for number, line in enumerate(reading.document.text.split("\n")):
        end = place + len(line)
        claimed = bisect_right(starts, end) > bisect_right(ends, place)
        if number and " " in line.strip() and not claimed:
            found.append(Unclaimed(Span(place, end), NOT_STATED))
        place = end + 1
    return tuple(found)

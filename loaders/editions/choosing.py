"""Which two editions somebody means, and the comparison of them."""

from phaen.loaders.editions.comparison import compare
from phaen.loaders.editions.errors import ComparisonError
from phaen.loaders.editions.model import Comparison, Edition
from phaen.loaders.editions.reading import Rows, editions, editions_of, find_edition, latest_two, read_plan


def choose(rows: Rows, names: tuple[str, ...]) -> tuple[Edition, Edition]:
    """Choose two editions: of two plans that are named, or the last of an organisation and the one before it.

    Raises a ComparisonError that names what is wrong.
    """
    known = editions(rows)
    if len(names) == 1:
        return latest_two(editions_of(known, names[0]))
    former, later = (find_edition(known, name) for name in names)
    if former == later:
        raise ComparisonError(f"{names[0]!r} and {names[1]!r} are the same plan; name two plans")
    return former, later


def compare_named(rows: Rows, names: tuple[str, ...]) -> Comparison:
    """Compare the two editions that are meant; raises a ComparisonError."""
    former, later = choose(rows, names)
    return compare(read_plan(rows, former), read_plan(rows, later))

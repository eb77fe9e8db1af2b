"""Headings that name the years of the money for others: the next page of a form may print only the word above them."""

from collections import Counter
from collections.abc import Sequence

from phaen.loaders.tables.columns import About, Column

MOST_OF = 0.6
"""Share of the rows that must be of one width before a heading is read by it."""

FEWEST_YEARS = 2
"""Years side by side from which a word for money before them is the word above them."""


def money_columns(columns: Sequence[Column]) -> list[int]:
    """Give the places of the columns of money where they stand side by side; none where they do not."""
    places = [place for place, column in enumerate(columns) if column.about is About.MONEY]
    return places if places and places[-1] - places[0] == len(places) - 1 else []


def leaves_out_years(columns: Sequence[Column], dated: Sequence[Column]) -> bool:
    """Tell whether columns are those of an earlier heading, with one of money in the place of its years."""
    years, own = money_columns(dated), money_columns(columns)
    if len(years) < FEWEST_YEARS or len(own) != 1 or columns[own[0]].year:
        return False
    kinds = [column.about for place, column in enumerate(dated) if place not in years[1:]]
    return kinds == [column.about for column in columns]


def fitted(columns: tuple[Column, ...], widths: Sequence[int], dated: tuple[Column, ...]) -> tuple[Column, ...]:
    """Give the columns that rows of these widths have under a heading; ``dated`` are those of the heading before."""
    several = [width for width in widths if width > 1]
    (width, count), *_ = Counter(several).most_common(1) or [(len(columns), 0)]
    if width == len(columns) or count < MOST_OF * len(several):
        return columns
    if width == len(dated) and leaves_out_years(columns, dated):
        return dated
    above = _word_above_years(columns)
    return columns[:above] + columns[above + 1 :] if above is not None and width == len(columns) - 1 else columns


def _word_above_years(columns: Sequence[Column]) -> int | None:
    """Give the place of a word for money that stands before its years as if it were a column."""
    places = money_columns(columns)
    own = [place for place in places if not columns[place].year and not columns[place].total]
    years = [place for place in places if columns[place].year]
    return own[0] if own == places[:1] and len(years) >= FEWEST_YEARS else None

"""Long cells of CSV tables: the csv module has one limit of a cell for the whole process, so it is put back."""

import csv
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def long_cells(limit: int = sys.maxsize) -> Iterator[None]:
    """Read cells of up to so many characters for a while: an annex in one cell is a table of a plan, not an attack."""
    former = csv.field_size_limit(limit)
    try:
        yield
    finally:
        csv.field_size_limit(former)

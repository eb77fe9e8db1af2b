"""The database beside the release in which tables are put together: on disk, and gone when they are written."""

# ruff: noqa: S608 - no word of the SQL comes from the data

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Final, Self

from phaen.loaders.mappings.vocabularies import VOCABULARIES, vocabulary_of
from phaen.loaders.releases.layout import QUADS
from phaen.loaders.releases.tables.columns import Column, Table
from phaen.loaders.releases.tables.picks import Cell
from phaen.loaders.releases.tables.records import take_records
from phaen.ontology import terms as t
from phaen.ontology.areas import districts, subdistricts

_NAME: Final = ".tables.sqlite"
_CACHE_KIBIBYTES: Final = 65_536
_SATANG: Final = 2
"""Decimal places of baht."""


class ExactSum:
    """An aggregate of SQL that adds decimals without rounding."""

    def __init__(self) -> None:
        """Begin with nothing; the sum of nothing is NULL."""
        self._sum: Decimal | None = None

    def step(self, value: str | None) -> None:
        """Add a value."""
        if value is not None:
            self._sum = (self._sum or Decimal(0)) + Decimal(value)

    def finalize(self) -> str | None:
        """Return the sum."""
        return None if self._sum is None else f"{self._sum:f}"


class Working:
    """The working tables of one release."""

    def __init__(self, database: sqlite3.Connection) -> None:
        """Take a database that ``working_tables`` has filled."""
        self._database = database

    @classmethod
    def of(cls, quads: Path, base: str, database: sqlite3.Connection) -> Self:
        """Fill a database from sorted quads, and put the plans in order: by their owners, those without one last."""
        _add_functions(database, base)
        take_records(quads, database)
        database.execute("CREATE TABLE vocabulary (name TEXT PRIMARY KEY, label_th TEXT, label_en TEXT)")
        rows = ((one.key, one.thai, one.english) for one in VOCABULARIES.values())
        database.executemany("INSERT INTO vocabulary VALUES (?, ?, ?)", rows)
        database.execute("CREATE TABLE place (rank INTEGER PRIMARY KEY, plan INTEGER UNIQUE)")
        database.execute("INSERT INTO place (plan) SELECT id FROM plan ORDER BY organisation IS NULL, organisation, id")
        return cls(database)

    def rows(self, table: Table) -> Iterator[tuple[Cell, ...]]:
        """Give the rows of a table in its order.

        The order is found first, of numbers alone, so that no text is sorted.
        """
        run = self._database.execute
        main = table.rows.partition("\n")[0]
        run("DROP TABLE IF EXISTS standing")
        run("CREATE TABLE standing (rank INTEGER PRIMARY KEY, id INTEGER)")
        run(f"INSERT INTO standing (id) SELECT x.id FROM {table.rows}\nWHERE {table.where} ORDER BY {table.order}")
        cells = ",\n".join(f"{column.sql} AS {column.name}" for column in table.columns)
        joined = f"standing CROSS JOIN {main} ON x.id = standing.id{table.rows.removeprefix(main)}"
        yield from run(f"SELECT {cells}\nFROM {joined}\nORDER BY standing.rank")

    def references(self, table: Table, column: Column) -> tuple[int, int]:
        """Count the empty cells of a column of keys, and those that are the key of no row where they should be.

        What was computed has been found there, and is sought for too long to be counted: it counts as one empty cell.
        """
        if column.property is None:
            return 1, 0
        cells = f"SELECT {column.sql} AS cell FROM {table.rows}\nWHERE {table.where}"
        known = f"EXISTS (SELECT 1 FROM {column.refers.removesuffix('s')} WHERE iri = cell)"
        counts = f"total(cell IS NULL), total(cell IS NOT NULL AND NOT {known})"
        empty, dangling = self._database.execute(f"SELECT {counts} FROM ({cells})").fetchone()
        return int(empty), int(dangling)

    def places(self) -> int:
        """Return the decimal places that amounts of money need, at least those of baht."""
        amounts = "SELECT amount FROM allocation UNION ALL SELECT total_budget FROM statement"
        fraction = "max(length(amount) - instr(amount, '.'))"
        found = self._database.execute(f"SELECT {fraction} FROM ({amounts}) WHERE instr(amount, '.')").fetchone()[0]
        return max(int(found or 0), _SATANG)


@contextmanager
def working_tables(folder: Path, base: str) -> Iterator[Working]:
    """Fill the working tables of the release in a folder; they go when the context ends. Raises OSError."""
    path = folder / _NAME
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as database:
            for setting in ("journal_mode = OFF", "synchronous = OFF", f"cache_size = -{_CACHE_KIBIBYTES}"):
                database.execute(f"PRAGMA {setting}")
            database.execute("BEGIN")
            yield Working.of(folder / QUADS, base, database)
    except sqlite3.OperationalError as error:
        raise OSError(f"working tables {path}: {error}") from error
    finally:
        path.unlink(missing_ok=True)


def _add_functions(database: sqlite3.Connection, base: str) -> None:
    """Add what the definitions of tables call beyond SQL."""

    def known(concept: str | None) -> tuple[str | None, str | None]:
        found = vocabulary_of(concept, base) if concept else None
        return (found[0].key, found[1]) if found else (None, None)

    functions = {
        "vocabulary_of": lambda concept: known(concept)[0],
        "notation_of": lambda concept: known(concept)[1],
        "area_th": lambda concept: _areas().get(concept, (None, None))[0],
        "area_en": lambda concept: _areas().get(concept, (None, None))[1],
    }
    for name, function in functions.items():
        database.create_function(name, 1, function, deterministic=True)
    database.create_function("code", 2, _code, deterministic=True)
    database.create_aggregate("exact_sum", 1, ExactSum)  # type: ignore[arg-type]  # as typeshed has it, of numbers only


def _code(iri: str | None, start: str) -> str | None:
    """Return what stands after the start of an IRI; the whole of one that starts otherwise."""
    return iri.removeprefix(start) or None if iri else None


@cache
def _areas() -> dict[str, tuple[str, str]]:
    """Give the names of all districts and subdistricts by their IRIs: a store need not hold these lists."""
    lists = ((t.DISTRICT, districts()), (t.SUBDISTRICT, subdistricts()))
    return {f"{start.iri}{area.code}": (area.name_th, area.name_en) for start, areas in lists for area in areas}

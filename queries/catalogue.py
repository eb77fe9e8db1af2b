"""The saved queries: the ``.rq`` files of a folder as values."""

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from phaen.queries.errors import QueryFileError, UnknownQueryError
from phaen.queries.header import read_query
from phaen.queries.model import Form, Parameter, ParameterType, SavedQuery, Text

__all__ = ["Catalogue", "Form", "Parameter", "ParameterType", "SavedQuery", "Text", "load_catalogue"]

_PACKAGED: Final = Path(__file__).parent


class Catalogue:
    """The saved queries by name; iteration follows their ``order`` key, then the file name."""

    def __init__(self, queries: Iterable[SavedQuery]) -> None:
        """Take the queries in any order."""
        ordered = sorted(queries, key=lambda query: (query.order, query.name))
        self._queries = MappingProxyType({query.name: query for query in ordered})

    def get(self, name: str) -> SavedQuery:
        """Return the query of this name; raises UnknownQueryError, which names the nearest ones."""
        try:
            return self._queries[name]
        except KeyError:
            raise UnknownQueryError(name, self._queries) from None

    @property
    def names(self) -> tuple[str, ...]:
        """Give the names in order."""
        return tuple(self._queries)

    def __iter__(self) -> Iterator[SavedQuery]:
        """Go through the queries in order."""
        return iter(self._queries.values())

    def __len__(self) -> int:
        """Count the queries."""
        return len(self._queries)

    def __contains__(self, name: object) -> bool:
        """Tell whether there is a query of this name."""
        return name in self._queries


def load_catalogue(folder: Path | None = None) -> Catalogue:
    """Read the ``.rq`` files of a folder; without one, those that ship with phaen (read once).

    Raises QueryFileError for the first file that cannot be used.
    """
    return _packaged() if folder is None else _read_folder(folder)


@cache
def _packaged() -> Catalogue:
    return _read_folder(_PACKAGED)


def _read_folder(folder: Path) -> Catalogue:
    if not folder.is_dir():
        raise QueryFileError(str(folder), "", "no such folder; give one that holds .rq files")
    return Catalogue(read_query(path.stem, _read(path)) for path in sorted(folder.glob("*.rq")))


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as problem:
        raise QueryFileError(path.name, "", f"save it as UTF-8 (byte {problem.start} is not)") from None
    except OSError as problem:
        raise QueryFileError(path.name, "", f"cannot be read: {problem.strerror}") from None

"""The saved queries: the ``.rq`` files of a folder as values, in groups."""

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from phaen.queries.errors import QueryFileError, UnknownQueryError
from phaen.queries.groups import GROUPS_FILE, read_groups
from phaen.queries.header import read_query
from phaen.queries.model import Form, Group, Parameter, ParameterType, SavedQuery, Text

__all__ = ["Catalogue", "Form", "Group", "Parameter", "ParameterType", "SavedQuery", "Text", "load_catalogue"]

_PACKAGED: Final = Path(__file__).parent


class Catalogue:
    """The saved queries by name; iteration follows the groups, then their ``order`` key, then the file name."""

    def __init__(self, queries: Iterable[SavedQuery], groups: Iterable[Group] = ()) -> None:
        """Take the queries in any order, and the groups in theirs."""
        self.groups = tuple(groups)
        places = {group.name: place for place, group in enumerate(self.groups)}
        ordered = sorted(queries, key=lambda query: (places.get(query.group, -1), query.order, query.name))
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

    def of_group(self, name: str) -> tuple[SavedQuery, ...]:
        """Return the queries of a group, in order; those that stand in none for the empty name."""
        return tuple(query for query in self if query.group == name)

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

    With a file ``groups.toml``, each of its groups is a folder beside it that holds the files; without one, the files
    stand in the folder itself.
    Raises QueryFileError for the first file that cannot be used.
    """
    return _packaged() if folder is None else _read_folder(folder)


@cache
def _packaged() -> Catalogue:
    return _read_folder(_PACKAGED)


def _read_folder(folder: Path) -> Catalogue:
    if not folder.is_dir():
        raise QueryFileError(str(folder), "", "no such folder; give one that holds .rq files")
    groups = read_groups(read_file(folder / GROUPS_FILE)) if (folder / GROUPS_FILE).is_file() else ()
    _refuse_misplaced(folder, groups)
    folders = [(group.name, folder / group.name) for group in groups] or [("", folder)]
    found = [(name, path) for name, inner in folders for path in sorted(inner.glob("*.rq"))]
    _refuse_same_names([path for _, path in found], folder)
    return Catalogue((read_query(path.stem, read_file(path), name) for name, path in found), groups)


def _refuse_misplaced(folder: Path, groups: tuple[Group, ...]) -> None:
    """Refuse the files that nobody would find: beside the groups, in a folder that is none, or in one without files."""
    names = [group.name for group in groups]
    for path in sorted([*folder.glob("*.rq"), *folder.glob("*/**/*.rq")]):
        place = path.parent.relative_to(folder).as_posix()
        if (place == "." and not groups) or place in names:
            continue
        remedy = f"put it in the folder of a group, {' or '.join(names)}" if groups else "put it in no folder"
        other = f"add the group {place} to {GROUPS_FILE}" if place != "." else f"see {GROUPS_FILE}"
        raise QueryFileError(path.relative_to(folder).as_posix(), "", f"belongs to no group: {remedy}, or {other}")


def _refuse_same_names(paths: list[Path], folder: Path) -> None:
    seen: dict[str, Path] = {}
    for path in paths:
        first = seen.setdefault(path.name, path)
        if first is not path:
            remedy = f"{first.relative_to(folder).as_posix()} has this name already; a name is an address: take another"
            raise QueryFileError(path.relative_to(folder).as_posix(), "", remedy)


def read_file(path: Path) -> str:
    """Return the text of a file of saved queries; raise QueryFileError where it cannot be read as UTF-8."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as problem:
        raise QueryFileError(path.name, "", f"save it as UTF-8 (byte {problem.start} is not)") from None
    except OSError as problem:
        raise QueryFileError(path.name, "", f"cannot be read: {problem.strerror}") from None

"""Read the groups of saved queries, in their order: the tables of ``groups.toml``."""

import re
import tomllib
from typing import Final

from phaen.queries.errors import QueryFileError
from phaen.queries.fields import Fields
from phaen.queries.model import Group

GROUPS_FILE: Final = "groups.toml"
_NAME: Final = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_KEYS: Final = ("title", "description")


def read_groups(source: str) -> tuple[Group, ...]:
    """Read the content of ``groups.toml``; raise QueryFileError, which names the key and the remedy."""
    try:
        fields = Fields(GROUPS_FILE, tomllib.loads(source))
    except tomllib.TOMLDecodeError as problem:
        raise QueryFileError(GROUPS_FILE, "", f"is not TOML: {problem}") from None
    groups = tuple(_group(fields, name) for name in fields)
    if not groups:
        raise QueryFileError(GROUPS_FILE, "", "names no group; begin each with the line [NAME], its folder")
    return groups


def _group(fields: Fields, name: str) -> Group:
    if not _NAME.fullmatch(name):
        fields.fail(name, "name the group, and its folder, in lower-case words joined by hyphens")
    table = fields.inner(name)
    table.only(_KEYS)
    return Group(name, table.text("title"), table.text("description"))

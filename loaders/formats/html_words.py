"""The words of html.toml, read once."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


def words(section: str, name: str) -> frozenset[str]:
    """Give a set of words of html.toml.

    >>> "td" in words("tags", "blocks")
    True
    """
    return frozenset(_table()[section][name].split())


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("phaen.loaders.formats").joinpath("html.toml").read_text("utf-8"))

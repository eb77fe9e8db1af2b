"""The settings file: the same names as the table of settings, in TOML, named by PHAEN_SETTINGS."""

import tomllib
from collections.abc import Sequence
from pathlib import Path

from phaen.endpoint.errors import SettingError

FILE_VARIABLE = "PHAEN_SETTINGS"


def read_file(path: str, names: Sequence[str]) -> dict[str, str]:
    """Return the values of a settings file as texts; raise SettingError if it cannot be used.

    Texts and numbers are written as they are, lists as lists of texts.
    """
    try:
        content = tomllib.loads(Path(path).expanduser().read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingError(f"{FILE_VARIABLE} names {path}, which cannot be read: {error.strerror}") from error
    except ValueError as error:  # TOML and UTF-8 alike
        raise SettingError(f"{path} is no TOML file: {error}; write lines such as port = 8000") from error
    if unknown := sorted(content.keys() - set(names)):
        raise SettingError(f"{path} sets {unknown[0]!r}, which is no setting; the settings are {', '.join(names)}")
    return {name: _text(path, name, value) for name, value in content.items()}


def _text(path: str, name: str, value: object) -> str:
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return " ".join(value)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise SettingError(f"{name} in {path} is {value!r}; give a text, a number or a list of texts")
    return str(value)
